/* base/glob: what matches, and that no pattern takes long. */
#include "support.h"

#include "base/base.h"
#include "base/glob.h"

static void matches_whole_names(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } rows[] = {
        {"", "", true},
        {"", "a", false},
        {"a", "", false},
        {"a", "a", true},
        {"a", "ab", false},
        {"*", "", true},
        {"*", "a.b.c", true},
        {"**", "x", true},
        {"?", "", false},
        {"?", "x", true},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"a*c", "ac", true},
        {"a*c", "abbc", true},
        {"a*c", "abcd", false},
        {"*b*b*", "abab", true},
        {"*b*b*", "aba", false},
        {"*.bias", "x.bias", true},
        {"*.bias", "bias", false},
        {"a*a", "a", false},
        {"bert.encoder.layer.0.*", "bert.encoder.layer.0.output.dense.weight", true},
        {"bert.encoder.layer.1.*", "bert.encoder.layer.10.output.dense.weight", false},
        {"[ab]", "a", false},
        {"[ab]", "[ab]", true},
        {"\\*", "\\x", true},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++)
        if (aift__glob_matches(rows[i].pattern, rows[i].text) != rows[i].matches)
            fail_msg("\"%s\" and \"%s\"", rows[i].pattern, rows[i].text);
}

static void no_pattern_takes_long(void **state)
{
    char pattern[101], text[10001];
    for (int i = 0; i < 100; i += 2)
        memcpy(pattern + i, "*a", 3);
    memset(text, 'a', 10000);
    text[9999] = 'b';
    text[10000] = '\0';
    assert_false(aift__glob_matches(pattern, text)); /* with a search of all ways this would not end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_whole_names),
        cmocka_unit_test(no_pattern_takes_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
