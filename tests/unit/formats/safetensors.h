/* What the tests of safetensors share. */
#ifndef AIFT_TESTS_SAFETENSORS_H
#define AIFT_TESTS_SAFETENSORS_H

#include "fixture.h"

#include "base/buf.h"
#include "formats/safetensors.h"

static inline aift_status open_bytes(aift_context *ctx, const void *data, size_t size,
                                     aift__safetensors **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "m.safetensors", source.data = data, source.size = size;
    aift__file_bytes bytes;
    AIFT__TRY(aift__file_map_source(ctx, &source, &bytes));
    return aift__safetensors_open(ctx, "m.safetensors", &bytes, out);
}

#endif
