/* MEDICAL_LICENSE: a number of the American DEA: two letters, or one and a 9, and seven digits with a check digit. */
#include "profile/recogniser.h"

static bool passes_check(const char *d)
{
    const int odd = d[0] + d[2] + d[4] - 3 * '0', even = d[1] + d[3] + d[5] - 3 * '0';
    return (odd + 2 * even) % 10 == d[6] - '0';
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    static const char kinds[] = "abcdefghjklmprstux";
    const size_t digits = aift__count_digits(s, at), letters = digits == 7 ? 2 : digits == 8 ? 1 : 0;
    if (!letters || at < letters || (letters == 1 && s->text[at] != '9'))
        return false;
    const size_t start = at - letters;
    if (!aift__word_begins(s, start) || !aift__word_ends(s, at + digits) ||
        !aift__is_letter(s->text[start]) || !strchr(kinds, aift__lower(s->text[start])) ||
        !aift__is_letter(s->text[at - 1]) || !passes_check(s->text + at + digits - 7))
        return false;
    *out = (aift__match){start, at + digits, 1};
    return true;
}

static const char *const context[] = {"medical", "certificate", "dea", NULL};

const aift__recogniser aift__recogniser_medical_license = {"MEDICAL_LICENSE", AIFT__AT_DIGIT, context, find};
