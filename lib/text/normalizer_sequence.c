/* Sequence: normalizers one after the other. */
#include "text/part.h"

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    return aift__part_read_list(plan, "normalizer", json, where, "normalizers");
}

const aift__part_type aift__normalizer_sequence = {.field = "normalizer", .type = "Sequence", .read = read};
