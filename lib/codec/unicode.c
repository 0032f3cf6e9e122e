/* UTF-8; utf8proc behind the seam. Its categories are numbered as ours are. */
#include <string.h>

#include <utf8proc.h>

#include "codec/unicode.h"

_Static_assert((int)AIFT__MN == UTF8PROC_CATEGORY_MN, "categories are utf8proc's");
_Static_assert((int)AIFT__PC == UTF8PROC_CATEGORY_PC, "categories are utf8proc's");
_Static_assert((int)AIFT__ZS == UTF8PROC_CATEGORY_ZS, "categories are utf8proc's");
_Static_assert((int)AIFT__CO == UTF8PROC_CATEGORY_CO, "categories are utf8proc's");

static bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The bytes of the sequence at p, which is not ASCII; 0 if it is not valid. The second byte's range is
 * narrower after E0, ED, F0 and F4 (The Unicode Standard, table 3-7). */
static size_t sequence(const unsigned char *p, size_t left)
{
    unsigned char lead = p[0];
    size_t n = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (n == 0 || n > left)
        return 0;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if (!continues(p[i]))
            return 0;
    return n;
}

size_t aift__utf8_valid(const char *text, size_t size)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < size) {
        uint64_t eight;
        if (size - i >= sizeof eight) {
            memcpy(&eight, p + i, sizeof eight);
            if (!(eight & 0x8080808080808080u)) {
                i += sizeof eight;
                continue;
            }
        }
        size_t n = p[i] < 0x80 ? 1 : sequence(p + i, size - i);
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

aift__category aift__unicode_category(uint32_t code)
{
    return (aift__category)utf8proc_get_property((utf8proc_int32_t)code)->category;
}

unsigned aift__unicode_combining_class(uint32_t code)
{
    return (unsigned)utf8proc_get_property((utf8proc_int32_t)code)->combining_class;
}

uint32_t aift__unicode_lower(uint32_t code)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

unsigned aift__unicode_decompose(uint32_t code, uint32_t *out)
{
    utf8proc_int32_t parts[AIFT__UNICODE_PARTS];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code, parts, AIFT__UNICODE_PARTS,
                                                 UTF8PROC_DECOMPOSE, &boundary);
    if (n < 1 || n > AIFT__UNICODE_PARTS) {
        out[0] = code;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (uint32_t)parts[i];
    return (unsigned)n;
}
