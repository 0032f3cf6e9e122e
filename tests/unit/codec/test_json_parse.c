/* codec, reading JSON: what is valid, what is refused and where, and that no text is ever cut. */
#include <stdlib.h>

#include "support.h"

#include "base/buf.h"
#include "codec/json.h"

static aift_context *context;

static int set_up(void **state)
{
    return aift_context_create(NULL, &context);
}

static int tear_down(void **state)
{
    aift_context_release(context);
    return 0;
}

/* A text and what is written of it again; NULL: the same. */
static void reads_what_is_valid(void **state)
{
    static const char *const rows[][2] = {
        {"null", NULL},
        {" \t\r\n[ ] \n", "[]"},
        {"{ }", "{}"},
        {"{\"b\":1,\"a\":[true,false,null],\"\":{}}", NULL},
        {"\"\"", NULL},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {"\"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\"", "\"A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
        {"\"a\\u0000b\"", NULL},
        {"\"caf\xC3\xA9 \x7F\"", NULL},
        {"[0,-0,9223372036854775807,-9223372036854775808]", "[0,0,9223372036854775807,-9223372036854775808]"},
        {"[0.5,-1.25e2,1E-2,1e5,123456789012345678.5]", "[0.5,-125.0,0.01,100000.0,1.2345678901234568e17]"},
        {"[4.9406564584124654e-324,1e-400,0.1]", "[4.94065645841247e-324,0.0,0.1]"},
        {"[9223372036854775808,1000000000000000019884624838656]", "[9.223372036854776e18,1e30]"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__json *value;
        char *text;
        assert_ok(aift__json_parse(rows[i][0], strlen(rows[i][0]), "text", &value));
        assert_ok(aift__json_write(context, value, 0, &text));
        assert_string_equal(text, rows[i][1] ? rows[i][1] : rows[i][0]);
        aift__free(context, text);
        aift__json_free(value);
    }
}

static void names_what_is_invalid(void **state)
{
    static const struct {
        const char *text;
        int line, column;
        const char *why;
    } rows[] = {
        {"", 1, 1, "a value is expected, and here is the end"},
        {" \n ", 2, 2, "a value is expected, and here is the end"},
        {"\xEF\xBB\xBF[]", 1, 1, "a value is expected"},
        {"nul", 1, 1, "a value is expected"},
        {"truex", 1, 5, "nothing is expected behind the value"},
        {"{} []", 1, 4, "nothing is expected behind the value"},
        {"[1,]", 1, 4, "a value is expected"},
        {"[1 2]", 1, 4, "',' or ']' is expected"},
        {"[1}", 1, 3, "',' or ']' is expected"},
        {"[\n 1,\n", 3, 1, "a value is expected, and here is the end"},
        {"{\"a\":1,}", 1, 8, "a key in quotes is expected"},
        {"{a:1}", 1, 2, "a key in quotes is expected"},
        {"{1:1}", 1, 2, "a key in quotes is expected"},
        {"{\"a\" 1}", 1, 6, "':' is expected"},
        {"{\"a\":1 \"b\":2}", 1, 8, "',' or '}' is expected"},
        {"{\"a\":1,\n\"a\":2}", 2, 1, "duplicate key"},
        {"{\"a\\u0000\":1}", 1, 2, "NUL in a key"},
        {"[\"\xC3\xA9\", x]", 1, 7, "a value is expected"},
        {"[\"abc", 1, 2, "the text that begins here has no end"},
        {"\"abc\\\"", 1, 1, "the text that begins here has no end"},
        {"\"abc\\", 1, 1, "the text that begins here has no end"},
        {"\"a\nb\"", 1, 3, "a control character in a text must be escaped"},
        {"\"\\x\"", 1, 2, "no valid escape"},
        {"\"ab\\u12g4\"", 1, 4, "no valid escape"},
        {"\"\\u123\"", 1, 2, "no valid escape"},
        {"\"\\ud800\"", 1, 2, "no valid escape"},
        {"\"\\udc00\"", 1, 2, "no valid escape"},
        {"\"\\ud800\\u0041\"", 1, 2, "no valid escape"},
        {"\"\\ud800\\ud800\"", 1, 2, "no valid escape"},
        {"\"caf\xE9\"", 1, 5, "not valid UTF-8"},
        {"\"\xED\xA0\x80\"", 1, 2, "not valid UTF-8"},
        {"-", 1, 1, "no valid number"},
        {"01", 1, 1, "no valid number"},
        {"[1.]", 1, 2, "no valid number"},
        {"[.5]", 1, 2, "a value is expected"},
        {"[+5]", 1, 2, "a value is expected"},
        {"[1e]", 1, 2, "no valid number"},
        {"[1e+]", 1, 2, "no valid number"},
        {"[NaN]", 1, 2, "a value is expected"},
        {"[0x10]", 1, 3, "',' or ']' is expected"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        char message[256];
        aift__json *value = (aift__json *)&value;
        snprintf(message, sizeof message, "text: line %d, column %d: not valid JSON: %s", rows[i].line,
                 rows[i].column, rows[i].why);
        /* A copy of the exact size: a sanitizer sees a byte read beyond it. */
        size_t size = strlen(rows[i].text);
        char *copy = aift__strndup(context, rows[i].text, size);
        char *exact = aift__malloc(context, size, 1);
        memcpy(exact, copy, size);
        assert_fails(aift__json_parse(exact, size, "text", &value), AIFT_E_FORMAT, message);
        assert_null(value);
        aift__free(context, copy);
        aift__free(context, exact);
    }
}

static void has_limits(void **state)
{
    char nested[2 * 513], digits[1002];
    aift__json *value;
    memset(nested, '[', 513);
    memset(nested + 513, ']', 513);
    assert_fails(aift__json_parse(nested, sizeof nested, "text", &value), AIFT_E_FORMAT,
                 "column 513: not valid JSON: nested too deep");
    assert_ok(aift__json_parse(nested + 1, sizeof nested - 2, "text", &value));
    aift__json_free(value);
    memset(digits, '7', sizeof digits);
    digits[1] = '.';
    assert_fails(aift__json_parse(digits, sizeof digits, "text", &value), AIFT_E_FORMAT, "too long");
    assert_ok(aift__json_parse(digits, sizeof digits - 2, "text", &value));
    assert_close(aift__json_real(value, 0), 7 + 7.0 / 9, 0);
    aift__json_free(value);
    assert_fails(aift__json_parse("[]", (size_t)AIFT__JSON_MAX_BYTES + 1, "text", &value), AIFT_E_RANGE,
                 "longer than the maximum of 1073741824 bytes");
    assert_null(value);
}

/* In a line of data, two different numbers must not become equal. */
static void keeps_numbers_of_data_apart(void **state)
{
    aift__json *value;
    static const char line[] = "[9223372036854775808,-1e999,\"9\"]";
    size_t size;
    char *text;
    assert_ok(aift__json_parse_line(line, sizeof line - 1, "rows", 7, &value));
    assert_int_equal(aift__json_kind(aift__json_at(value, 0)), AIFT__JSON_NUMERAL);
    assert_string_equal(aift__json_numeral(aift__json_at(value, 0), &size), "9223372036854775808");
    assert_int_equal(size, 19);
    assert_null(aift__json_text(aift__json_at(value, 1), NULL));
    assert_null(aift__json_numeral(aift__json_at(value, 2), &size));
    assert_ok(aift__json_write(context, value, 0, &text));
    assert_string_equal(text, line);
    aift__free(context, text);
    aift__json_free(value);
    assert_ok(aift__json_parse_line("[9223372036854775807,1e30]", 26, "rows", 7, &value));
    aift__json_free(value);
}

enum { LONG = 100000 };

/* An array of a plain text of LONG bytes, one with an escape, a key and a number that are long. */
static void make_long(aift__buf *buf)
{
    assert_ok(aift__buf_add_text(buf, "[\""));
    for (int i = 0; i < LONG; i++)
        assert_ok(aift__buf_add(buf, "x", 1));
    assert_ok(aift__buf_add_text(buf, "\",\"\\n"));
    for (int i = 1; i < LONG; i++)
        assert_ok(aift__buf_add(buf, "y", 1));
    assert_ok(aift__buf_add_text(buf, "\",{\""));
    for (int i = 0; i < LONG; i++)
        assert_ok(aift__buf_add(buf, "z", 1));
    assert_ok(aift__buf_add_text(buf, "\":1234567890123456789}]"));
}

static aift_status reads_long(aift_context *unused, void *arg)
{
    const aift__buf *buf = arg;
    aift__json *value;
    aift_status status = aift__json_parse(buf->data, buf->size, "text", &value);
    if (status != AIFT_OK) {
        assert_null(value);
        return status;
    }
    size_t size = 0;
    aift__json_item item;
    assert_non_null(aift__json_text(aift__json_at(value, 0), &size));
    assert_int_equal(size, LONG);
    assert_non_null(aift__json_text(aift__json_at(value, 1), &size));
    assert_int_equal(size, LONG);
    assert_true(aift__json_first(aift__json_at(value, 2), &item));
    assert_int_equal(item.key_size, LONG);
    assert_true(aift__json_int(item.value, 0) == 1234567890123456789);
    aift__json_free(value);
    return AIFT_OK;
}

static void cuts_nothing_when_memory_runs_out(void **state)
{
    aift__buf buf;
    aift__buf_init(&buf, context, 1 << 20);
    make_long(&buf);
    aift_test_sweep(reads_long, &buf);
    aift__buf_finish(&buf);
}

static aift_status writes(aift_context *failing, void *arg)
{
    aift__json *object = aift__json_new_object(), *copy;
    aift_status status = object ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__json_set(object, "a", aift__json_new_int(1));
    if (status == AIFT_OK)
        status = aift__json_set(object, "b", aift__json_new_string("text"));
    if (status == AIFT_OK)
        status = aift__json_copy(object, &copy);
    if (status == AIFT_OK) {
        char *text;
        status = aift__json_write(failing, copy, 0, &text);
        if (status == AIFT_OK)
            assert_string_equal(text, "{\"a\":1,\"b\":\"text\"}");
        aift__free(failing, text);
        aift__json_free(copy);
    }
    aift__json_free(object);
    return status;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(writes, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_valid),
        cmocka_unit_test(names_what_is_invalid),
        cmocka_unit_test(has_limits),
        cmocka_unit_test(keeps_numbers_of_data_apart),
        cmocka_unit_test(cuts_nothing_when_memory_runs_out),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
