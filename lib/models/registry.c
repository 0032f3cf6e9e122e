/* The architectures that archs.def lists. */
#include <stdio.h>
#include <string.h>

#include "models/arch.h"

#define AIFT_ARCH(name) extern const aift__arch aift__arch_##name;
#include "models/archs.def"
#undef AIFT_ARCH

static const aift__arch *const all[] = {
#define AIFT_ARCH(name) &aift__arch_##name,
#include "models/archs.def"
#undef AIFT_ARCH
};

const aift__arch *aift__arch_find(const char *model_type)
{
    for (size_t i = 0; i < AIFT__COUNT(all); i++)
        if (strcmp(all[i]->model_type, model_type) == 0)
            return all[i];
    return NULL;
}

const char *aift__arch_names(char *buf, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < AIFT__COUNT(all) && used < size; i++)
        used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "", all[i]->model_type);
    return buf;
}
