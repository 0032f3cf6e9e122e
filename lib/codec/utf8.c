/* Making text valid UTF-8. */
#include "codec/unicode.h"
#include "codec/utf8.h"

/* The bytes at `p` that are one invalid sequence; there is one, and n > 0. */
static size_t invalid(const unsigned char *p, size_t n)
{
    unsigned char low = 0x80, high = 0xBF; /* of the second byte */
    size_t length = p[0] < 0xC2 || p[0] > 0xF4 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (p[0] == 0xE0)
        low = 0xA0;
    else if (p[0] == 0xED)
        high = 0x9F;
    else if (p[0] == 0xF0)
        low = 0x90;
    else if (p[0] == 0xF4)
        high = 0x8F;
    size_t i = 1;
    for (; i < length && i < n && p[i] >= low && p[i] <= high; i++)
        low = 0x80, high = 0xBF;
    return i;
}

aift_status aift__utf8_repair(const char *text, size_t size, aift__buf *out)
{
    for (;;) {
        size_t good = aift__utf8_valid(text, size);
        AIFT__TRY(aift__buf_add(out, text, good));
        text += good;
        size -= good;
        if (size == 0)
            return AIFT_OK;
        AIFT__TRY(aift__buf_add(out, "\xEF\xBF\xBD", 3));
        size_t bad = invalid((const unsigned char *)text, size);
        text += bad;
        size -= bad;
    }
}
