/* The operators that ops.def lists. */
#include <string.h>

#include "ops/op.h"

static const aift__op *const all[] = {
#define AIFT_OP(name) &aift__op_##name,
#include "ops/ops.def"
#undef AIFT_OP
};

int32_t aift__op_count(void)
{
    return (int32_t)AIFT__COUNT(all);
}

const aift__op *aift__op_at(int32_t i)
{
    return all[i];
}

const aift__op *aift__op_find(const char *name)
{
    for (size_t i = 0; i < AIFT__COUNT(all); i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}
