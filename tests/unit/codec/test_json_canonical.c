/* codec/json_canonical: the numbers and the order of keys of RFC 8785. */
#include "fixture.h"

#include "codec/json.h"

static void gives(const char *text, const char *want)
{
    aift__json *value;
    char *made;
    assert_ok(aift__json_parse(text, strlen(text), "a text", &value));
    assert_ok(aift__json_canonical(context, value, &made));
    assert_string_equal(made, want);
    aift__free(context, made);
    aift__json_free(value);
}

/* The bits of a double and its text: appendix B of the RFC. */
static void writes_numbers_as_ecmascript_does(void **state)
{
    static const struct {
        uint64_t bits;
        const char *text;
    } cases[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value;
        char *made;
        memcpy(&value, &cases[i].bits, sizeof value);
        aift__json *json = aift__json_new_real(value);
        assert_ok(aift__json_canonical(context, json, &made));
        assert_string_equal(made, cases[i].text);
        aift__free(context, made);
        aift__json_free(json);
    }
    gives("[1, 1.0, 1e2, 100.5, 0.1, 12345678901234567890, -7]",
          "[1,1,100,100.5,0.1,12345678901234567000,-7]");
}

/* By UTF-16: the emoji (D83D ...) stands before U+FB33, which has fewer bytes in UTF-8. */
static void orders_keys_by_utf16(void **state)
{
    gives("{\"\\u20ac\": 1, \"\\r\": 2, \"\\ufb33\": 3, \"1\": 4, \"\\ud83d\\ude00\": 5, \"\\u0080\": 6, "
          "\"\\u00f6\": 7}",
          "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":5,"
          "\"\xef\xac\xb3\":3}");
    gives("{\"ab\": 1, \"a\": {\"y\": [], \"x\": {}}, \"\": null}",
          "{\"\":null,\"a\":{\"x\":{},\"y\":[]},\"ab\":1}");
}

static void escapes_what_must_be(void **state)
{
    gives("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\t\\b\\f\\u007f\"",
          "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\t\\b\\f\x7f\"");
    gives("[true, false, null, \"\"]", "[true,false,null,\"\"]");
}

static aift_status scenario(aift_context *ctx, void *arg)
{
    char *made;
    aift_status status = aift__json_canonical(ctx, arg, &made);
    if (status != AIFT_OK)
        assert_null(made);
    aift__free(ctx, made);
    return status;
}

static void survives_failing_allocations(void **state)
{
    static const char text[] =
        "{\"b\": [1, {\"d\": 2, \"c\": \"some text that is longer than the first piece of a buffer\"}]}";
    aift__json *value;
    assert_ok(aift__json_parse(text, sizeof text - 1, "a text", &value));
    aift_test_sweep(scenario, value);
    aift__json_free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(writes_numbers_as_ecmascript_does),
        CASE(orders_keys_by_utf16),
        CASE(escapes_what_must_be),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
