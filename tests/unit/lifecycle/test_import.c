/* Imports: each format in its real shape, what is bad in a row, and what is bad in a file. */
#include "lifecycle/import.h"
#include "lifecycle/import_format.h"
#include "lifecycle/schema.h"
#include "support.h"

typedef struct file {
    const char *format, *text, *map, *key, *date_format;
    size_t size; /* 0: of the text */
} file;

static aift_status open_file(aift_context *context, const file *f, aift__json **map,
                             aift__import_options *options, aift__importer **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift__stream *stream;
    *out = NULL;
    *map = NULL;
    source.name = "given";
    source.data = f->text;
    source.size = f->size ? f->size : strlen(f->text);
    if (f->map)
        AIFT__TRY(aift__json_parse(f->map, strlen(f->map), "map", map));
    *options = (aift__import_options){f->format, *map, "map.json", f->key, f->date_format};
    AIFT__TRY(aift__stream_open_source(context, &source, &stream));
    return aift__import_open(context, stream, options, out);
}

/* All rows as one text: "row/line key record\n", or "row/line key !field: message\n". */
static aift_status read_all(aift_context *context, const file *f, aift__buf *to)
{
    aift__json *map;
    aift__importer *import;
    aift__import_options options;
    aift__import_row row;
    bool more = true;
    aift_status status = open_file(context, f, &map, &options, &import);
    while (status == AIFT_OK && more) {
        char *json = NULL;
        status = aift__import_next(import, &row, &more);
        if (status != AIFT_OK || !more)
            break;
        if (row.record)
            status = aift__json_write(context, row.record, 0, &json);
        if (status == AIFT_OK)
            status = aift__buf_addf(to, "%lld/%lld %s %s%s%s%s\n", (long long)row.row, (long long)row.line,
                                    row.key, json ? json : "!", json ? "" : row.field, json ? "" : ": ",
                                    json ? "" : row.message);
        aift__free(context, json);
    }
    aift__import_close(import);
    aift__json_free(map);
    return status;
}

static void expect(const file *f, const char *want)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__buf got;
    aift__buf_init(&got, context, 1 << 20);
    assert_ok(read_all(context, f, &got));
    assert_string_equal(got.data ? got.data : "", want);
    aift__buf_finish(&got);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void expect_fails(const file *f, aift_status status, const char *part)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__buf got;
    aift__buf_init(&got, context, 1 << 20);
    assert_fails(read_all(context, f, &got), status, part);
    aift__buf_finish(&got);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* A byte order mark, CRLF, a quoted line end, three Labels, a custom field, a row that is wider, one without Summary. */
static const char jira[] =
    "\xEF\xBB\xBFSummary,Issue key,Issue Type,Assignee,Due date,Labels,Labels,Labels,Description,Custom "
    "field (Budget)\r\n"
    "Sort mail,AI-1,Task,ada@x.org,12/Mar/24 12:00 AM,mail,,text,\"two\r\nlines, \"\"quoted\"\"\",=1+2\r\n"
    ",AI-2,Task,,,,,,no summary,\r\n"
    "Find parts,AI-3,Epic,Ada L,30/Sep/26 9:41 PM,,,,,10,more,\r\n"
    "Bad date,AI-4,Task,,soon,,,,,\r\n"
    ",,,,,,,,,\r\n"
    "Again,AI-1,Task,,,,,,,\r\n";

static void test_jira(void **state)
{
    const file f = {.format = "jira", .text = jira};
    expect(
        &f,
        "1/2 AI-1 {\"extra\":{\"Issue key\":\"AI-1\",\"Issue Type\":\"Task\",\"Labels\":[\"mail\",\"text\"],"
        "\"Custom field (Budget)\":\"=1+2\"},\"title\":\"Sort mail\",\"owner\":{\"email\":\"ada@x.org\"},"
        "\"timeline\":{\"target\":\"2024-03-12\"},\"problem\":\"two\\r\\nlines, \\\"quoted\\\"\"}\n"
        "2/4 AI-2 !title: the title (Summary) is empty: it must be there\n"
        "3/5 AI-3 {\"extra\":{\"Issue key\":\"AI-3\",\"Issue Type\":\"Epic\",\"Due date\":\"30/Sep/26 9:41 "
        "PM\","
        "\"Custom field (Budget)\":\"10\",\"column 11\":\"more\"},\"title\":\"Find parts\","
        "\"owner\":{\"name\":\"Ada L\"},\"timeline\":{\"target\":\"2026-09-30\"}}\n"
        "4/6 AI-4 !timeline.target: Due date is \"soon\": expected a date, as 2024-03-12 or 12/Mar/24; other "
        "forms "
        "are told by the date format\n"
        "5/8 AI-1 !key: the key \"AI-1\" is that of row 1 too\n");
}

static void test_trello_json(void **state)
{
    const file f = {
        .format = "trello",
        .text = "{\n\"name\": \"Ideas\",\n\"lists\": [{\"id\": \"l1\", \"name\": \"Doing\"}],\n"
                "\"members\": [{\"id\": \"m1\", \"fullName\": \"Ada L\"}],\n"
                "\"customFields\": [{\"id\": \"f1\", \"name\": \"Stage\", \"options\": [{\"id\": \"o2\", "
                "\"value\": {\"text\": \"Live\"}}]}, {\"id\": \"f2\", \"name\": \"Budget\"}],\n"
                "\"checklists\": [{\"idCard\": \"c1\", \"name\": \"Steps\", \"checkItems\": [{\"name\": "
                "\"ask\", \"state\": \"complete\", \"pos\": 1}]}],\n"
                "\"actions\": [{\"type\": \"commentCard\", \"date\": \"2026-01-02\", \"data\": {\"text\": "
                "\"good\", \"card\": {\"id\": \"c1\"}}}, {\"type\": \"updateCard\"}],\n"
                "\"cards\": [\n{\"id\": \"c1\", \"name\": \"Sort mail\", \"desc\": \"by hand\", \"idList\": "
                "\"l1\", \"idMembers\": [\"m1\", \"m9\"], \"due\": \"2026-10-09T08:00:00.000Z\", \"start\": "
                "\"2026-10-01T00:00:00.000Z\", \"closed\": false, \"pos\": 1.5, \"url\": "
                "\"https://trello.com/c/1\", \"labels\": [{\"name\": \"Dev\"}], \"customFieldItems\": "
                "[{\"idCustomField\": \"f1\", \"idValue\": \"o2\"}, {\"idCustomField\": \"f2\", \"value\": "
                "{\"number\": \"12.5\"}}]},\n\n 7 ]}"};
    expect(
        &f,
        "1/9 c1 {\"extra\":{\"Card ID\":\"c1\",\"idList\":\"l1\",\"idMembers\":[\"m1\",\"m9\"],"
        "\"due\":\"2026-10-09T08:00:00.000Z\",\"closed\":false,\"pos\":1.5,\"labels\":[{\"name\":\"Dev\"}],"
        "\"customFieldItems\":[{\"idCustomField\":\"f1\",\"idValue\":\"o2\"},{\"idCustomField\":\"f2\","
        "\"value\":{\"number\":\"12.5\"}}],\"Checklists\":[{\"name\":\"Steps\",\"items\":[{\"name\":\"ask\","
        "\"state\":\"complete\"}]}],\"Comments\":[{\"date\":\"2026-01-02\",\"text\":\"good\"}],"
        "\"List Name\":\"Doing\",\"Board Name\":\"Ideas\",\"Stage\":\"Live\",\"Budget\":\"12.5\"},"
        "\"title\":\"Sort mail\",\"problem\":\"by hand\",\"timeline\":{\"target\":\"2026-10-09\","
        "\"start\":\"2026-10-01\"},\"links\":[{\"kind\":\"trello\",\"url\":\"https://trello.com/c/1\"}],"
        "\"team\":[{\"name\":\"Ada L\"},{\"name\":\"m9\"}]}\n"
        "2/11  !: the row is a number: expected an object\n");
}

static void test_other_tools(void **state)
{
    const file trello = {
        .format = "trello",
        .text = "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List Name,Archived\n"
                "c1,Order,https://trello.com/c/1,20 m2,\"Buy (green), Now (red)\",\"Ada L, "
                "bob@x.org\",2026-10-09T08:00:00.000Z,North,false\n"};
    const file asana = {
        .format = "asana",
        .text = "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee "
                "Email,Start Date,Due Date,Tags,Notes,Projects,Parent task\n"
                "1200000000000001,2026-10-01,,2026-10-02,Check,In work,Tom,t@x.de,,2026-10-12,,ask,Hall,\n"};
    const file airtable = {
        .format = "airtable",
        .text = "Use case,Lead,Reach,When,Tags\nSort,Ada <ada@x.org>,200,3/12/2024,\"a,b\"\n",
        .map = "{\"Use case\": \"title\", \"Lead\": \"owner\", \"Reach\": \"scores.reach\", \"When\": "
               "\"timeline.target\", \"Tags\": \"extra.tags\"}",
        .key = "Use case",
        .date_format = "%m/%d/%Y"};
    expect(&trello,
           "1/2 c1 {\"extra\":{\"Card ID\":\"c1\",\"Labels\":\"Buy (green), Now (red)\",\"Due Date\":"
           "\"2026-10-09T08:00:00.000Z\",\"List Name\":\"North\",\"Archived\":\"false\"},\"title\":\"Order\","
           "\"links\":[{\"kind\":\"trello\",\"url\":\"https://trello.com/c/1\"}],\"problem\":\"20 m2\","
           "\"team\":[{\"name\":\"Ada L\"},{\"email\":\"bob@x.org\"}],"
           "\"timeline\":{\"target\":\"2026-10-09\"}}\n");
    expect(&asana,
           "1/2 1200000000000001 {\"extra\":{\"Task ID\":\"1200000000000001\",\"Created At\":\"2026-10-01\","
           "\"Last Modified\":\"2026-10-02\",\"Section/Column\":\"In work\","
           "\"Projects\":\"Hall\"},\"title\":\"Check\",\"owner\":{\"name\":"
           "\"Tom\",\"email\":\"t@x.de\"},\"timeline\":{\"target\":\"2026-10-12\"},"
           "\"problem\":\"ask\"}\n");
    expect(&airtable, "1/2 Sort {\"title\":\"Sort\",\"owner\":{\"name\":\"Ada\",\"email\":\"ada@x.org\"},"
                      "\"scores\":{\"reach\":200},\"timeline\":{\"target\":\"2024-03-12\"},\"extra\":{"
                      "\"tags\":\"a,b\"}}\n");
}

static void test_paths(void **state)
{
    const file csv = {.format = "csv",
                      .text =
                          "title,scores.reach,objectives,objectives,kpis.0.name,kpis.0.target,kpis.1.name,"
                          "scope.in,owner,Old "
                          "field,timeline.start\n"
                          "A,2e3,faster,cheaper,speed,0.5,,\"[\"\"x\"\",\"\"y\"\"]\",ada@x.org,7,2024/03/12\n"
                          "B,many,,,,,,,,,\nC,,,,,,cost,,,,\n"};
    const file json = {
        .format = "json",
        .text = "{\"items\":\n[{\"id\":\"UC-7\",\"version\":3,\"created\":\"2026-01-01T00:00:00Z\",\"state\":"
                "\"viable\",\"title\":\"A\",\"people\":2,\"kpis\":[{\"name\":\"k\"}],\"other\":[1],\"extra\":"
                "{\"X\":\"y\"}},\n{\"problem\":\"x\"}]}"};
    expect(
        &csv,
        "1/2 title:A {\"title\":\"A\",\"scores\":{\"reach\":2000.0},\"objectives\":[\"faster\",\"cheaper\"],"
        "\"kpis\":[{\"name\":\"speed\",\"target\":0.5}],\"scope\":{\"in\":[\"x\",\"y\"]},\"owner\":{"
        "\"email\":"
        "\"ada@x.org\"},\"extra\":{\"Old field\":\"7\"},\"timeline\":{\"start\":\"2024-03-12\"}}\n"
        "2/3  !scores.reach: scores.reach is \"many\": expected a number, as 12 or 0.5\n"
        "3/4  !kpis.1.name: kpis.1.name: the element before it is empty\n");
    expect(
        &json,
        "1/2 UC-7 {\"title\":\"A\",\"people\":2,\"kpis\":[{\"name\":\"k\"}],\"extra\":{\"other\":[1],\"X\":"
        "\"y\"}}\n"
        "2/3  !title: the title (title) is empty: it must be there\n");
}

static void test_own_cells(void **state)
{
    const file own = {
        .format = "jira",
        .text = "Summary,Description,Custom field (aift created),Custom field (aift owner name),Custom "
                "field (aift kpis)\n'=1,''=2,2026-01-01T00:00:00Z,Ada,\"[{\"\"name\"\":\"\"k\"\"}]\"\n"};
    const file foreign = {.format = "jira", .text = "Summary\n'=1\n"};
    expect(
        &own,
        "1/2 title:=1 {\"title\":\"=1\",\"problem\":\"'=2\",\"owner\":{\"name\":\"Ada\"},\"kpis\":[{\"name\":"
        "\"k\"}]}\n");
    expect(&foreign, "1/2 title:'=1 {\"title\":\"'=1\"}\n");
}

static void test_bad_files(void **state)
{
    static const struct {
        file file;
        aift_status status;
        const char *part;
    } bad[] = {
        {{.format = "jir", .text = "x"},
         AIFT_E_INVALID,
         "\"jir\": there are jira, trello, asana, airtable, csv, json"},
        {{.format = "jira", .text = ""}, AIFT_E_FORMAT, "given: is empty"},
        {{.format = "jira", .text = "a,b\n1,2\n"},
         AIFT_E_FORMAT,
         "line 1: the header has no column \"Summary\""},
        {{.format = "jira", .text = "Summary\n\"open\n"},
         AIFT_E_FORMAT,
         "line 2: the quote that begins field 1"},
        {{.format = "csv", .text = "title,title\n"},
         AIFT_E_FORMAT,
         "columns 1 and 2 of the header are both title"},
        {{.format = "csv", .text = "title\n\xFF\n"}, AIFT_E_FORMAT, "line 2: invalid UTF-8"},
        {{.format = "csv", .text = "title\n", .key = "no"}, AIFT_E_NOT_FOUND, "no column \"no\""},
        {{.format = "csv", .text = "title\n", .map = "{\"no\":\"title\"}"},
         AIFT_E_NOT_FOUND,
         "map.json: the column \"no\""},
        {{.format = "csv", .text = "title\n", .map = "{\"title\":\"tile\"}"},
         AIFT_E_INVALID,
         "title is \"tile\""},
        {{.format = "csv", .text = "title\n", .map = "[]"}, AIFT_E_FORMAT, "map.json: is an array"},
        {{.format = "csv", .text = "title\n", .date_format = "%d.%m"}, AIFT_E_INVALID, "lacks the year"},
        {{.format = "csv", .text = "title\n", .date_format = "%Q"}, AIFT_E_INVALID, "has %Q"},
        {{.format = "json", .text = "{\"items\":[{]}"}, AIFT_E_FORMAT, "given"},
        {{.format = "json", .text = "{\"items\":{}}"}, AIFT_E_FORMAT, "items is an object: expected a list"},
        {{.format = "trello", .text = "{\"name\":\"x\"}"}, AIFT_E_FORMAT, "cards is missing"},
    };
    for (size_t i = 0; i < AIFT__COUNT(bad); i++)
        expect_fails(&bad[i].file, bad[i].status, bad[i].part);
}

static aift_status sweep(aift_context *context, void *arg)
{
    aift__buf got;
    aift__buf_init(&got, context, 1 << 20);
    aift_status status = read_all(context, arg, &got);
    aift__buf_finish(&got);
    return status;
}

/* What an export of ours has goes back where it was. */
static void test_fields(void **state)
{
    const aift__record_kind *kind = aift__record_kind_find("usecase");
    (void)state;
    for (const aift__record_field *f = kind->fields; f->key; f++) {
        aift__import_kind to;
        if (!(f->flags & AIFT__FIELD_HIDDEN) && !aift__import_path(NULL, f->key, &to))
            fail_msg("no import takes %s", f->key);
    }
}

static void test_allocations(void **state)
{
    file csv = {.format = "jira",
                .text = "Summary,Labels,Labels,Assignee,Description\nA,x,y,ada@x.org,d\n,,,,q\n"};
    file json = {
        .format = "trello",
        .text =
            "{\"lists\":[{\"id\":\"l\",\"name\":\"L\"}],\"cards\":[{\"id\":\"c\",\"name\":\"n\",\"idList\":"
            "\"l\",\"url\":\"u\",\"idMembers\":[\"m\"]}]}"};
    aift_test_sweep(sweep, &csv);
    aift_test_sweep(sweep, &json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jira),   cmocka_unit_test(test_trello_json), cmocka_unit_test(test_other_tools),
        cmocka_unit_test(test_paths),  cmocka_unit_test(test_own_cells),   cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
