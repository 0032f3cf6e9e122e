/* codec: numbers of any size are read; what is bad JSON beside one stays bad. */
#include <float.h>
#include <math.h>

#include "support.h"

#include "base/base.h"
#include "codec/json.h"

static aift__json *parse(const char *text)
{
    aift__json *json;
    assert_ok(aift__json_parse(text, strlen(text), "test", &json));
    return json;
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_of_any_size),
        cmocka_unit_test(keeps_what_int64_holds),
        cmocka_unit_test(a_big_number_changes_nothing_else),
        cmocka_unit_test(bad_json_beside_a_big_number_is_bad_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
