/* codec: numbers of any size read, doubles written short, texts escaped. */
#include <float.h>
#include <math.h>

#include "support.h"

#include "base/alloc.h"
#include "base/base.h"
#include "codec/json.h"

static aift_context *context;

static int set_up(void **state)
{
    return aift_context_create(NULL, &context) != AIFT_OK;
}

static int tear_down(void **state)
{
    aift_context_release(context);
    return 0;
}

static aift__json *parse(const char *text)
{
    aift__json *json;
    assert_ok(aift__json_parse(text, strlen(text), "test", &json));
    return json;
}

static void assert_written(const char *text, int indent, const char *want)
{
    aift__json *json = parse(text);
    char *written;
    assert_ok(aift__json_write(context, json, indent, &written));
    assert_string_equal(written, want);
    aift__free(context, written);
    aift__json_free(json);
}

/* ---- numbers ---- */

static void reads_numbers_of_any_size(void **state)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1000000000000000019884624838656", 1e30},
        {"-1000000000000000019884624838656", -1e30},
        {"9223372036854775808", 9223372036854775808.0},
        {"-9223372036854775809", -9223372036854775809.0},
        {"1e999", DBL_MAX},
        {"-1e999", -DBL_MAX},
        {"1e99999999999999999999999", DBL_MAX},
        {"1e-99999999999999999999999", 0},
        {"1.7976931348623157e308", DBL_MAX},
        {"1.7976931348623159e308", DBL_MAX},
        {"17976931348623159e292", DBL_MAX},
        {"0.00017976931348623159e312", DBL_MAX},
        {"0.00017976931348623156e312", 1.7976931348623156e308},
        {"0e999", 0},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__json *json = parse(rows[i].text);
        assert_int_equal(aift__json_kind(json), AIFT__JSON_REAL);
        assert_true(aift__json_real(json, NAN) == rows[i].value);
        aift__json_free(json);
    }
}

static void keeps_what_int64_holds(void **state)
{
    /* the last number makes the text take the other way */
    aift__json *json = parse("[9223372036854775807, -9223372036854775808, 0, -0, 12, 1e400]");
    assert_true(aift__json_int(aift__json_at(json, 0), 0) == INT64_MAX);
    assert_true(aift__json_int(aift__json_at(json, 1), 0) == INT64_MIN);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(aift__json_kind(aift__json_at(json, i)), AIFT__JSON_INT);
    aift__json_free(json);
}

static void a_big_number_changes_nothing_else(void **state)
{
    aift__json *json = parse("{\"a\\\"1e999\": \"1e999 \\\\\", \"b\": [99999999999999999999,true], "
                             "\"c\": {\"d\": -1.5e3}, \"e\": \"\\u00e9\"}");
    assert_string_equal(aift__json_text(aift__json_get(json, "a\"1e999"), NULL), "1e999 \\");
    assert_true(aift__json_bool(aift__json_at(aift__json_get(json, "b"), 1), false));
    assert_true(aift__json_real(aift__json_path(json, "c.d"), 0) == -1500);
    assert_string_equal(aift__json_text(aift__json_get(json, "e"), NULL), "\xC3\xA9");
    aift__json_free(json);
}

static void bad_json_beside_a_big_number_is_bad_json(void **state)
{
    static const char *const texts[] = {
        "[1e999, 0x1]",          "[1e999 2]",     "[1e999, 01]", "[1e999, 1.]",
        "[1e999, 1.e5]",         "[1e999, --1]",  "[1e999, -]",  "[1e999, 1e]",
        "[1e999, \"unended \\",  "{\"a\": 1e999", "1e999 1e999", "[1e999, 1-2]",
        "99999999999999999999.", "-.1e999",       "1e999e999",   "[123456789012345678901234.]"};
    for (size_t i = 0; i < AIFT__COUNT(texts); i++) {
        aift__json *json;
        assert_fails(aift__json_parse(texts[i], strlen(texts[i]), "test", &json), AIFT_E_FORMAT,
                     "not valid JSON");
        assert_null(json);
    }
}

/* ---- writing ---- */

static void writes_doubles_short(void **state)
{
    assert_written("[0.1, 1e-12, 0.99, 1.0, 5e-05, 1e30, -0.0, 0.30000000000000004, 123456789012345680.0]", 0,
                   "[0.1,1e-12,0.99,1.0,5e-05,1e+30,-0.0,0.30000000000000004,1.2345678901234568e+17]");
}

static void writes_lines_and_one_line(void **state)
{
    const char *text = "{\"b\": [1, [], {}, null, true], \"a\": {\"c\": false}}";
    assert_written(text, 0, "{\"b\":[1,[],{},null,true],\"a\":{\"c\":false}}");
    assert_written(text, 2,
                   "{\n  \"b\": [\n    1,\n    [],\n    {},\n    null,\n    true\n  ],\n  \"a\": {\n"
                   "    \"c\": false\n  }\n}");
}

static void writes_texts_escaped(void **state)
{
    assert_written("\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\\u007f\\u00e9\"", 0,
                   "\"\\u0000\\u001F\\b\\f\\n\\r\\t\\\"\\\\/\x7F\xC3\xA9\"");
}

static aift_status write_something(aift_context *with, void *arg)
{
    aift__json *json = parse("{\"a\": [1, 1.5, \"x\\n\"], \"b\": {}}");
    char *text;
    aift_status status = aift__json_write(with, json, 2, &text);
    assert_true((status == AIFT_OK) == (text != NULL));
    aift__free(with, text);
    aift__json_free(json);
    return status;
}

static void gives_back_what_it_could_not_write(void **state)
{
    aift_test_sweep(write_something, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_of_any_size),
        cmocka_unit_test(keeps_what_int64_holds),
        cmocka_unit_test(a_big_number_changes_nothing_else),
        cmocka_unit_test(bad_json_beside_a_big_number_is_bad_json),
        cmocka_unit_test(writes_doubles_short),
        cmocka_unit_test(writes_lines_and_one_line),
        cmocka_unit_test(writes_texts_escaped),
        cmocka_unit_test(gives_back_what_it_could_not_write),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
