/* The texts and numbers of JSON (RFC 8259), found and checked. */
#ifndef AIFT_LIB_CODEC_JSON_SCAN_H
#define AIFT_LIB_CODEC_JSON_SCAN_H

#include "base/base.h"

/* A numeral is kept as a text that begins with a byte which no valid text has. */
#define AIFT__JSON_NUMERAL_MARK '\xFF'

typedef struct aift__json_scan {
    const char *begin, *at, *end;
    bool nomem;   /* out of memory */
    char why[64]; /* what is wrong at `at`; empty: nothing */
} aift__json_scan;

/* Says what is wrong, and where; returns false. */
bool aift__json_wrong(aift__json_scan *scan, const char *at, const char *why);

static inline bool aift__json_next_is(const aift__json_scan *scan, char c)
{
    return scan->at < scan->end && *scan->at == c;
}

void aift__json_skip_space(aift__json_scan *scan);

/* A text: the bytes of the file, or, if it has escapes, of a block. */
typedef struct aift__json_string {
    const char *text;
    size_t size;
    char *block;
} aift__json_string;

/* From a quote to behind the other one. The string is freed if true is returned. */
bool aift__json_scan_string(aift__json_scan *scan, aift__json_string *out);
void aift__json_string_free(aift__json_string *string);

/* Four hexadecimal digits; -1 if they are not there before `end`. */
int32_t aift__json_hex4(const char *at, const char *end);

/* From a digit or '-' to behind the number's last character; *whole: it has neither point nor exponent. */
bool aift__json_scan_number(aift__json_scan *scan, bool *whole);

#endif
