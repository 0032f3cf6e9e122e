/* codec/unicode: valid and invalid UTF-8, every code point there and back, a few properties. */
#include "support.h"

#include "codec/unicode.h"

static void accepts_valid_text(void **state)
{
    static const char *const texts[] = {
        "",
        "ascii only, longer than eight bytes",
        "\x7f",
        "\xc2\x80\u07ff",
        "\u0800\xed\x9f\xbf\xee\x80\x80\uffff",
        "\U00010000\U0010ffff",
        "1234567\u00e9 890123456789\u20ac",
        "\uFEFF",
    };
    for (size_t i = 0; i < AIFT__COUNT(texts); i++)
        assert_int_equal(aift__utf8_valid(texts[i], strlen(texts[i])), strlen(texts[i]));
    assert_int_equal(aift__utf8_valid("a\0b", 3), 3);
}

static void stops_where_text_is_not_valid(void **state)
{
    static const struct {
        const char *text;
        size_t size, valid;
    } cases[] = {
        {"\x80", 1, 0},
        {"ab\xff", 3, 2},
        {"\xc0\x80", 2, 0},             /* NUL in two bytes */
        {"\xc1\xbf", 2, 0},             /* too long a form */
        {"\xe0\x9f\xbf", 3, 0},         /* too long a form */
        {"\xf0\x8f\xbf\xbf", 4, 0},     /* too long a form */
        {"\xed\xa0\x80", 3, 0},         /* a surrogate */
        {"\xf4\x90\x80\x80", 4, 0},     /* above U+10FFFF */
        {"\xf5\x80\x80\x80", 4, 0},     /* above U+10FFFF */
        {"\xe2\x82", 2, 0},             /* cut */
        {"12345678\xe2\x82", 10, 8},    /* cut, after a whole word */
        {"\xe2\x82\x41", 3, 0},         /* a letter in it */
        {"\xc3\xa9\xc3", 3, 2},         /* a lead byte last */
        {"\xf0\x9f\x98\x80\xf0", 5, 4}, /* likewise */
    };
    for (size_t i = 0; i < AIFT__COUNT(cases); i++)
        assert_int_equal(aift__utf8_valid(cases[i].text, cases[i].size), cases[i].valid);
}

static void writes_and_reads_every_code_point(void **state)
{
    for (uint32_t code = 0; code <= AIFT__UNICODE_LAST; code++) {
        if (code >= 0xD800 && code < 0xE000)
            continue;
        char text[AIFT__UTF8_MAX];
        unsigned n = aift__utf8_put(code, text), m;
        if (aift__utf8_valid(text, n) != n || aift__utf8_get(text, &m) != code || m != n ||
            aift__utf8_length(text[0]) != n)
            fail_msg("U+%04X", code);
    }
}

static void knows_properties(void **state)
{
    assert_int_equal(aift__unicode_category('a'), AIFT__LL);
    assert_int_equal(aift__unicode_category(0x0301), AIFT__MN);
    assert_int_equal(aift__unicode_category(0x3000), AIFT__ZS);
    assert_int_equal(aift__unicode_category(0xE000), AIFT__CO);
    assert_int_equal(aift__unicode_category(0x0378), AIFT__CN);
    assert_int_equal(aift__unicode_category(0x10FFFF), AIFT__CN);
    assert_int_equal(aift__unicode_combining_class(0x0301), 230);
    assert_int_equal(aift__unicode_combining_class('a'), 0);
    assert_int_equal(aift__unicode_lower(0x00C9), 0x00E9);
    assert_int_equal(aift__unicode_lower('1'), '1');
    uint32_t parts[AIFT__UNICODE_PARTS];
    assert_int_equal(aift__unicode_decompose(0x1FA7, parts), 4); /* omega, rough, circumflex, iota below */
    assert_int_equal(parts[0], 0x03C9);
    assert_int_equal(parts[3], 0x0345);
    assert_int_equal(aift__unicode_decompose(0xAC01, parts), 3); /* Hangul */
    assert_int_equal(parts[2], 0x11A8);
    assert_int_equal(aift__unicode_decompose('x', parts), 1);
    assert_int_equal(parts[0], 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_valid_text),
        cmocka_unit_test(stops_where_text_is_not_valid),
        cmocka_unit_test(writes_and_reads_every_code_point),
        cmocka_unit_test(knows_properties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
