/* The transforms and processors there are: the .def files as tables. */
#include <string.h>

#include "transforms/processor.h"
#include "transforms/transform.h"

#define AIFT_TRANSFORM(name) extern const aift__transform aift__transform_##name;
#include "transforms/transforms.def"
#undef AIFT_TRANSFORM

const aift__transform *const aift__transforms[] = {
#define AIFT_TRANSFORM(name) &aift__transform_##name,
#include "transforms/transforms.def"
#undef AIFT_TRANSFORM
    NULL,
};

#define AIFT_PROCESSOR(name) extern const aift__processor aift__##name;
#include "transforms/processors.def"
#undef AIFT_PROCESSOR

const aift__processor *const aift__processors[] = {
#define AIFT_PROCESSOR(name) &aift__##name,
#include "transforms/processors.def"
#undef AIFT_PROCESSOR
    NULL,
};

const aift__transform *aift__transform_find(const char *name)
{
    for (size_t i = 0; aift__transforms[i]; i++)
        if (strcmp(aift__transforms[i]->name, name) == 0)
            return aift__transforms[i];
    return NULL;
}

/* Whether the list, which ends in NULL, has the text. */
static bool has(const char *const *list, const char *text)
{
    for (size_t i = 0; list && list[i]; i++)
        if (strcmp(list[i], text) == 0)
            return true;
    return false;
}

const aift__processor *aift__processor_find(const char *class)
{
    for (size_t i = 0; aift__processors[i]; i++)
        if (has(aift__processors[i]->classes, class))
            return aift__processors[i];
    return NULL;
}
