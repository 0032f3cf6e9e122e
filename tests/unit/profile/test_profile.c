/* Profiles: every figure by hand on small tables, sketches on large ones, and the same answer however the rows come. */
#include <stdlib.h>

#include "tables.h"

#include "store/sql.h"

static void figures_of_numbers(void **state)
{
    aift__json *profile = profile_of_text("t.csv", "n,x\n3,1.5\n1,\n2,2.50\n10,2.5\n3,-1e2\n");
    const aift__json *n = column_of(profile, "n"), *x = column_of(profile, "x");
    assert_int(profile, "rows", 5);
    assert_int(profile, "bytes", 34);
    assert_text(n, "type", "integer");
    assert_int(n, "nulls", 0);
    assert_int(n, "distinct.value", 4);
    assert_false(aift__json_bool(aift__json_path(n, "distinct.approx"), true));
    assert_int(n, "min", 1);
    assert_int(n, "max", 10);
    assert_real(n, "mean", 3.8);
    const aift__json *quantiles = aift__json_get(n, "quantiles");
    assert_close(aift__json_real(aift__json_get(quantiles, "0.5"), 0), 3, 0);
    assert_close(aift__json_real(aift__json_get(quantiles, "0.75"), 0), 3, 0);
    assert_close(aift__json_real(aift__json_get(quantiles, "0.95"), 0), 8.6, 1e-12); /* numpy.quantile */
    assert_close(aift__json_real(aift__json_get(quantiles, "0.01"), 0), 1.04, 1e-12);
    const aift__json *top = aift__json_get(n, "top");
    assert_int_equal(aift__json_size(top), 4);
    assert_int(aift__json_at(top, 0), "value", 3);
    assert_int(aift__json_at(top, 0), "count", 2);
    assert_int(aift__json_at(top, 1), "value", 1); /* of equals that which came first */
    assert_text(x, "type", "number");
    assert_int(x, "nulls", 1);
    assert_int(x, "distinct.value", 3); /* 2.5 and 2.50 are one number */
    assert_int(x, "min", -100);
    assert_real(x, "max", 2.5);
    assert_real(x, "mean", -93.5 / 4);
    assert_int(aift__json_at(aift__json_get(x, "top"), 0), "count", 2);
    aift__json_free(profile);
}

static void histogram(void **state)
{
    const char *text = "n\n0\n1\n2\n3\n4\n4\n";
    const aift_source source = of_bytes("t.csv", text, strlen(text));
    const aift_table table = of_source(&source);
    aift_profile_options options = AIFT_PROFILE_OPTIONS_INIT;
    options.bins = 4;
    options.top = 0;
    aift__json *profile = profile_of(&table, &options);
    const aift__json *n = column_of(profile, "n");
    const aift__json *edges = aift__json_path(n, "histogram.edges"),
                     *counts = aift__json_path(n, "histogram.counts");
    static const int64_t want[] = {1, 1, 1, 3}; /* numpy.histogram: the last bin has its right edge too */
    assert_int_equal(aift__json_size(edges), 5);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(aift__json_int(aift__json_at(counts, i), -1), want[i]);
        assert_close(aift__json_real(aift__json_at(edges, i), -1), (double)i, 0);
    }
    assert_int_equal(aift__json_size(aift__json_get(n, "top")), 0);
    aift__json_free(profile);
}

static void types(void **state)
{
    aift__json *profile = profile_of_text("t.csv", "i,n,b,d,t,s,z,e\n1,1.0,true,2026-01-02,2026-01-02T03:04:"
                                                   "05Z,x,007,\n-2,2e3,False,2025-12-31,2025-12-31 "
                                                   "23:59,1,012,\n");
    static const char *const want[][2] = {{"i", "integer"}, {"n", "number"},   {"b", "boolean"},
                                          {"d", "date"},    {"t", "datetime"}, {"s", "string"},
                                          {"z", "string"},  {"e", "null"}};
    for (size_t i = 0; i < AIFT__COUNT(want); i++)
        assert_text(column_of(profile, want[i][0]), "type", want[i][1]);
    assert_text(column_of(profile, "d"), "min", "2025-12-31");
    assert_text(column_of(profile, "d"), "max", "2026-01-02");
    assert_null_at(column_of(profile, "d"), "mean");
    assert_null_at(column_of(profile, "s"), "histogram");
    assert_null_at(column_of(profile, "b"), "min");
    assert_true(aift__json_bool(
        aift__json_get(aift__json_at(aift__json_get(column_of(profile, "b"), "top"), 0), "value"), false));
    assert_int(column_of(profile, "e"), "nulls", 2);
    assert_int(column_of(profile, "e"), "distinct.value", 0);
    aift__json_free(profile);
}

static void large_numbers(void **state)
{
    aift__json *profile = profile_of_text(
        "t.csv", "a,b,c\n9007199254740993,1e308,123456789012345678901\n9007199254740992,-1e308,1\n");
    const aift__json *a = column_of(profile, "a"), *b = column_of(profile, "b");
    assert_int(a, "max", 9007199254740993);
    assert_int(a, "distinct.value", 2);
    assert_null_at(b, "histogram"); /* its width is not finite */
    assert_text(column_of(profile, "c"), "type", "integer");
    assert_real(column_of(profile, "c"), "max", 123456789012345678901.0);
    aift__json_free(profile);
}

static void no_rows(void **state)
{
    aift__json *profile = profile_of_text("t.csv", "a,b\n");
    assert_int(profile, "rows", 0);
    assert_text(column_of(profile, "b"), "type", "null");
    aift__json_free(profile);
    profile = profile_of_text("t.jsonl", "");
    assert_int(profile, "rows", 0);
    assert_int_equal(aift__json_size(aift__json_get(profile, "columns")), 0);
    aift__json_free(profile);
}

static void json_lines(void **state)
{
    aift__json *profile = profile_of_text(
        "t.jsonl", "{\"a\":1,\"s\":\"5\"}\n{\"a\":null,\"s\":\"\"}\n{\"b\":true,\"s\":\"5\"}\n"
                   "{\"c\":[1,2]}\n");
    assert_int(profile, "rows", 4);
    assert_text(column_of(profile, "a"), "type", "integer");
    assert_int(column_of(profile, "a"), "nulls", 3);
    assert_text(column_of(profile, "s"), "type", "string"); /* a text, whatever it looks like */
    assert_int(column_of(profile, "s"), "nulls", 1);
    assert_int(column_of(profile, "s"), "distinct.value", 2);
    assert_text(column_of(profile, "b"), "type", "boolean");
    assert_int(column_of(profile, "b"), "nulls", 3);
    assert_text(aift__json_at(aift__json_get(column_of(profile, "c"), "top"), 0), "value", "[1,2]");
    aift__json_free(profile);
}

/* The columns of a profile as text: all but what differs between runs. */
static char *columns_text(const aift_table *table)
{
    char *text;
    aift__json *profile = profile_of(table, NULL);
    assert_ok(aift__json_write(context, aift__json_get(profile, "columns"), 0, &text));
    aift__json_free(profile);
    return text;
}

static void make_sql(const char *path, const char *values)
{
    aift__sql *sql;
    assert_ok(aift__sql_open(context, path, AIFT__SQL_CREATE, -1, &sql));
    assert_ok(aift__sql_script(sql, "CREATE TABLE t (a INTEGER, b TEXT, c REAL);"));
    assert_ok(aift__sql_script(sql, values));
    aift__sql_close(sql);
}

static void a_query(void **state)
{
    const char *path = aift_test_join(aift_test_folder(), "t.db");
    const char *text = "a,b,c\n1,x,0.5\n2,,1.5\n,\"y,\",2.5\n";
    const aift_source source = of_bytes("t.csv", text, strlen(text));
    aift_table table = AIFT_TABLE_INIT, csv = of_source(&source);
    aift_text *answer;
    make_sql(path, "INSERT INTO t VALUES (1,'x',0.5),(2,NULL,1.5),(NULL,'y,',2.5);");
    table.path = path;
    table.query = "SELECT * FROM t ORDER BY rowid";
    char *of_sql = columns_text(&table), *of_csv = columns_text(&csv);
    assert_string_equal(of_sql, of_csv);
    aift__free(context, of_sql);
    aift__free(context, of_csv);
    table.query = "DELETE FROM t";
    assert_fails(aift_table_profile(context, &table, NULL, &answer), AIFT_E_INVALID, "more than read");
    assert_null(answer);
    table.query = "SELECT * FROM nothing";
    assert_fails(aift_table_profile(context, &table, NULL, &answer), AIFT_E_INVALID, "t.db");
    table.query = "";
    assert_fails(aift_table_profile(context, &table, NULL, &answer), AIFT_E_INVALID, "empty");
    table.query =
        "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c) SELECT x FROM c WHERE x < 0";
    table.timeout = 1;
    assert_fails(aift_table_profile(context, &table, NULL, &answer), AIFT_E_CANCELLED, "longer than it may");
    table.timeout = -1;
    assert_fails(aift_table_profile(context, &table, NULL, &answer), AIFT_E_INVALID, "timeout");
    table.timeout = 0;
    table.query = "SELECT x'00ff' AS a";
    assert_fails(aift_table_profile(context, &table, NULL, &answer), AIFT_E_FORMAT,
                 "row 1: column \"a\" has a NUL");
}

/* ---- many values ---- */

enum { MANY = 150000 };

/* id: all different; part: 1,000 values, one of them often; word: all different, texts. */
static void make_many(aift__buf *out)
{
    aift__buf_init(out, context, 1 << 28);
    assert_ok(aift__buf_add_text(out, "id,part,word\n"));
    for (int i = 0; i < MANY; i++)
        assert_ok(aift__buf_addf(out, "%lld,%d,w%d\n", (long long)i * 7919 % MANY, i % 3 ? i % 1000 : 5, i));
}

static void sketches(void **state)
{
    aift__buf many;
    make_many(&many);
    const aift_source source = of_bytes("t.csv", many.data, many.size);
    const aift_table table = of_source(&source);
    aift__json *profile = profile_of(&table, NULL);
    const aift__json *id = column_of(profile, "id"), *part = column_of(profile, "part"),
                     *word = column_of(profile, "word");
    assert_true(aift__json_bool(aift__json_path(id, "distinct.approx"), false));
    assert_close(aift__json_int(aift__json_path(id, "distinct.value"), 0), MANY, 0.02 * MANY);
    assert_close(aift__json_int(aift__json_path(word, "distinct.value"), 0), MANY, 0.02 * MANY);
    assert_int(id, "min", 0);
    assert_int(id, "max", MANY - 1);
    assert_real(id, "mean", (MANY - 1) / 2.0);
    aift__json_item item;
    for (bool is = aift__json_first(aift__json_get(id, "quantiles"), &item); is;
         is = aift__json_next(aift__json_get(id, "quantiles"), &item)) {
        aift__json *share; /* strtod would follow the locale */
        assert_ok(aift__json_parse(item.key, strlen(item.key), "quantile", &share));
        assert_close(aift__json_real(item.value, -1) / MANY, aift__json_real(share, -1), 0.005);
        aift__json_free(share);
    }
    int64_t sum = 0;
    for (size_t i = 0; i < 20; i++)
        sum += aift__json_int(aift__json_at(aift__json_path(id, "histogram.counts"), i), 0);
    assert_int_equal(sum, MANY);
    assert_false(aift__json_bool(aift__json_path(part, "distinct.approx"), true));
    assert_int(part, "distinct.value", 1000);
    assert_int(aift__json_at(aift__json_get(part, "top"), 0), "value", 5);
    assert_text(word, "min", "w0");
    assert_text(word, "max", "w99999");
    aift__json_free(profile);
    aift__buf_finish(&many);
}

/* Whatever the threads, and however the bytes come. */
static void the_same_however(void **state)
{
    aift__buf many;
    make_many(&many);
    const aift_source source = of_bytes("t.csv", many.data, many.size);
    const char *path = aift_test_join(aift_test_folder(), "t.csv");
    aift_table table = of_source(&source);
    aift_test_bytes bytes = {many.data, many.size, 7777};
    const aift_source dripping = {sizeof dripping, "t.csv", NULL, 0, aift_test_read_bytes, &bytes};
    char *one = columns_text(&table);
    aift_test_write(path, many.data, many.size);
    aift_context *alone = context;
    context = aift_test_context(heap, 3);
    table.source = NULL;
    table.path = path;
    char *three = columns_text(&table);
    assert_string_equal(one, three);
    aift__free(context, three);
    table.path = NULL;
    table.source = &dripping;
    three = columns_text(&table);
    assert_string_equal(one, three);
    aift__free(context, three);
    aift_context_release(context);
    context = alone;
    aift__free(context, one);
    aift__buf_finish(&many);
}

/* A value that is frequent is found also where most are unique. */
static void frequent_among_many(void **state)
{
    aift__buf text;
    aift__buf_init(&text, context, 1 << 28);
    assert_ok(aift__buf_add_text(&text, "w\n"));
    for (int i = 0; i < 400000; i++)
        assert_ok(i % 4 ? aift__buf_addf(&text, "u%d\n", i) : aift__buf_add_text(&text, "often\n"));
    const aift_source source = of_bytes("t.csv", text.data, text.size);
    const aift_table table = of_source(&source);
    aift__json *profile = profile_of(&table, NULL);
    const aift__json *first = aift__json_at(aift__json_get(column_of(profile, "w"), "top"), 0);
    assert_text(first, "value", "often");
    assert_int(first, "count", 100000);
    aift__json_free(profile);
    aift__buf_finish(&text);
}

static void long_values(void **state)
{
    char text[1200] = "a\n";
    memset(text + 2, 'x', 1000);
    memcpy(text + 1002, "\ny\n", 4);
    aift__json *profile = profile_of_text("t.csv", text);
    const aift__json *a = column_of(profile, "a"), *top = aift__json_at(aift__json_get(a, "top"), 0);
    size_t size;
    assert_int(a, "distinct.value", 2);
    aift__json_text(aift__json_get(top, "value"), &size);
    assert_int_equal(size, 128);
    assert_true(aift__json_bool(aift__json_get(top, "cut"), false));
    aift__json_free(profile);
}

static void options_are_checked(void **state)
{
    const aift_source source = of_bytes("t.csv", "a\n1\n", 4);
    aift_table table = of_source(&source);
    aift_profile_options options = AIFT_PROFILE_OPTIONS_INIT;
    aift_text *text;
    options.bins = 0;
    assert_fails(aift_table_profile(context, &table, &options, &text), AIFT_E_RANGE, "bins is 0");
    options.bins = 1, options.top = 1001;
    assert_fails(aift_table_profile(context, &table, &options, &text), AIFT_E_RANGE, "top is 1001");
    table.path = "t.csv";
    assert_fails(aift_table_profile(context, &table, NULL, &text), AIFT_E_INVALID, "one of path and source");
    table.source = NULL, table.path = "/nowhere/t.csv";
    assert_fails(aift_table_profile(context, &table, NULL, &text), AIFT_E_IO, "/nowhere/t.csv");
    table.path = "t.xls";
    table.source = NULL;
    assert_null(text);
}

static int stop(void *user, int64_t done, int64_t total)
{
    int64_t *seen = user;
    seen[0] = done, seen[1] = total;
    return 1;
}

static void can_be_stopped(void **state)
{
    const aift_source source = of_bytes("t.csv", "a\n1\n", 4);
    aift_table table = of_source(&source);
    int64_t seen[2] = {0};
    aift_text *text;
    table.progress = stop, table.user = seen;
    assert_fails(aift_table_profile(context, &table, NULL, &text), AIFT_E_CANCELLED, "t.csv");
    assert_null(text);
    assert_int_equal(seen[0], 4);
    assert_int_equal(seen[1], 4);
}

static void the_page(void **state)
{
    const char *table_text = "<b>,n\n<script>alert(1)</script>,1\n&amp;,2\n";
    const aift_source source = of_bytes("t.csv", table_text, strlen(table_text));
    const aift_table table = of_source(&source);
    aift_text *profile, *page;
    assert_ok(aift_table_profile(context, &table, NULL, &profile));
    assert_ok(aift_profile_page(context, "a \"table\" <i>", aift_text_data(profile), &page));
    assert_contains(aift_text_data(page), "&lt;script&gt;alert(1)&lt;/script&gt;");
    assert_contains(aift_text_data(page), "&amp;amp;");
    assert_contains(aift_text_data(page), "a &quot;table&quot; &lt;i&gt;");
    assert_contains(aift_text_data(page), "<svg ");
    assert_null(strstr(aift_text_data(page), "<script>"));
    aift_text_release(page);
    aift_text_release(profile);
    assert_fails(aift_profile_page(context, "t", "{}", &page), AIFT_E_FORMAT, "columns");
    assert_fails(aift_profile_page(context, "t", "{", &page), AIFT_E_FORMAT, "profile");
    assert_null(page);
}

static aift_status sweep(aift_context *with, void *arg)
{
    const aift_table *table = arg;
    aift_text *text = NULL, *page = NULL;
    aift_status status = aift_table_profile(with, table, NULL, &text);
    assert_true((status == AIFT_OK) == (text != NULL));
    if (status == AIFT_OK)
        status = aift_profile_page(with, "t", aift_text_data(text), &page);
    assert_true((status == AIFT_OK) == (page != NULL));
    aift_text_release(page);
    aift_text_release(text);
    return status;
}

static void without_memory(void **state)
{
    const char *csv = "a,b\n1,\"x \"\"y\"\"\"\n2.5,\n", *jsonl = "{\"a\":1}\n{\"b\":\"x\"}\n";
    const aift_source of_csv = of_bytes("t.csv", csv, strlen(csv)),
                      of_jsonl = of_bytes("t.jsonl", jsonl, strlen(jsonl));
    aift_table table = of_source(&of_csv);
    aift_test_sweep(sweep, &table);
    table = of_source(&of_jsonl);
    aift_test_sweep(sweep, &table);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(figures_of_numbers),
        CASE(histogram),
        CASE(types),
        CASE(large_numbers),
        CASE(no_rows),
        CASE(json_lines),
        CASE(a_query),
        CASE(sketches),
        CASE(the_same_however),
        CASE(frequent_among_many),
        CASE(long_values),
        CASE(options_are_checked),
        CASE(can_be_stopped),
        CASE(the_page),
        CASE(without_memory),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
