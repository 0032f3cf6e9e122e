/* What a value looks like: a number, a boolean, a date, or a text. */
#ifndef AIFT_LIB_PROFILE_CELL_H
#define AIFT_LIB_PROFILE_CELL_H

#include "base/base.h"

typedef enum aift__looks {
    AIFT__LOOKS_BOOLEAN = 1,
    AIFT__LOOKS_INTEGER = 2,
    AIFT__LOOKS_NUMBER = 4, /* whole ones too */
    AIFT__LOOKS_DATE = 8,
    AIFT__LOOKS_DATETIME = 16 /* a date with a time */
} aift__looks;

/* A number; whole ones that fit are exact. */
typedef struct aift__number {
    double value;
    int64_t whole;
    bool is_whole;
} aift__number;

/* "-12", "3.5", "1e9"; no leading zeros ("007" is a text), no blanks, nothing infinite. *integer: it has neither point nor
 * exponent. */
bool aift__cell_number(const char *text, size_t size, aift__number *out, bool *integer);

/* All that it looks like, as bits; 0: a text alone. */
unsigned aift__cell_looks(const char *text, size_t size);

/* -1, 0, 1. */
static inline int aift__number_compare(const aift__number *a, const aift__number *b)
{
    if (a->is_whole && b->is_whole)
        return (a->whole > b->whole) - (a->whole < b->whole);
    return (a->value > b->value) - (a->value < b->value);
}

#endif
