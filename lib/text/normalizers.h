/* Running a tokenizer's normalizers one after the other. */
#ifndef AIFT_LIB_TEXT_NORMALIZERS_H
#define AIFT_LIB_TEXT_NORMALIZERS_H

#include "text/part.h"

/* The memory it needs, kept from text to text. */
typedef struct aift__scratch {
    aift__text texts[2];
    aift__marks marks;
} aift__scratch;

void aift__scratch_init(aift__scratch *scratch, aift_context *context, bool with_origins);
void aift__scratch_finish(aift__scratch *scratch); /* a zeroed one is accepted */

/* Replaces the span by its normalized text, which stays until the next call. */
aift_status aift__normalize(const aift__part_list *normalizers, aift__scratch *scratch, aift__span *span);

#endif
