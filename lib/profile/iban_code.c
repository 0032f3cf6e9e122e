/* IBAN_CODE: two letters, two check digits, and as many characters as the country has; ISO 13616, modulo 97. */
#include "profile/recogniser.h"

/* Characters of a country's numbers. */
static const struct country {
    char code[3];
    unsigned char length;
} countries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30},
};

enum { MOST = 34 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The remainder of the number with its first four characters moved to the end, letters as 10 to 35. */
static unsigned remainder_of(const char *number, size_t n)
{
    unsigned rest = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = number[(i + 4) % n];
        rest = aift__is_digit(c) ? (rest * 10 + (unsigned)(c - '0')) % 97
                                 : (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    return rest;
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    char number[MOST];
    size_t length = 0, n = 2, p = at;
    if (at < 2 || !is_upper(s->text[at - 1]) || !is_upper(s->text[at - 2]) || !aift__word_begins(s, at - 2))
        return false;
    for (size_t i = 0; i < AIFT__COUNT(countries) && !length; i++)
        if (memcmp(s->text + at - 2, countries[i].code, 2) == 0)
            length = countries[i].length;
    memcpy(number, s->text + at - 2, 2);
    while (n < length && p < s->size) {
        const char c = s->text[p];
        const bool part = aift__is_digit(c) || is_upper(c);
        if (part)
            number[n++] = c;
        else if ((c != ' ' && c != '-') || s->text[p - 1] == c)
            break;
        p++;
    }
    if (!length || n < length || !aift__is_digit(number[3]) || !aift__word_ends(s, p) ||
        remainder_of(number, n) != 1)
        return false;
    *out = (aift__match){at - 2, p, 1};
    return true;
}

static const char *const context[] = {"iban", "bank", "transaction", NULL};

const aift__recogniser aift__recogniser_iban_code = {"IBAN_CODE", AIFT__AT_DIGIT, context, find};
