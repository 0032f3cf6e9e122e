/* formats/records: every data format of readers.def, good and bad, one line of a table a case. A new format needs lines
 * in `examples`. */
#include "fixture.h"

#include "formats/records.h"

/* All rows as text, one a line: "<line>: name=value; name=value". A value that is no text stands in <>. */
static aift_status dump(aift_context *ctx, const char *name, aift_test_bytes b, bool replace, aift__buf *out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = name, source.read = aift_test_read_bytes, source.user = &b;
    aift__stream *stream;
    aift__records *records;
    AIFT__TRY(aift__stream_open_source(ctx, &source, &stream));
    aift_status status =
        aift__records_open(ctx, stream, AIFT_DATA_AUTO, (aift_invalid_utf8)replace, &records);
    if (status != AIFT_OK) {
        assert_null(records);
        return status;
    }
    for (bool more = true; status == AIFT_OK;) {
        status = aift__records_next(records, &more);
        if (status != AIFT_OK || !more)
            break;
        status = aift__buf_addf(out, "%lld:", (long long)records->line);
        for (size_t i = 0; i < records->num_fields && status == AIFT_OK; i++) {
            const aift__field *f = &records->fields[i];
            bool text = f->kind == AIFT__CELL_TEXT;
            assert_int_equal(f->name_size, strlen(f->name));
            assert_int_equal(f->size, f->text ? strlen(f->text) : 0);
            status = aift__buf_addf(out, " %s=%s%s%s;", f->name, text ? "" : "<", f->text ? f->text : "",
                                    text ? "" : ">");
        }
        if (status == AIFT_OK)
            status = aift__buf_add_text(out, "\n");
    }
    aift__records_close(records);
    return status;
}

typedef struct example {
    const char *name, *text;
    const char *rows; /* what dump gives; NULL: it fails with `message` */
    const char *message;
    bool replace;
    size_t size; /* of the text if it holds NULs */
} example;

#define BAD(name, text, message)                                                                             \
    {                                                                                                        \
        name, text, NULL, message, false, sizeof(text) - 1                                                   \
    }
#define GOOD(name, text, rows)                                                                               \
    {                                                                                                        \
        name, text, rows, NULL, false, sizeof(text) - 1                                                      \
    }
#define REPLACED(name, text, rows)                                                                           \
    {                                                                                                        \
        name, text, rows, NULL, true, sizeof(text) - 1                                                       \
    }

static const example examples[] = {
    GOOD("a.csv", "text,label\nhello,x\nbye,y\n", "2: text=hello; label=x;\n3: text=bye; label=y;\n"),
    GOOD("a.CSV.gz", "text,label\r\nhello,x\r\nbye,y", "2: text=hello; label=x;\n3: text=bye; label=y;\n"),
    GOOD("a.csv", "\xEF\xBB\xBFtext\n\"a,b\"\"c\"\n", "2: text=a,b\"c;\n"),
    GOOD("a.csv", "a,b\n\"x\ny\",\"\"\n\n\nz,\n", "2: a=x\ny; b=;\n6: a=z; b=;\n"),
    GOOD("a.csv", "a,b\r\n\"x\r\ny\",1\r\n\r\nz,2\r\n", "2: a=x\r\ny; b=1;\n5: a=z; b=2;\n"),
    GOOD("a.csv", "a,b\r1,2\r3,4", "2: a=1; b=2;\n3: a=3; b=4;\n"),
    GOOD("a.csv", "a\n\"\"\n", "2: a=;\n"),
    GOOD("a.csv", "a,b\nit is 5\" wide,x\n", "2: a=it is 5\" wide; b=x;\n"),
    GOOD("a.csv", "\"a\",\"b,c\"\n1,2\n", "2: a=1; b,c=2;\n"),
    GOOD("a.csv", "a,b\n, \n", "2: a=; b= ;\n"),
    GOOD("a.csv", "text,label\n", ""),
    BAD("a.csv", "", "a.csv: is empty"),
    BAD("a.csv", "\xEF\xBB\xBF", "a.csv: is empty"),
    BAD("a.csv", "\n\n", "a.csv: is empty"),
    BAD("a.csv", "text,label\nhello\n", "a.csv: line 2: too few fields: 1, but the header has 2"),
    BAD("a.csv", "text,label\na,b\nhello, you,x\n",
        "a.csv: line 3: too many fields: 3, but the header has 2"),
    BAD("a.csv", "a,b\n\"x\n\ny\",1\nz\n", "a.csv: line 5: too few fields"),
    BAD("a.csv", "a,b\n1,2\n\n3,\"x\ny\nz\n", "a.csv: line 4: the quote that begins field 2 is not closed"),
    BAD("a.csv", "a,b\n\"x\n\",\"y\nz", "a.csv: line 3: the quote that begins field 2 is not closed"),
    BAD("a.csv", "a,b\n\"x\"y,1\n", "a.csv: line 2: a character follows the closing quote of field 1"),
    BAD("a.csv", "a,,b\n1,2,3\n", "a.csv: line 1: column 2 of the header has no name"),
    BAD("a.csv", "\n\na,b,a\n1,2,3\n", "a.csv: line 3: columns 1 and 3 of the header are both \"a\""),
    BAD("a.csv", "a,b\n1,x\0y\n", "a.csv: line 2: a NUL"),
    BAD("a.csv", "a,b\n1,\"x\n\0y\"\n", "a.csv: line 3: a NUL"),
    BAD("a.csv", "a\0,b\n1,2\n", "a.csv: line 1: a NUL"),
    BAD("a.csv", "a,b\n1,caf\xE9\n", "a.csv: line 2: invalid UTF-8 (byte 0xE9)"),
    BAD("a.csv", "a,b\n1,\"x\r\ny\n\xC3\"\n", "a.csv: line 4: invalid UTF-8 (byte 0xC3)"),
    BAD("a.csv", "caf\xE9,b\n1,2\n", "a.csv: line 1: invalid UTF-8"),
    REPLACED("a.csv", "a,b\n\xE9,\xC3\n1,\xC3\xA9\n", "2: a=\uFFFD; b=\uFFFD;\n3: a=1; b=\xC3\xA9;\n"),
    REPLACED("a.csv", "a,b\n\0,x\0y\n\"\0\",\"\n\0\"\n",
             "2: a=\uFFFD; b=x\uFFFDy;\n3: a=\uFFFD; b=\n\uFFFD;\n"),
    REPLACED("a.csv", "caf\xE9\n1\n", "2: caf\uFFFD=1;\n"),
    BAD("a.csv",
        "\xFF\xFE"
        "a\0",
        "a.csv: is UTF-16 text"),
    BAD("a.txt", "a\n1\n",
        "a.txt: the name's ending does not tell the format of the data; known are .csv, .jsonl, .ndjson"),
    BAD("csv", "a\n1\n", "csv: the name's ending does not tell"),

    GOOD("a.jsonl", "{\"text\": \"hello\", \"label\": \"x\"}\n{\"label\": \"y\", \"text\": \"bye\"}",
         "1: text=hello; label=x;\n2: label=y; text=bye;\n"),
    GOOD("a.ndjson.gz", "\xEF\xBB\xBF{\"a\":\"1\"}\r\n\r\n \t\r\n{\"a\":\"2\"}\r\n", "1: a=1;\n4: a=2;\n"),
    GOOD("a.jsonl", "{\"a\":null,\"b\":7,\"c\":true,\"d\":false,\"e\":[1,{\"x\":\"y\"}],\"f\":{}}",
         "1: a=<>; b=<7>; c=<true>; d=<false>; e=<[1,{\"x\":\"y\"}]>; f=<{}>;\n"),
    GOOD("a.jsonl", "{\"a\":0.1,\"b\":1.0,\"c\":-2e30,\"d\":-0,\"e\":9007199254740993}",
         "1: a=<0.1>; b=<1.0>; c=<-2e+30>; d=<0>; e=<9007199254740993>;\n"),
    GOOD("a.jsonl", "{\"id\":123456789012345678901234567890,\"x\":-1e999,\"t\":\"a\"}\n",
         "1: id=<123456789012345678901234567890>; x=<-1e999>; t=a;\n"),
    GOOD("a.jsonl", "{\"t\":\"\\u00e9\\ud83d\\ude00\\n\"}\n{}\n", "1: t=\xC3\xA9\xF0\x9F\x98\x80\n;\n2:\n"),
    GOOD("a.jsonl", "", ""),
    GOOD("a.jsonl", "\n \r\n{\"a\":\"b\"}", "3: a=b;\n"),
    BAD("a.jsonl", "{\"a\":1}\n\n{\"a\":}\n", "a.jsonl: line 3, column 6: not valid JSON"),
    BAD("a.jsonl", "{\"a\":1\n}\n", "a.jsonl: line 1, column"),
    BAD("a.jsonl", "{\"a\":1} x\n", "a.jsonl: line 1, column"),
    BAD("a.jsonl", "{\"a\":1}\n[1]\n", "a.jsonl: line 2: the line is an array; an object is expected"),
    BAD("a.jsonl", "\"text\"\n", "a.jsonl: line 1: the line is a text; an object is expected"),
    BAD("a.jsonl", "null\n", "a.jsonl: line 1: the line is null; an object is expected"),
    BAD("a.jsonl", "{\"a\":1,\"a\":2}\n", "a.jsonl: line 1, column 8: not valid JSON: duplicate key"),
    BAD("a.jsonl", "{\"a\\u0000\":\"x\"}\n", "a.jsonl: line 1, column"),
    BAD("a.jsonl", "{}\n{\"a\":\"x\0y\"}\n", "a.jsonl: line 2: a NUL"),
    BAD("a.jsonl", "{}\n{\"a\":\"x\xE9\"}\n", "a.jsonl: line 2: invalid UTF-8 (byte 0xE9)"),
    BAD("a.jsonl", "{\"a\":\"\\ud800\"}\n", "a.jsonl: line 1, column"),
    BAD("a.jsonl", "{\"a\":NaN}\n", "a.jsonl: line 1, column"),
    BAD("a.jsonl", "[", "a.jsonl: line 1, column"),
    REPLACED("a.jsonl", "{\"a\":\"x\xE9y\"}\n", "1: a=x\uFFFDy;\n"),
    REPLACED("a.jsonl", "{\"a\":\"\\ud800 \\uDE00\\ud83d\\ude00 \\\\ud800 \\ud83d\"}\n",
             "1: a=\uFFFD \uFFFD\xF0\x9F\x98\x80 \\ud800 \uFFFD;\n"),
    REPLACED("a.jsonl", "{\"a\":\"x\\u0000y\0\",\"b\":\"\\\\u0000\"}", "1: a=x\uFFFDy\uFFFD; b=\\u0000;\n"),
    REPLACED("a.jsonl", "{\"a\":\"\\ud83d\\ud83d\\ude00\\", NULL),
};

/* Each with whole reads and byte by byte: where a piece ends must not matter. */
static void reads_and_refuses(void **state)
{
    static const size_t steps[] = {1 << 20, 1, 3};
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        for (size_t j = 0; j < AIFT__COUNT(steps); j++) {
            const example *e = &examples[i];
            aift__buf out;
            aift__buf_init(&out, context, 1 << 20);
            aift_status status =
                dump(context, e->name, (aift_test_bytes){e->text, e->size, steps[j]}, e->replace, &out);
            if (e->rows) {
                assert_ok(status);
                assert_string_equal(out.data ? out.data : "", e->rows);
            } else {
                assert_int_not_equal(status, AIFT_OK);
                assert_contains(aift_last_error(), e->message ? e->message : "");
            }
            aift__buf_finish(&out);
        }
}

/* A row of just the maximum, and one more byte. */
static void limits_rows(void **state)
{
    size_t room = AIFT__RECORD_MAX + 100;
    for (int csv = 0; csv < 2; csv++) {
        const char *name = csv ? "a.csv" : "a.jsonl", *head = csv ? "t\n" : "{\"t\":\"",
                   *tail = csv ? "\n" : "\"}\n";
        /* of CSV the row is the value and a NUL, of JSON the line */
        size_t most = csv ? AIFT__RECORD_MAX - 1 : AIFT__RECORD_MAX - 8;
        for (size_t n = most; n <= most + 1; n++) {
            char *text = test_malloc(room);
            size_t size = strlen(head);
            memcpy(text, head, size);
            memset(text + size, 'x', n);
            memcpy(text + size + n, tail, strlen(tail));
            size += n + strlen(tail);
            aift__buf out;
            aift__buf_init(&out, context, 2 * room);
            aift_status status = dump(context, name, (aift_test_bytes){text, size, room}, false, &out);
            if (n == most)
                assert_ok(status);
            else
                assert_fails(status, AIFT_E_RANGE,
                             csv ? "a.csv: line 2: the row has more than the maximum of 16777216"
                                 : "a.jsonl: line 1: the row has more than the maximum");
            aift__buf_finish(&out);
            test_free(text);
        }
    }
}

static void each_format_has_examples(void **state)
{
    for (const aift__record_format *const *f = aift__record_formats; *f; f++)
        for (const char *const *ending = (*f)->endings; *ending; ending++) {
            size_t found = 0;
            for (size_t i = 0; i < AIFT__COUNT(examples); i++)
                found += strstr(examples[i].name, *ending) && examples[i].rows;
            if (!found)
                fail_msg("the ending %s (%s) has no good example", *ending, (*f)->name);
        }
}

static void limits_columns(void **state)
{
    size_t n = AIFT__COLUMNS_MAX + 1;
    char *text = test_malloc(7 * n + 10), *p = text;
    for (size_t i = 0; i < n; i++)
        p += sprintf(p, "%zu%c", i, i + 1 < n ? ',' : '\n');
    aift__buf out;
    aift__buf_init(&out, context, 1 << 20);
    assert_fails(dump(context, "a.csv", (aift_test_bytes){text, (size_t)(p - text), 1000}, false, &out),
                 AIFT_E_RANGE, "a.csv: line 1: more than the maximum of 10000 columns");
    aift__buf_finish(&out);
    test_free(text);
}

static void knows_only_its_formats(void **state)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.data = "a\n1\n", source.size = 4;
    aift__stream *stream;
    aift__records *records;
    assert_ok(aift__stream_open_source(context, &source, &stream));
    assert_fails(aift__records_open(context, stream, (aift_data_format)99, AIFT_INVALID_UTF8_ERROR, &records),
                 AIFT_E_RANGE, "format is 99");
    assert_null(records);
    assert_ok(aift__stream_open_source(context, &source, &stream));
    assert_ok(aift__records_open(context, stream, AIFT_DATA_CSV, AIFT_INVALID_UTF8_ERROR, &records));
    aift__records_close(records);
    aift__records_close(NULL);
}

static aift_status sweep(aift_context *ctx, void *arg)
{
    const example *e = arg;
    aift__buf out;
    aift__buf_init(&out, ctx, 1 << 20);
    aift_status status = dump(ctx, e->name, (aift_test_bytes){e->text, e->size, 9}, true, &out);
    aift__buf_finish(&out);
    return status;
}

/* A text of 100 kB comes whole or not at all. */
static aift_status reads_long_text(aift_context *ctx, void *arg)
{
    enum { LONG = 100000 };
    static char line[LONG + 32];
    size_t n = (size_t)sprintf(line, "{\"a\":\"%s", *(const bool *)arg ? "\\n" : "x");
    memset(line + n, 'y', LONG - 1);
    strcpy(line + n + LONG - 1, "\"}");
    aift__buf out;
    aift__buf_init(&out, ctx, 1 << 20);
    aift_status status = dump(ctx, "a.jsonl", (aift_test_bytes){line, strlen(line), 1 << 16}, false, &out);
    if (status == AIFT_OK)
        assert_int_equal(out.size, strlen("1: a=") + LONG + strlen(";\n"));
    aift__buf_finish(&out);
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        if (examples[i].rows)
            aift_test_sweep(sweep, (void *)(uintptr_t)&examples[i]);
    for (int escape = 0; escape < 2; escape++)
        aift_test_sweep(reads_long_text, &(bool){escape});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads_and_refuses),
        cmocka_unit_test(each_format_has_examples),
        CASE(limits_rows),
        CASE(limits_columns),
        CASE(knows_only_its_formats),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
