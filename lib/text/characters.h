/* Code points as Hugging Face's tokenizers sees them. Its categories, lower case and canonical decomposition
 * come from tables of several versions of Unicode; where they differ from codec/unicode.h, they hold.
 */
#ifndef AIFT_LIB_TEXT_CHARACTERS_H
#define AIFT_LIB_TEXT_CHARACTERS_H

#include "codec/unicode.h"

/* The order is that of tests/compat/make_unicode_exceptions.py. */
enum {
    AIFT__CHAR_DROPPED = 1,     /* clean_text removes it: controls, formats, private use, U+FFFD */
    AIFT__CHAR_SPACE = 2,       /* white space */
    AIFT__CHAR_PUNCTUATION = 4, /* the categories P*, and ASCII's symbols */
    AIFT__CHAR_WORD = 8,        /* a word's character, \w of a regular expression */
    AIFT__CHAR_NONSPACING = 16, /* strip_accents removes it */
    AIFT__CHAR_MARK = 32,       /* StripAccents removes it */
    AIFT__CHAR_STARTER = 64,    /* combining class 0 although Unicode says otherwise */
    AIFT__CHAR_WHOLE = 128      /* not decomposed although Unicode says otherwise */
};

enum { AIFT__LOWER_PARTS = 2 }; /* code points of the longest lower case */

extern const unsigned char aift__ascii_flags[128];

unsigned aift__char_flags(uint32_t code);

/* The full canonical decomposition; `out` holds AIFT__UNICODE_PARTS. @return how many were written. */
unsigned aift__char_decompose(uint32_t code, uint32_t *out);

unsigned aift__char_combining_class(uint32_t code);

/* The lower case, whatever stands beside it; `out` holds AIFT__LOWER_PARTS. @return how many were written. */
unsigned aift__char_lower(uint32_t code, uint32_t *out);

/* Is it of CJK's ideographs? By fixed blocks, as BERT's first tokenizer had them. */
bool aift__char_is_cjk(uint32_t code);

#endif
