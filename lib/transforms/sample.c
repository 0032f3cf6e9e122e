/* Samples and space: memory that grows and is kept. */
#include <string.h>

#include "transforms/sample.h"

const char *aift__sample_kind_name(aift__sample_kind kind)
{
    switch (kind) {
    case AIFT__SAMPLE_PICTURE:
        return "a picture of bytes";
    case AIFT__SAMPLE_FLOATS:
        return "a picture of floats";
    case AIFT__SAMPLE_SOUND:
        return "sound";
    case AIFT__SAMPLE_SPECTRUM:
        return "a spectrum";
    }
    return "an unknown kind";
}

size_t aift__shape_count(const aift__shape *shape)
{
    return (size_t)shape->size[0] * (size_t)shape->size[1] * (size_t)shape->size[2];
}

static size_t element(const aift__shape *shape)
{
    return shape->kind == AIFT__SAMPLE_PICTURE ? 1 : sizeof(float);
}

size_t aift__shape_bytes(const aift__shape *shape)
{
    return aift__shape_count(shape) * element(shape);
}

/* Makes *block at least so large; what it held is lost when it grows. */
static aift_status grow(aift_context *context, void **block, size_t *capacity, size_t bytes)
{
    if (*block && *capacity >= bytes)
        return AIFT_OK;
    void *larger = aift__malloc(context, bytes, 1);
    if (!larger)
        return AIFT_E_NOMEM;
    aift__free(context, *block);
    *block = larger;
    *capacity = bytes;
    return AIFT_OK;
}

void aift__sample_init(aift__sample *sample, aift_context *context)
{
    *sample = (aift__sample){.context = context};
}

void aift__sample_finish(aift__sample *sample)
{
    if (sample->context)
        aift__free(sample->context, sample->data);
    *sample = (aift__sample){.context = NULL};
}

aift_status aift__sample_make(aift__sample *sample, const aift__shape *shape)
{
    size_t bytes = element(shape);
    for (int i = 0; i < 3; i++)
        if (shape->size[i] < 0 || __builtin_mul_overflow(bytes, (size_t)shape->size[i], &bytes) ||
            bytes > AIFT__SAMPLE_MOST)
            return aift__fail(AIFT_E_RANGE, "%s of %lld x %lld x %lld: a sample has at most %zu bytes",
                              aift__sample_kind_name(shape->kind), (long long)shape->size[0],
                              (long long)shape->size[1], (long long)shape->size[2], AIFT__SAMPLE_MOST);
    AIFT__TRY(grow(sample->context, &sample->data, &sample->capacity, bytes + AIFT__SAMPLE_SLACK));
    /* Its values do not matter, but what checks memory follows them into products with weights of 0. */
    memset((char *)sample->data + bytes, 0, AIFT__SAMPLE_SLACK);
    sample->shape = *shape;
    return AIFT_OK;
}

void aift__sample_exchange(aift__sample *a, aift__sample *b)
{
    aift__sample kept = *a;
    *a = *b;
    *b = kept;
}

void aift__workspace_init(aift__workspace *space, aift_context *context)
{
    *space = (aift__workspace){.work = NULL};
    aift__sample_init(&space->spare, context);
}

void aift__workspace_finish(aift__workspace *space)
{
    if (space->spare.context)
        aift__free(space->spare.context, space->work);
    aift__sample_finish(&space->spare);
    *space = (aift__workspace){.work = NULL};
}

void *aift__workspace_bytes(aift__workspace *space, size_t bytes)
{
    aift_status status = grow(space->spare.context, &space->work, &space->capacity, bytes);
    return status == AIFT_OK ? space->work : NULL;
}
