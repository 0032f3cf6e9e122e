/* Writing safetensors to a sink. */
#include <stdlib.h>
#include <string.h>

#include "codec/json.h"
#include "formats/safetensors.h"

static int by_layout(const void *a, const void *b)
{
    const aift__safetensor *x = *(const aift__safetensor *const *)a, *y = *(const aift__safetensor *const *)b;
    int32_t p = aift__dtype(x->dtype)->block_bytes, q = aift__dtype(y->dtype)->block_bytes;
    return p != q ? (p > q ? -1 : 1) : strcmp(x->name, y->name);
}

static aift_status describe(const aift__safetensor *tensor, size_t begin, aift__json *header)
{
    if (aift__json_get(header, tensor->name))
        return aift__fail(AIFT_E_INVALID, "two tensors have the name \"%s\"", tensor->name);
    aift__json *info = aift__json_new_object(), *shape = aift__json_new_array(),
               *offsets = aift__json_new_array();
    aift_status status = AIFT_OK;
    for (int32_t i = 0; i < tensor->rank && status == AIFT_OK; i++)
        status = aift__json_push(shape, aift__json_new_int(tensor->shape[i]));
    if (status == AIFT_OK)
        status = aift__json_push(offsets, aift__json_new_int((int64_t)begin));
    if (status == AIFT_OK)
        status = aift__json_push(offsets, aift__json_new_int((int64_t)(begin + tensor->nbytes)));
    if (status == AIFT_OK)
        status = aift__json_set(info, "dtype", aift__json_new_string(aift_dtype_name(tensor->dtype)));
    aift_status with_shape = aift__json_set(info, "shape", shape);
    aift_status with_offsets = aift__json_set(info, "data_offsets", offsets);
    aift_status with_info = aift__json_set(header, tensor->name, info);
    return status ? status : with_shape ? with_shape : with_offsets ? with_offsets : with_info;
}

static aift_status make_header(const aift__safetensor **order, size_t n, aift__json **out)
{
    aift__json *header = aift__json_new_object(), *metadata = aift__json_new_object();
    aift_status status = aift__json_set(metadata, "format", aift__json_new_string("pt"));
    aift_status joined = aift__json_set(header, "__metadata__", metadata);
    if (status == AIFT_OK)
        status = joined;
    size_t at = 0;
    for (size_t i = 0; i < n && status == AIFT_OK; i++) {
        status = describe(order[i], at, header);
        if (status == AIFT_OK && __builtin_add_overflow(at, order[i]->nbytes, &at))
            status = aift__fail(AIFT_E_RANGE, "the sizes of the tensors overflow");
    }
    if (status != AIFT_OK) {
        aift__json_free(header);
        header = NULL;
    }
    *out = header;
    return status;
}

static aift_status write_header(aift_context *context, const aift__json *header, const aift__sink *sink,
                                const char *name)
{
    char *text;
    AIFT__TRY(aift__json_write(context, header, 0, &text));
    size_t size = strlen(text), padding = (8 - size % 8) % 8;
    uint64_t length = size + padding;
    aift_status status;
    if (length > AIFT__SAFETENSORS_HEADER_MAX)
        status = aift__fail(AIFT_E_RANGE, "%s: the header would have %zu bytes; %d are the most", name,
                            size + padding, AIFT__SAFETENSORS_HEADER_MAX);
    else
        status = aift__sink_write(sink, name, &length, sizeof length);
    if (status == AIFT_OK)
        status = aift__sink_write(sink, name, text, size);
    if (status == AIFT_OK && padding)
        status = aift__sink_write(sink, name, "       ", padding);
    aift__free(context, text);
    return status;
}

aift_status aift__safetensors_write(aift_context *context, const aift__safetensor *tensors, size_t n,
                                    const aift__sink *sink, const char *name)
{
    const aift__safetensor **order = aift__malloc(context, n, sizeof *order);
    if (!order)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        order[i] = &tensors[i];
    if (n > 0)
        qsort(order, n, sizeof *order, by_layout);
    aift__json *header;
    aift_status status = make_header(order, n, &header);
    if (status == AIFT_OK) {
        status = write_header(context, header, sink, name);
        aift__json_free(header);
    }
    for (size_t i = 0; i < n && status == AIFT_OK; i++)
        if (order[i]->nbytes)
            status = aift__sink_write(sink, name, order[i]->data, order[i]->nbytes);
    aift__free(context, order);
    return status;
}
