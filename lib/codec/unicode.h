/* UTF-8, and the seam to the library that knows Unicode's properties. Nothing outside codec/ sees it.
 *
 * A code point is a uint32_t; the functions of one take any up to AIFT__UNICODE_LAST.
 */
#ifndef AIFT_LIB_CODEC_UNICODE_H
#define AIFT_LIB_CODEC_UNICODE_H

#include "base/base.h"

enum {
    AIFT__UNICODE_LAST = 0x10FFFF,
    AIFT__UTF8_MAX = 4,      /* bytes of the longest code point */
    AIFT__UNICODE_PARTS = 4, /* code points of the longest canonical decomposition */
    AIFT__REPLACEMENT = 0xFFFD
};

/* The bytes of `text` that are whole, valid UTF-8 from its start: `size` if all is. NUL is valid. Encoded
 * surrogates, code points above U+10FFFF and forms longer than needed are not. */
size_t aift__utf8_valid(const char *text, size_t size);

/* How many bytes the code point has that begins with this byte, in valid UTF-8. */
static inline unsigned aift__utf8_length(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* The code point at `text`, which must be valid; *n is how many bytes it has. */
static inline uint32_t aift__utf8_get(const char *text, unsigned *n)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < 0x80)
        return *n = 1, p[0];
    if (p[0] < 0xE0)
        return *n = 2, (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    if (p[0] < 0xF0)
        return *n = 3, (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return *n = 4, (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

/* Writes the code point, no surrogate. `out` holds AIFT__UTF8_MAX bytes. @return the bytes written. */
static inline unsigned aift__utf8_put(uint32_t code, char *out)
{
    if (code < 0x80)
        return out[0] = (char)code, 1;
    if (code < 0x800)
        return out[0] = (char)(0xC0 | code >> 6), out[1] = (char)(0x80 | (code & 0x3F)), 2;
    if (code < 0x10000)
        return out[0] = (char)(0xE0 | code >> 12), out[1] = (char)(0x80 | (code >> 6 & 0x3F)),
               out[2] = (char)(0x80 | (code & 0x3F)), 3;
    return out[0] = (char)(0xF0 | code >> 18), out[1] = (char)(0x80 | (code >> 12 & 0x3F)),
           out[2] = (char)(0x80 | (code >> 6 & 0x3F)), out[3] = (char)(0x80 | (code & 0x3F)), 4;
}

/* General categories; the number of one is its bit in a set. */
typedef enum aift__category {
    AIFT__CN, /* not assigned */
    AIFT__LU,
    AIFT__LL,
    AIFT__LT,
    AIFT__LM,
    AIFT__LO,
    AIFT__MN, /* mark, nonspacing */
    AIFT__MC,
    AIFT__ME,
    AIFT__ND,
    AIFT__NL,
    AIFT__NO,
    AIFT__PC, /* punctuation, connector */
    AIFT__PD,
    AIFT__PS,
    AIFT__PE,
    AIFT__PI,
    AIFT__PF,
    AIFT__PO,
    AIFT__SM,
    AIFT__SC,
    AIFT__SK,
    AIFT__SO,
    AIFT__ZS, /* separator, space */
    AIFT__ZL,
    AIFT__ZP,
    AIFT__CC, /* control */
    AIFT__CF,
    AIFT__CS, /* surrogate */
    AIFT__CO  /* private use */
} aift__category;

aift__category aift__unicode_category(uint32_t code);
unsigned aift__unicode_combining_class(uint32_t code);

/* The simple lower case: one code point, `code` itself if it has none. */
uint32_t aift__unicode_lower(uint32_t code);

/* The full canonical decomposition (NFD of the code point alone). `out` holds AIFT__UNICODE_PARTS.
 * @return how many were written, 1 or more. */
unsigned aift__unicode_decompose(uint32_t code, uint32_t *out);

#endif
