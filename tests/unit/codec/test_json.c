/* codec: JSON values as text. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "support.h"

#include "codec/json.h"

typedef struct row {
    const char *text, *compact, *indented; /* NULL: as the one before */
} row;

static const row rows[] = {
    {"null", NULL, NULL},
    {" [true , false] ", "[true,false]", "[\n  true,\n  false\n]"},
    {"[]", NULL, NULL},
    {"{}", NULL, NULL},
    {"{\"b\":{\"c\":[1,{}]},\"a\":[]}", NULL,
     "{\n  \"b\": {\n    \"c\": [\n      1,\n      {}\n    ]\n  },\n  \"a\": []\n}"},
    {"\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\" \\\\ \\/ \x7f \xc3\xa9\"",
     "\"\\u0000\\b\\t\\n\\u000B\\f\\r\\u001F \\\" \\\\ / \x7f \xc3\xa9\"", NULL},
    {"\"\"", NULL, NULL},
    {"[-9223372036854775808,9223372036854775807,0]", NULL, NULL},
    {"[0.1,1.0,-0.0,1e20,1e-5,1.5e+300,0.30000000000000004,123456789.0]",
     "[0.1,1.0,-0.0,1e20,1e-5,1.5e300,0.30000000000000004,123456789.0]", NULL},
};

static void writes(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        const char *compact = rows[i].compact ? rows[i].compact : rows[i].text;
        aift__json *tree;
        char *text;
        assert_ok(aift__json_parse(rows[i].text, strlen(rows[i].text), "row", &tree));
        assert_ok(aift__json_write(context, tree, 0, &text));
        assert_string_equal(text, compact);
        aift__free(context, text);
        if (rows[i].indented) {
            assert_ok(aift__json_write(context, tree, 2, &text));
            assert_string_equal(text, rows[i].indented);
            aift__free(context, text);
        }
        aift__json_free(tree);
    }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void check_float(aift_context *context, float value)
{
    aift__json *number = aift__json_new_float(value);
    char *text;
    assert_ok(aift__json_write(context, number, 0, &text));
    aift__json_free(number);
    size_t digits = 0, zeros = 0; /* significant ones; the zeros that they end in */
    for (const char *c = text + strspn(text, "-0."); *c && *c != 'e'; c++)
        if (*c != '.') {
            digits++;
            zeros = *c == '0' ? zeros + 1 : 0;
        }
    if (digits - zeros > 9)
        fail_msg("%a was written as %s", (double)value, text);
    assert_ok(aift__json_parse(text, strlen(text), "float", &number));
    float again = (float)aift__json_real(number, NAN);
    if (memcmp(&again, &value, sizeof value) != 0)
        fail_msg("%a was written as %s", (double)value, text);
    aift__json_free(number);
    aift__free(context, text);
}

/* A float is written with its own few digits and reads back as the same. */
static void floats(void **state)
{
    static const struct {
        float value;
        const char *text;
    } known[] = {{0.1f, "0.1"},   {0.98f, "0.98"},         {1, "1.0"}, {1.0f / 3, "0.33333334"},
                 {1e-7f, "1e-7"}, {16777216, "16777216.0"}};
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    for (size_t i = 0; i < AIFT__COUNT(known); i++) {
        aift__json *number = aift__json_new_float(known[i].value);
        char *text;
        assert_ok(aift__json_write(context, number, 0, &text));
        assert_string_equal(text, known[i].text);
        aift__json_free(number);
        aift__free(context, text);
    }
    check_float(context, FLT_MAX);
    check_float(context, FLT_MIN);
    check_float(context, FLT_TRUE_MIN);
    uint32_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        float value;
        bits = bits * 1664525u + 1013904223u;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            check_float(context, value);
    }
    aift__json *none = aift__json_new_float(NAN);
    assert_int_equal(aift__json_kind(none), AIFT__JSON_NULL);
    aift__json_free(none);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status write_all(aift_context *context, void *arg)
{
    char *text;
    AIFT__TRY(aift__json_write(context, arg, 2, &text));
    aift__free(context, text);
    return AIFT_OK;
}

static void survives_allocation_failure(void **state)
{
    static const char source[] =
        "{\"a\":[1,2.5,\"x\\n\",{\"b\":null}],\"c\":\"a text that needs a larger buffer than the "
        "first one, which has sixty-four bytes\"}";
    aift__json *tree;
    assert_ok(aift__json_parse(source, sizeof source - 1, "source", &tree));
    aift_test_sweep(write_all, tree);
    aift__json_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(writes), cmocka_unit_test(floats),
                                       cmocka_unit_test(survives_allocation_failure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
