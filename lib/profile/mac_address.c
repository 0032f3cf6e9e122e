/* MAC_ADDRESS: six pairs of hexadecimal digits with one kind of sign between, or three groups of four with dots. */
#include "profile/recogniser.h"

/* `groups` groups of `width` digits from `start` on, with `sign` between; where they end, or 0. */
static size_t take(const aift__scanned *s, size_t start, int groups, int width, char sign)
{
    size_t p = start;
    for (int g = 0; g < groups; g++) {
        if (g > 0 && aift__char_at(s, p++) != sign)
            return 0;
        for (int i = 0; i < width; i++)
            if (!aift__is_hex(aift__char_at(s, p++)))
                return 0;
    }
    return p;
}

/* Nobody's: all zeros, and that of all. */
static bool is_nobody(const char *text, size_t size)
{
    bool zeros = true, ones = true;
    for (size_t i = 0; i < size; i++)
        if (aift__is_hex(text[i])) {
            zeros = zeros && text[i] == '0';
            ones = ones && aift__lower(text[i]) == 'f';
        }
    return zeros || ones;
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    const char sign = s->text[at];
    const int width = sign == '.' ? 4 : 2;
    if (at < (size_t)width)
        return false;
    const size_t start = at - (size_t)width;
    const size_t end = take(s, start, sign == '.' ? 3 : 6, width, sign);
    if (!end || !aift__word_begins(s, start) || !aift__word_ends(s, end) ||
        (start > 0 && s->text[start - 1] == sign) ||
        (aift__char_at(s, end) == sign && aift__is_hex(aift__char_at(s, end + 1))) ||
        is_nobody(s->text + start, end - start))
        return false;
    *out = (aift__match){start, end, 0.6};
    return true;
}

static const char *const context[] = {"mac", "hardware", "physical", "ethernet", NULL};

const aift__recogniser aift__recogniser_mac_address = {
    "MAC_ADDRESS", AIFT__AT_COLON | AIFT__AT_DASH | AIFT__AT_DOT, context, find};
