/* The steps that normalizers are made of, done in one pass over the text. */
#ifndef AIFT_LIB_TEXT_NORMALIZE_H
#define AIFT_LIB_TEXT_NORMALIZE_H

#include "text/span.h"

/* In the order in which they are done. */
enum {
    AIFT__STEP_CLEAN = 1,            /* controls go, white space becomes a blank */
    AIFT__STEP_CJK = 2,              /* blanks around each ideograph */
    AIFT__STEP_DECOMPOSE = 4,        /* NFD */
    AIFT__STEP_STRIP_NONSPACING = 8, /* the category Mn goes */
    AIFT__STEP_STRIP_MARKS = 16,     /* the categories M* go */
    AIFT__STEP_LOWER = 32
};

/* Nonspacing marks since the last starter, to be put in canonical order; kept from text to text. */
typedef struct aift__mark {
    uint32_t code, origin;
    unsigned char ccc; /* canonical combining class */
    bool first;        /* the first code point of its character's decomposition */
} aift__mark;

typedef struct aift__marks {
    aift_context *context;
    aift__mark *data; /* twice the capacity: the second half is for sorting */
    size_t n, cap;
} aift__marks;

void aift__marks_finish(aift__marks *marks);

/* Makes what aift__steps_normalize does; freed with aift__free. */
aift_status aift__steps_create(aift_context *context, unsigned steps, void **out);

/* Writes the normalized text to `out`, whatever was in it. */
aift_status aift__steps_normalize(const void *self, const aift__span *in, aift__marks *marks,
                                  aift__text *out);

#endif
