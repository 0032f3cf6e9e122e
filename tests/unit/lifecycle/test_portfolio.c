/* Ranks and roadmaps out of a store: the reference's examples, what is refused, spreadsheets, and the tables that they are
 * made from. */
#include <stdlib.h>

#include "stores.h"

#include "aift/portfolio.h"
#include "store/sql.h"

static const char weights[] = "{\"value\": {\"weight\": 0.55}, \"cost\": {\"weight\": 0.45, \"cost\": true}}";

static const char *rank(aift_store *store, const aift_rank_options *options)
{
    aift_text *text;
    assert_ok(aift_portfolio_rank(store, options, &text));
    return answer_of(text);
}

static void assert_has(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("%s\nis not in\n%s", part ? part : "nothing", text ? text : "nothing");
}

static void rank_fails(aift_store *store, const aift_rank_options *options, aift_status status,
                       const char *part)
{
    aift_text *text = (aift_text *)store;
    assert_fails(aift_portfolio_rank(store, options, &text), status, part);
    assert_null(text);
}

static void set_fails(aift_store *store, const char *id, const char *changes, const char *part)
{
    aift_text *text = (aift_text *)store;
    assert_fails(aift_store_set(store, id, changes, 0, &text), AIFT_E_FORMAT, part);
    assert_null(text);
}

/* ---- ranking ---- */

static aift_store *new_matrix(const char *file)
{
    aift_store *store = new_store(file);
    add(store,
        "{\"title\": \"=A\", \"scores\": {\"criteria\": {\"value\": 8, \"cost\": 100}, \"effort\": 2}}");
    add(store, "{\"title\": \"B\", \"scores\": {\"criteria\": {\"value\": 5, \"cost\": 50}}}");
    add(store, "{\"title\": \"C\", \"scores\": {\"criteria\": {\"value\": 2, \"cost\": 10}}}");
    return store;
}

static void weighted_matrix(void **state)
{
    aift_rank_options options;
    aift_store *store = new_matrix(":memory:");
    aift_rank_options_init(&options);
    options.weights = weights;
    const char *answer = rank(store, &options);
    assert_has(
        answer,
        "{\"method\":\"weighted\",\"items\":[{\"rank\":1,\"id\":\"UC-1\",\"title\":\"=A\",\"score\":0.55,");
    assert_has(answer, "{\"rank\":2,\"id\":\"UC-2\",\"title\":\"B\",\"score\":0.525,");
    assert_has(answer, "{\"rank\":3,\"id\":\"UC-3\",\"title\":\"C\",\"score\":0.45,");
    assert_has(answer, "\"sensitivity\":[{\"change\":\"value*0.8\",\"pair\":[\"UC-1\",\"UC-2\"]},"
                       "{\"change\":\"value*0.8\",\"pair\":[\"UC-1\",\"UC-3\"]},"
                       "{\"change\":\"cost*1.2\",\"pair\":[\"UC-1\",\"UC-2\"]}],\"total\":3,\"next\":null}");
    options.weights = "name,weight,cost\nvalue,0.55,\ncost,0.45,true\n";
    char *again = strdup(answer);
    assert_string_equal(rank(store, &options), again);
    free(again);
    options.limit = 1;
    assert_has(rank(store, &options),
               "{\"change\":\"cost*1.2\",\"pair\":[\"UC-1\",\"UC-2\"]}],\"total\":3,\"next\":\"UC-1\"}");
    options.sensitivity = 0;
    options.limit = 2;
    assert_has(rank(store, &options), "\"sensitivity\":[],\"total\":3,\"next\":\"UC-2\"}");
    options.after = "UC-2";
    assert_has(rank(store, &options), "\"items\":[{\"rank\":3,\"id\":\"UC-3\"");
    aift_store_release(store);
}

static void missing_inputs(void **state)
{
    aift_store *store = new_store(":memory:");
    add(store, "{\"title\": \"a\", \"scores\": {\"reach\": 2000, \"impact\": 2, \"confidence\": 0.8, "
               "\"effort\": 3}}");
    add(store, "{\"title\": \"b\", \"scores\": {\"reach\": 100, \"impact\": 1, \"effort\": 1}}");
    add(store, "{\"title\": \"c\", \"scores\": {\"reach\": 100, \"confidence\": 1}}");
    add(store, "{\"title\": \"d\"}");
    const char *answer = rank(store, NULL);
    assert_has(
        answer,
        "\"score\":1066.6666666666667,\"low\":1066.6666666666667,\"high\":1066.6666666666667,\"missing\":[],"
        "\"quadrant\":\"major_project\"}");
    assert_has(answer,
               "\"score\":null,\"low\":50.0,\"high\":100.0,\"missing\":[\"confidence\"],\"quadrant\":null}");
    assert_has(answer, "\"low\":8.333333333333334,\"high\":300.0,\"missing\":[\"impact\",\"effort\"]");
    assert_has(answer, "\"rank\":4,\"id\":\"UC-4\"");
    aift_text *text;
    assert_ok(aift_store_move(store, "UC-1", "rejected", "no", 0, &text));
    aift_text_release(text);
    assert_has(rank(store, NULL), "\"items\":[{\"rank\":1,\"id\":\"UC-2\"");
    aift_store_release(store);
}

/* ---- how much of a portfolio is looked at ---- */

/* So many use cases more, whose score is their reach: `first` and then `step` more each. */
static void add_scores(aift_store *store, int n, int first, int step)
{
    char record[160];
    for (int i = 0; i < n; i++) {
        snprintf(record, sizeof record,
                 "{\"title\": \"u\", \"scores\": {\"reach\": %d, \"impact\": 1, \"confidence\": 1, "
                 "\"effort\": 1}}",
                 first + i * step);
        add(store, record);
    }
}

/* What the scope tells, and how many pairs are listed. */
static void assert_scope(aift_store *store, const aift_rank_options *options, const char *scope,
                         size_t listed)
{
    aift_text *text;
    aift__json *answer;
    assert_ok(aift_portfolio_rank(store, options, &text));
    assert_has(aift_text_data(text), scope);
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "answer", &answer));
    assert_int_equal(aift__json_size(aift__json_get(answer, "sensitivity")), listed);
    aift__json_free(answer);
    aift_text_release(text);
}

/* Three that are 15 % apart, and far below them others that are alike, so in no order: of the three, the first and the
 * second, and the second and the third, turn round by each of the 8 changes: four inputs of either. */
static void all_pairs_up_to_1000(void **state)
{
    aift_rank_options options;
    aift_rank_options_init(&options);
    aift_store *store = new_store(":memory:");
    add_scores(store, 1, 100000, 0);
    add_scores(store, 1, 115000, 0);
    add_scores(store, 1, 132250, 0);
    add_scores(store, 997, 1, 0);
    options.limit = 2; /* what is shown makes no difference */
    assert_scope(store, &options, "\"sensitivity_scope\":{\"complete\":true,\"usecases\":1000,\"pairs\":16}",
                 16);
    add_scores(store, 1, 1, 0);
    assert_scope(store, &options, "\"sensitivity_scope\":{\"complete\":false,\"usecases\":2,\"pairs\":8}", 8);
    options.limit = 0;
    assert_scope(store, &options, "\"sensitivity_scope\":{\"complete\":true,\"usecases\":1001,\"pairs\":16}",
                 16);
    options.sensitivity = 0;
    assert_scope(store, &options, "\"sensitivity_scope\":null", 0);
    aift_store_release(store);
}

/* 400 so near each other that each change of one takes it past all: 8 for each of 79,800 pairs. */
static void too_many_pairs(void **state)
{
    aift_rank_options options;
    aift_rank_options_init(&options);
    aift_store *store = new_store(":memory:");
    add_scores(store, 400, 10000, 1);
    options.limit = 3;
    assert_scope(store, &options, "\"sensitivity_scope\":{\"complete\":false,\"usecases\":3,\"pairs\":24}",
                 24);
    options.limit = 0;
    assert_scope(store, &options,
                 "\"sensitivity_scope\":{\"complete\":false,\"usecases\":400,\"pairs\":638400}", 100000);
    aift_store_release(store);
}

static void refusals(void **state)
{
    aift_store *store = new_matrix(":memory:");
    static const struct {
        const char *method, *weights, *format, *part;
        aift_status status;
    } cases[] = {
        {"mice", NULL, NULL, "method is \"mice\": expected rice, wsjf, ice or weighted", AIFT_E_INVALID},
        {"rice", weights, NULL, "method is \"rice\": expected weighted", AIFT_E_INVALID},
        {"weighted", NULL, NULL, "the weights are missing", AIFT_E_INVALID},
        {NULL, NULL, "pdf", "format is \"pdf\": expected one of json, csv, html", AIFT_E_INVALID},
        {NULL, "{\"size\": {\"weight\": 1}}", NULL,
         "the weights: name is \"size\": expected one of cost, value", AIFT_E_NOT_FOUND},
        {NULL, "{\"value\": {\"weight\": -1}}", NULL,
         "the weights: value.weight is -1: expected a number of 0 or more", AIFT_E_RANGE},
        {NULL, "{\"value\": {\"weight\": 0}}", NULL, "the weights: expected a weight above 0", AIFT_E_RANGE},
        {NULL, "{\"value\": {\"weight\": 1, \"sign\": 1}}", NULL, "the weights: value.sign is a number",
         AIFT_E_FORMAT},
        {NULL, "{\"value\": 1}", NULL, "the weights: value is a number", AIFT_E_FORMAT},
        {NULL, "[1]", NULL, "the weights: it is an array: expected an object", AIFT_E_FORMAT},
        {NULL, "{\"value\": {", NULL, "the weights: line 1", AIFT_E_FORMAT},
        {NULL, "name,cost\nvalue,1\n", NULL, "the header has no weight", AIFT_E_FORMAT},
        {NULL, "name,weight,cost\nvalue,1,maybe\n", NULL, "the weights: line 2: cost is \"maybe\"",
         AIFT_E_FORMAT},
        {NULL, "name,weight,cost\nvalue,much,\n", NULL, "the weights: line 2: weight is \"much\"",
         AIFT_E_FORMAT},
        {NULL, "name,weight\nvalue,1\nvalue,2\n", NULL, "line 3: name is \"value\": expected each once",
         AIFT_E_FORMAT},
    };
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift_rank_options options = AIFT_RANK_OPTIONS_INIT;
        options.method = cases[i].method;
        options.weights = cases[i].weights;
        options.format = cases[i].format;
        rank_fails(store, &options, cases[i].status, cases[i].part);
    }
    aift_rank_options options = AIFT_RANK_OPTIONS_INIT;
    options.after = "UC-9";
    rank_fails(store, &options, AIFT_E_INVALID, "after is \"UC-9\"");
    options = (aift_rank_options)AIFT_RANK_OPTIONS_INIT;
    options.sensitivity = 1;
    rank_fails(store, &options, AIFT_E_INVALID, "sensitivity is 1:");
    options.sensitivity = 0.2;
    options.limit = -1;
    rank_fails(store, &options, AIFT_E_INVALID, "limit is -1");
    set_fails(store, "UC-1", "{\"scores.effort\": 0}", "scores.effort is 0: expected a number above 0");
    set_fails(store, "UC-1", "{\"scores.job_size\": 0}", "scores.job_size is 0");
    set_fails(store, "UC-1", "{\"people\": 0}", "people is 0: expected a number above 0");
    set(store, "UC-2", "{\"scores.criteria.cost\": -5}");
    options = (aift_rank_options)AIFT_RANK_OPTIONS_INIT;
    options.weights = weights;
    rank_fails(store, &options, AIFT_E_RANGE,
               "UC-2: scores.criteria.cost is -5: expected a number of 0 or more");
    aift_store_release(store);
}

/* A spreadsheet goes out, is edited, and comes in again. */
static void spreadsheet(void **state)
{
    aift_store *store = new_matrix(":memory:");
    aift_rank_options options = AIFT_RANK_OPTIONS_INIT;
    aift_import_options import = AIFT_IMPORT_OPTIONS_INIT;
    aift_text *text;
    int64_t rejected;
    set(store, "UC-3", "{\"scores.criteria.value\": -2}");
    options.weights = weights;
    options.format = "csv";
    char *sheet = strdup(rank(store, &options));
    assert_has(sheet, "aift.rank,aift.score,aift.low,aift.high,aift.missing,aift.quadrant,id,title,created,");
    assert_has(sheet, "scores.criteria.cost,scores.criteria.value,scores.effort\r\n");
    assert_has(sheet, ",UC-1,'=A,");
    assert_has(sheet, ",10,'-2,\r\n");
    char *five = strstr(sheet, ",50,5,");
    assert_non_null(five);
    memcpy(five, ",50,9,", 6);
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "sheet.csv";
    source.data = sheet;
    source.size = strlen(sheet);
    assert_ok(aift_store_import(store, &source, &import, &rejected, &text));
    assert_has(answer_of(text), "\"created\":0,\"updated\":3");
    assert_has(get(store, "UC-2"), "\"criteria\":{\"cost\":50,\"value\":9}");
    assert_has(get(store, "UC-3"), "\"criteria\":{\"cost\":10,\"value\":-2}");
    assert_has(get(store, "UC-1"), "\"title\":\"=A\"");
    assert_null(strstr(get(store, "UC-1"), "aift"));
    options.format = NULL;
    assert_has(rank(store, &options), "\"items\":[{\"rank\":1,\"id\":\"UC-2\"");
    free(sheet);
    aift_store_release(store);
}

/* ---- roadmaps ---- */

static const char *roadmap(aift_store *store, const char *format, int64_t expected)
{
    aift_roadmap_options options;
    aift_text *text;
    int64_t left_out;
    aift_roadmap_options_init(&options);
    options.format = format;
    options.capacity = 2;
    options.start = "2027-01-04";
    assert_ok(aift_portfolio_roadmap(store, &options, &left_out, &text));
    assert_int_equal(left_out, expected);
    return answer_of(text);
}

static aift_store *new_plan(void)
{
    static const char *const rows[] = {"{\"title\": \"A <b>\", \"people\": 1, \"scores\": {\"reach\": 8, "
                                       "\"impact\": 2, \"confidence\": 1, \"effort\": 2}}",
                                       "{\"title\": \"a:b;c#d\\n%%{init}\", \"people\": 2, \"scores\": "
                                       "{\"reach\": 3, \"impact\": 2, \"confidence\": 1, "
                                       "\"effort\": 1}}",
                                       "{\"title\": \"C\", \"people\": 1, \"scores\": {\"reach\": 2, "
                                       "\"impact\": 2, \"confidence\": 1, \"effort\": 1}}",
                                       "{\"title\": \"D\", \"people\": 1, \"depends_on\": [\"UC-1\"], "
                                       "\"scores\": {\"reach\": 1, \"impact\": 2, "
                                       "\"confidence\": 1, \"effort\": 1}}"};
    aift_store *store = new_store(":memory:");
    for (size_t i = 0; i < AIFT__COUNT(rows); i++)
        add(store, rows[i]);
    return store;
}

static void example(void **state)
{
    aift_store *store = new_plan();
    const char *answer = roadmap(store, NULL, 0);
    assert_has(
        answer,
        "{\"items\":[{\"id\":\"UC-1\",\"title\":\"A <b>\",\"start\":\"2027-01-04\",\"end\":\"2027-03-05\",");
    assert_has(answer, "{\"id\":\"UC-3\",\"title\":\"C\",\"start\":\"2027-01-04\",\"end\":\"2027-02-03\",");
    assert_has(answer, "\"start\":\"2027-03-05\",\"end\":\"2027-03-20\",");
    assert_has(answer,
               "\"start\":\"2027-03-20\",\"end\":\"2027-04-19\",\"people\":1.0,\"after\":[\"UC-1\"]}],");
    answer = roadmap(store, "mermaid", 0);
    assert_has(answer, "    UC-1 A \xE2\x80\xB9"
                       "b\xE2\x80\xBA :t1, 2027-01-04, 60d\n");
    assert_has(answer, "    UC-2 a b c d \xEF\xBC\x85\xEF\xBC\x85 init :t3, 2027-03-05, 15d\n");
    assert_has(roadmap(store, "csv", 0), "UC-4,D,draft,2027-03-20,2027-04-19,30,1,UC-1\r\n");
    assert_has(roadmap(store, "svg", 0), "A &lt;b&gt;");
    answer = roadmap(store, "html", 0);
    assert_has(answer, "A &lt;b&gt;");
    assert_null(strstr(answer, "<b>A"));
    assert_has(answer, "</html>");
    aift_store_release(store);
}

static void who_is_left_out(void **state)
{
    aift_store *store = new_plan();
    set(store, "UC-1", "{\"people\": null}");
    const char *answer = roadmap(store, NULL, 2);
    assert_has(answer, "{\"id\":\"UC-1\",\"reason\":\"people is missing\"},"
                       "{\"id\":\"UC-4\",\"reason\":\"depends on UC-1, which is left out\"}");
    set(store, "UC-4", "{\"depends_on\": [\"UC-3\", \"UC-77\"]}");
    assert_has(roadmap(store, NULL, 2),
               "{\"id\":\"UC-4\",\"reason\":\"depends on UC-77, which is no use case\"}");
    aift_text *text;
    assert_ok(aift_store_move(store, "UC-3", "rejected", "no", 0, &text));
    aift_text_release(text);
    assert_has(roadmap(store, NULL, 2),
               "{\"id\":\"UC-4\",\"reason\":\"depends on UC-3, which is rejected\"}");
    aift_store_release(store);
}

static void bring(aift_store *store, const char *json, int64_t expected)
{
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    aift_source source = AIFT_SOURCE_INIT;
    aift_text *text;
    int64_t rejected;
    options.format = "json";
    source.name = "rows.json";
    source.data = json;
    source.size = strlen(json);
    assert_ok(aift_store_import(store, &source, &options, &rejected, &text));
    assert_int_equal(rejected, expected);
    aift_text_release(text);
}

static void roadmap_fails(aift_store *store, const aift_roadmap_options *options, aift_status status,
                          const char *part)
{
    aift_text *text = (aift_text *)store;
    int64_t left_out = 7;
    assert_fails(aift_portfolio_roadmap(store, options, &left_out, &text), status, part);
    assert_null(text);
    assert_int_equal(left_out, 0);
}

static void bad_roadmaps(void **state)
{
    aift_store *store = new_plan();
    aift_roadmap_options options = AIFT_ROADMAP_OPTIONS_INIT;
    options.capacity = 2;
    roadmap_fails(store, &options, AIFT_E_INVALID, "start is missing");
    options.start = "2027-02-30";
    roadmap_fails(store, &options, AIFT_E_INVALID, "start is \"2027-02-30\": expected a date");
    options.start = "9999-12-01";
    roadmap_fails(store, &options, AIFT_E_RANGE, "start is 9999-12-01");
    options.start = "2027-01-04";
    options.capacity = 0;
    roadmap_fails(store, &options, AIFT_E_RANGE, "capacity is 0: expected a number of people above 0");
    options.capacity = 1;
    roadmap_fails(store, &options, AIFT_E_RANGE,
                  "UC-2: people is 2: expected no more than the capacity of 1");
    options.capacity = 2;
    options.format = "gif";
    roadmap_fails(store, &options, AIFT_E_INVALID, "format is \"gif\"");
    options.format = NULL;
    bring(store, "{\"id\": \"UC-1\", \"title\": \"A\", \"depends_on\": [\"UC-4\"]}", 0);
    roadmap_fails(store, &options, AIFT_E_INVALID, "depends_on is UC-1 -> UC-4 -> UC-1: expected no circle");
    set(store, "UC-1", "{\"people\": null}"); /* a circle is one also where it would be left out */
    roadmap_fails(store, &options, AIFT_E_INVALID, "depends_on is UC-1 -> UC-4 -> UC-1: expected no circle");
    aift_store_release(store);
}

/* Nobody can wait for himself; rows of a file, which come one by one, may make a circle of more for a while. */
static void waiting_for_oneself(void **state)
{
    aift_store *store = new_plan();
    aift_text *text;
    set_fails(store, "UC-1", "{\"depends_on\": [\"UC-2\", \"UC-1\"]}",
              "depends_on[1] is \"UC-1\", the use case's own id");
    set_fails(store, "UC-1", "{\"depends_on\": [\"UC-4\"]}",
              "depends_on[0] is \"UC-4\", which waits for UC-1");
    assert_fails(aift_store_add(store, "usecase", "{\"title\": \"E\", \"depends_on\": [\"UC-5\"]}", &text),
                 AIFT_E_FORMAT, "depends_on[0] is \"UC-5\"");
    assert_int_equal(rows_of(store), 4);
    bring(store, "{\"id\": \"UC-1\", \"title\": \"A\", \"depends_on\": [\"UC-1\"]}", 1);
    bring(store,
          "[{\"id\": \"UC-1\", \"title\": \"A\", \"depends_on\": [\"UC-4\"]},"
          " {\"id\": \"UC-4\", \"title\": \"D\", \"depends_on\": []}]",
          0);
    assert_true(verifies(store, NULL));
    aift_store_release(store);
}

/* ---- tables ---- */

static char path[600];

static void run(const char *statements)
{
    aift__sql *sql;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &sql));
    assert_ok(aift__sql_script(sql, statements));
    aift__sql_close(sql);
}

static aift_store *new_file(void)
{
    snprintf(path, sizeof path, "%s", aift_test_join(aift_test_folder(), "aift.db"));
    aift_store *store = new_matrix(path);
    set(store, "UC-3", "{\"depends_on\": [\"UC-1\", \"UC-2\", \"UC-1\"], \"people\": 2}");
    set(store, "UC-3", "{\"depends_on\": [\"UC-2\", \"UC-2\"], \"scores.criteria.cost\": null}");
    assert_true(verifies(store, NULL));
    return store;
}

static void an_edit_is_found(void **state)
{
    static const char *const edits[] = {
        "DELETE FROM portfolio",
        "UPDATE portfolio SET lines=x''",
        "UPDATE portfolio SET lines=zeroblob(length(lines))",
        "UPDATE portfolio SET lines=CAST(substr(lines, 1, length(lines)-1) AS BLOB)",
        "UPDATE portfolio SET lines=CAST(lines||x'00' AS BLOB)",
        "UPDATE portfolio SET block=7",
        "INSERT INTO portfolio SELECT 7, lines FROM portfolio",
        "INSERT INTO portfolio SELECT 9223372036854775807, lines FROM portfolio",
        "UPDATE criterion SET value=7 WHERE name='value' AND n=2",
        "DELETE FROM criterion WHERE name='value' AND n=2",
        "INSERT INTO criterion VALUES('other', 1, 2)",
        "UPDATE dependency SET after='UC-1' WHERE n=3 AND place=1",
        "DELETE FROM dependency WHERE n=3 AND place=1",
        "INSERT INTO dependency VALUES(1, 0, 'UC-2')",
    };
    for (size_t i = 0; i < AIFT__COUNT(edits); i++) {
        aift_store_release(new_file());
        run(edits[i]);
        aift_store *store;
        assert_ok(aift_store_open(context, path, NULL, &store));
        assert_false(verifies(store, NULL));
        aift_store_release(store);
    }
}

/* Each byte that use cases are ranked by is checked, and none makes a ranking of it other than fail, or go on. */
static void a_changed_byte_is_found(void **state)
{
    unsigned char lines[1024];
    size_t size;
    bool row;
    aift_store *store = new_file();
    aift__sql *sql;
    aift__sql_rows *rows;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_WRITE, -1, &sql));
    assert_ok(aift__sql_ask(sql, &rows, "SELECT lines FROM portfolio", NULL));
    assert_ok(aift__sql_next(rows, &row));
    const void *bytes = aift__sql_bytes(rows, 0, &size);
    assert_true(size > 300 && size <= sizeof lines);
    memcpy(lines, bytes, size);
    aift__sql_done(rows);
    for (size_t i = 0; i < size; i++) {
        aift_text *text;
        lines[i] ^= 1;
        assert_ok(aift__sql_run(sql, "UPDATE portfolio SET lines=?", "x", (const void *)lines, size));
        lines[i] ^= 1;
        assert_false(verifies(store, NULL));
        (void)aift_portfolio_rank(store, NULL, &text);
        aift_text_release(text);
    }
    aift__sql_close(sql);
    aift_store_release(store);
}

static void an_older_store_is_brought_here(void **state)
{
    aift_store *store = new_file();
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    aift_rank_options asked = AIFT_RANK_OPTIONS_INIT;
    asked.weights = weights;
    char *before = strdup(rank(store, &asked));
    aift_store_release(store);
    static const struct {
        const char *edit, *part;
    } older[] = {
        {"DROP TABLE portfolio; DROP TABLE criterion; DROP TABLE dependency; PRAGMA user_version=1;",
         "user_version is 1: expected 3: aift store migrate"},
        {"DROP TABLE portfolio; CREATE TABLE portfolio(n INTEGER PRIMARY KEY, inputs BLOB) STRICT;"
         "INSERT INTO portfolio VALUES(1, x''); PRAGMA user_version=2;",
         "user_version is 2: expected 3: aift store migrate"},
    };
    for (size_t i = 0; i < AIFT__COUNT(older); i++) {
        run(older[i].edit);
        options.migrate = 0;
        assert_fails(aift_store_open(context, path, &options, &store), AIFT_E_UNSUPPORTED, older[i].part);
        options.migrate = 1;
        assert_ok(aift_store_open(context, path, &options, &store));
        assert_true(verifies(store, NULL));
        assert_string_equal(rank(store, &asked), before);
        aift_store_release(store);
    }
    free(before);
}

static aift_status ranks(aift_context *of, void *store)
{
    (void)of;
    static const char *const formats[] = {"json", "csv", "html"};
    aift_rank_options options = AIFT_RANK_OPTIONS_INIT;
    options.weights = weights;
    for (size_t i = 0; i < AIFT__COUNT(formats); i++) {
        aift_text *text;
        options.format = formats[i];
        const aift_status status = aift_portfolio_rank(store, &options, &text);
        if (status != AIFT_OK) {
            assert_null(text);
            return status;
        }
        aift_text_release(text);
    }
    return AIFT_OK;
}

static aift_status all(aift_context *of, void *arg)
{
    aift_store *store = NULL;
    aift_text *text = NULL;
    (void)arg;
    aift_status status = aift_store_create(of, ":memory:", NULL, &store);
    if (status == AIFT_OK)
        status = aift_store_add(
            store, "usecase",
            "{\"title\": \"a\", \"people\": 1, \"depends_on\": [\"UC-9\"], \"scores\": {\"effort\": 1, "
            "\"criteria\": {\"value\": 1, \"cost\": 2}}}",
            &text);
    aift_text_release(text);
    if (status == AIFT_OK)
        status = ranks(of, store);
    aift_roadmap_options options = AIFT_ROADMAP_OPTIONS_INIT;
    int64_t left_out = 0;
    options.start = "2027-01-04";
    options.capacity = 1;
    options.format = "html";
    if (status == AIFT_OK) {
        status = aift_portfolio_roadmap(store, &options, &left_out, &text);
        if (status == AIFT_OK)
            aift_text_release(text);
        else
            assert_null(text);
    }
    aift_store_release(store);
    return status;
}

static void survives_allocation_failure(void **state)
{
    (void)state;
    aift_test_sweep(all, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(weighted_matrix),
        CASE(missing_inputs),
        CASE(all_pairs_up_to_1000),
        CASE(too_many_pairs),
        CASE(refusals),
        CASE(spreadsheet),
        CASE(example),
        CASE(who_is_left_out),
        CASE(bad_roadmaps),
        CASE(waiting_for_oneself),
        CASE(an_edit_is_found),
        CASE(a_changed_byte_is_found),
        CASE(an_older_store_is_brought_here),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
