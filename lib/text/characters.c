/* Unicode's properties with Hugging Face's exceptions. */
#include "text/characters.h"

struct flag_exception {
    uint32_t first, last;
    unsigned char flags;
};

struct lower_exception {
    uint32_t first, last;
    int32_t add;
    uint32_t second;
};

#include "text/characters_table.h"

#define D AIFT__CHAR_DROPPED
#define S AIFT__CHAR_SPACE
#define B (D | S)
#define P AIFT__CHAR_PUNCTUATION
#define W AIFT__CHAR_WORD
#define Q (P | W)
/* clang-format off */
const unsigned char aift__ascii_flags[128] = {
    D, D, D, D, D, D, D, D, D, S, S, B, B, S, D, D, /* tab, line feed, VT, FF, CR */
    D, D, D, D, D, D, D, D, D, D, D, D, D, D, D, D,
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    W, W, W, W, W, W, W, W, W, W, P, P, P, P, P, P,
    P, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, P, P, P, P, Q, /* the last is _ */
    P, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, P, P, P, P, D,
};
static const unsigned char category_flags[] = {
    [AIFT__LU] = W, [AIFT__LL] = W, [AIFT__LT] = W, [AIFT__LM] = W, [AIFT__LO] = W,
    [AIFT__MN] = W | AIFT__CHAR_MARK | AIFT__CHAR_NONSPACING,
    [AIFT__MC] = W | AIFT__CHAR_MARK, [AIFT__ME] = W | AIFT__CHAR_MARK,
    [AIFT__ND] = W, [AIFT__NL] = W,
    [AIFT__PC] = Q, [AIFT__PD] = P, [AIFT__PS] = P, [AIFT__PE] = P,
    [AIFT__PI] = P, [AIFT__PF] = P, [AIFT__PO] = P,
    [AIFT__ZS] = S, [AIFT__ZL] = S, [AIFT__ZP] = S,
    [AIFT__CC] = D, [AIFT__CF] = D, [AIFT__CO] = D,
};
/* clang-format on */

enum { NEXT_LINE = 0x85 }; /* a control that is white space */

/* The place of the range that holds `code` in an ordered table whose rows begin with first and last. */
static const void *range_of(const void *table, size_t n, size_t row, uint32_t code)
{
    const char *rows = table;
    while (n) {
        const uint32_t *middle = (const uint32_t *)(const void *)(rows + n / 2 * row);
        if (code < middle[0]) {
            n /= 2;
        } else if (code > middle[1]) {
            rows += (n / 2 + 1) * row;
            n -= n / 2 + 1;
        } else {
            return middle;
        }
    }
    return NULL;
}

unsigned aift__char_flags(uint32_t code)
{
    if (code < 128)
        return aift__ascii_flags[code];
    aift__category category = aift__unicode_category(code);
    unsigned flags = (size_t)category < sizeof category_flags ? category_flags[category] : 0;
    if (code == NEXT_LINE)
        flags |= AIFT__CHAR_SPACE;
    if (code == AIFT__REPLACEMENT)
        flags |= AIFT__CHAR_DROPPED;
    if (code < flag_exceptions[0].first)
        return flags;
    const struct flag_exception *e =
        range_of(flag_exceptions, AIFT__COUNT(flag_exceptions), sizeof *flag_exceptions, code);
    return e ? flags ^ e->flags : flags;
}

unsigned aift__char_decompose(uint32_t code, uint32_t *out)
{
    unsigned n = aift__unicode_decompose(code, out);
    if (out[0] != code && aift__char_flags(code) & AIFT__CHAR_WHOLE) {
        out[0] = code;
        return 1;
    }
    return n;
}

unsigned aift__char_combining_class(uint32_t code)
{
    unsigned class = aift__unicode_combining_class(code);
    return class && aift__char_flags(code) & AIFT__CHAR_STARTER ? 0 : class;
}

unsigned aift__char_lower(uint32_t code, uint32_t *out)
{
    const struct lower_exception *e =
        range_of(lower_exceptions, AIFT__COUNT(lower_exceptions), sizeof *lower_exceptions, code);
    if (!e) {
        out[0] = aift__unicode_lower(code);
        return 1;
    }
    out[0] = (uint32_t)((int32_t)code + e->add);
    out[1] = e->second;
    return e->second ? 2 : 1;
}

bool aift__char_is_cjk(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } blocks[] = {
        {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},   {0x20000, 0x2A6DF},
        {0x2A700, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F},
    };
    return code >= blocks[0].first && range_of(blocks, AIFT__COUNT(blocks), sizeof *blocks, code);
}
