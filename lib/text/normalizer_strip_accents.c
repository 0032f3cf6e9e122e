/* StripAccents: the categories M* go. */
#include "text/part.h"

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    return aift__steps_create(plan->context, AIFT__STEP_STRIP_MARKS, self);
}

const aift__part_type aift__normalizer_strip_accents = {
    .field = "normalizer", .type = "StripAccents", .read = read, .normalize = aift__steps_normalize};
