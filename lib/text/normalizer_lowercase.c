/* Lowercase: lower case a code point at a time. */
#include "text/part.h"

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    return aift__steps_create(plan->context, AIFT__STEP_LOWER, self);
}

const aift__part_type aift__normalizer_lowercase = {
    .field = "normalizer", .type = "Lowercase", .read = read, .normalize = aift__steps_normalize};
