/* Recognisers of personal data: what one is, and what they share.
 *
 * A recogniser is one file and one line in recognisers.def. It is asked where a byte stands that what it looks for must
 * have, so that the texts between cost next to nothing. Places are bytes of the text.
 */
#ifndef AIFT_LIB_PROFILE_RECOGNISER_H
#define AIFT_LIB_PROFILE_RECOGNISER_H

#include <string.h>

#include "base/base.h"

/* The bytes at which a recogniser wants to be asked, as bits. */
typedef enum aift__trigger {
    AIFT__AT_DIGIT = 1, /* the first of a run of digits */
    AIFT__AT_AT = 2,
    AIFT__AT_COLON = 4,
    AIFT__AT_DOT = 8,
    AIFT__AT_DASH = 16
} aift__trigger;

typedef struct aift__match {
    size_t start, end;
    double score;
} aift__match;

/* A value, and the name of its column. It ends where `size` says. */
typedef struct aift__scanned {
    const char *text;
    size_t size;
    const char *column;
} aift__scanned;

typedef struct aift__recogniser {
    const char *entity;
    unsigned triggers;
    const char *const *context; /* words, lower case, that make it likelier; ends in NULL */
    bool (*find)(const aift__scanned *s, size_t at, aift__match *out);
} aift__recogniser;

/* All of recognisers.def; ends in NULL. */
extern const aift__recogniser *const aift__recognisers[];

/* ---- characters ---- */

static inline bool aift__is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool aift__is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Of a word, as \w has it: letters of other scripts too. */
static inline bool aift__is_word(char c)
{
    return aift__is_digit(c) || aift__is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static inline bool aift__is_hex(char c)
{
    return aift__is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline char aift__lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* The character at a place; '\0' beyond the text. */
static inline char aift__char_at(const aift__scanned *s, size_t at)
{
    return at < s->size ? s->text[at] : '\0';
}

/* Whether no word goes on across the place. */
static inline bool aift__word_begins(const aift__scanned *s, size_t at)
{
    return at == 0 || !aift__is_word(s->text[at - 1]);
}
static inline bool aift__word_ends(const aift__scanned *s, size_t at)
{
    return at >= s->size || !aift__is_word(s->text[at]);
}

/* Digits from `at` on, at most `most`; one more than that is as wrong as none. */
size_t aift__count_digits(const aift__scanned *s, size_t at);

/* ---- context ---- */

enum { AIFT__CONTEXT_WORDS = 5 };

/* Whether one of the words stands among the five before the place, or in the column's name; "phones" is "phone". */
bool aift__has_context(const aift__scanned *s, size_t at, const char *const *words);

/* ---- checks that several need ---- */

/* Whether it is a top-level domain, as of the root zone. */
bool aift__is_tld(const char *name, size_t size);

/* An IPv4 address from `at` to *end. */
bool aift__take_ipv4(const aift__scanned *s, size_t at, size_t *end);

#endif
