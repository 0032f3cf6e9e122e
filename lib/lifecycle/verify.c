/* The first fault that a check of a store finds. */
#include <string.h>

#include "lifecycle/verify.h"

void aift__verify_fault(aift__verify *v, int64_t seq, const char *table, const char *id, const char *reason)
{
    if (v->bad)
        return;
    v->bad = true;
    v->seq = seq;
    v->table = table;
    snprintf(v->id, sizeof v->id, "%s", id ? id : "");
    snprintf(v->reason, sizeof v->reason, "%s", reason);
}

bool aift__verify_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}
