/* Tables that are broken, or made to hurt: an error with its place, in bounded memory. */
#include <stdlib.h>

#include <zlib.h>

#include "tables.h"

static void refuses(const char *name, const void *data, size_t size, aift_status status, const char *part)
{
    const aift_source source = of_bytes(name, data, size);
    const aift_table table = of_source(&source);
    aift_text *text = (aift_text *)&text;
    int64_t findings = 7;
    assert_fails(aift_table_profile(context, &table, NULL, &text), status, part);
    assert_null(text);
    assert_fails(aift_table_scan(context, &table, NULL, &findings, &text), status, part);
    assert_null(text);
    assert_int_equal(findings, 0);
}

#define REFUSES(name, text, status, part) refuses((name), (text), sizeof(text) - 1, (status), (part))

static void broken_csv(void **state)
{
    REFUSES("t.csv", "a,b\n1,2\n3\n", AIFT_E_FORMAT,
            "t.csv: line 3: too few fields: 1, but the header has 2");
    REFUSES("t.csv", "a,b\n\"x\ny\",2\n3,4,5\n", AIFT_E_FORMAT, "t.csv: line 4: too many fields: 3");
    REFUSES("t.csv", "a\nx\n\"y\nz", AIFT_E_FORMAT,
            "t.csv: line 3: the quote that begins field 1 is not closed");
    REFUSES("t.csv", "a,b\n1,\"x\"y\n", AIFT_E_FORMAT,
            "line 2: a character follows the closing quote of field 2");
    REFUSES("t.csv", "a\nx\ny\0z\n", AIFT_E_FORMAT, "t.csv: line 3: a NUL");
    REFUSES("t.csv", "a\nx\ny\n\xFF\n", AIFT_E_FORMAT, "t.csv: line 4: invalid UTF-8 (byte 0xFF)");
    REFUSES("t.csv",
            "\xFF\xFE"
            "a\0",
            AIFT_E_UNSUPPORTED, "UTF-16");
    REFUSES("t.csv", "", AIFT_E_FORMAT, "t.csv: is empty");
    REFUSES("t.csv", "a,a\n", AIFT_E_FORMAT, "columns 1 and 2 of the header are both \"a\"");
    REFUSES("t.txt", "a\n", AIFT_E_UNSUPPORTED, "ending");
}

static void broken_json_lines(void **state)
{
    REFUSES("t.jsonl", "{\"a\":1}\n{\"a\":\n", AIFT_E_FORMAT, "t.jsonl: line 2");
    REFUSES("t.jsonl", "[1]\n", AIFT_E_FORMAT, "t.jsonl: line 1: the line is an array");
    REFUSES("t.jsonl", "{\"a\":1}\n{\"a\":\"\\u0000\"}\n", AIFT_E_FORMAT,
            "t.jsonl: line 2: column \"a\" has a NUL");
}

static void cut_gzip(void **state)
{
    unsigned char packed[20000];
    static char text[20000] = "a,b\n";
    for (size_t i = 4; i + 8 < sizeof text; i += 8)
        snprintf(text + i, 9, "%03zu,x%02zu\n", i % 1000, i % 97);
    z_stream z = {.next_in = (unsigned char *)text,
                  .avail_in = (unsigned)strlen(text),
                  .next_out = packed,
                  .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    const size_t size = sizeof packed - z.avail_out;
    deflateEnd(&z);
    const aift_source source = of_bytes("t.csv.gz", packed, size);
    const aift_table table = of_source(&source);
    aift__json_free(profile_of(&table, NULL));
    refuses("t.csv.gz", packed, size / 2, AIFT_E_FORMAT, "t.csv.gz: the gzip data ends too early");
    refuses("t.csv.gz", packed, size - 1, AIFT_E_FORMAT, "t.csv.gz: the gzip data ends too early");
    packed[size / 2] ^= 0x55;
    refuses("t.csv.gz", packed, size, AIFT_E_FORMAT, "t.csv.gz: ");
}

/* So many bytes after a beginning, all the same. */
typedef struct endless {
    const char *begin;
    char byte;
    int64_t left;
} endless;

static int64_t read_endless(void *user, void *buffer, size_t size)
{
    endless *e = user;
    size_t n = strlen(e->begin);
    if (n > 0) {
        n = n < size ? n : size;
        memcpy(buffer, e->begin, n);
        e->begin += n;
        return (int64_t)n;
    }
    n = (int64_t)size < e->left ? size : (size_t)e->left;
    memset(buffer, e->byte, n);
    e->left -= (int64_t)n;
    return (int64_t)n;
}

static void endless_lines(void **state)
{
    static const char *const begins[] = {"a\n1\n", "a\n\"", "", "{\"x\": \""};
    static const char *const names[] = {"t.csv", "t.csv", "t.csv", "t.jsonl"};
    for (size_t i = 0; i < AIFT__COUNT(begins); i++) {
        endless e = {begins[i], 'x', (int64_t)10 << 30};
        const aift_source source = {sizeof source, names[i], NULL, 0, read_endless, &e};
        const aift_table table = of_source(&source);
        aift_text *text;
        aift_test_heap_mark(heap);
        assert_fails(aift_table_profile(context, &table, NULL, &text), i == 3 ? AIFT_E_RANGE : AIFT_E_FORMAT,
                     "16777216 bytes");
        assert_null(text);
        assert_true(aift_test_heap_peak(heap) < 100 << 20);
        assert_true(e.left > (int64_t)9 << 30); /* it did not go on reading */
    }
}

/* A value that each recogniser could look through again and again. */
static void no_slow_values(void **state)
{
    static const char *const parts[] = {
        "http://a.com/", "a.b.", "1-", "::",      "a@",     "aa:", "1.1.1.1.", "(1",
        "AA00 ",         "+1 ",  "@",  "a@b.co.", "01-Jan-"};
    const size_t size = 1 << 20;
    char *text = aift__malloc(context, size + 8, 1);
    for (size_t i = 0; i < AIFT__COUNT(parts); i++) {
        const size_t n = strlen(parts[i]);
        size_t at = (size_t)sprintf(text, "a\n");
        for (; at + n < size; at += n)
            memcpy(text + at, parts[i], n);
        const aift_source source = of_bytes("t.csv", text, at);
        const aift_table table = of_source(&source);
        aift_text *answer;
        int64_t findings;
        assert_ok(
            aift_table_scan(context, &table, NULL, &findings, &answer)); /* the suite's time is the bound */
        aift_text_release(answer);
    }
    aift__free(context, text);
}

static void many_columns(void **state)
{
    aift__buf text;
    aift__buf_init(&text, context, 1 << 24);
    for (int i = 0; i < 10000; i++)
        assert_ok(aift__buf_addf(&text, "%sc%d", i ? "," : "", i));
    const aift_source source = of_bytes("t.csv", text.data, text.size);
    const aift_table table = of_source(&source);
    aift__json *profile = profile_of(&table, NULL);
    assert_int_equal(aift__json_size(aift__json_get(profile, "columns")), 10000);
    aift__json_free(profile);
    assert_ok(aift__buf_add_text(&text, ",more\n"));
    refuses("t.csv", text.data, text.size, AIFT_E_RANGE, "10000 columns");
    aift__buf_finish(&text);
}

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(broken_csv),    CASE(broken_json_lines), CASE(cut_gzip),
                                       CASE(endless_lines), CASE(no_slow_values),    CASE(many_columns)};
    return cmocka_run_group_tests(cases, NULL, NULL);
}
