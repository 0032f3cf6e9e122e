/* Reading a safetensors header, of which nothing is believed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "codec/json.h"
#include "formats/safetensors.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tensors are mapped as they are in the file, which is little-endian"
#endif

struct aift__safetensors {
    aift_context *context;
    const char *name; /* of the file; only while it is opened */
    aift__file_bytes bytes;
    size_t data; /* where the tensors' bytes begin */
    aift__json *header;
    const aift__json *metadata;
    aift__safetensor *tensors;
    size_t n;
};

static aift_status fail(const aift__safetensors *file, const char *tensor, aift_status status)
{
    return aift__fail_in(status, "%s: tensor \"%s\": ", file->name, tensor);
}

static aift_status read_shape(const aift__json *shape, aift__safetensor *tensor, int64_t *elements)
{
    size_t rank = aift__json_size(shape);
    if (aift__json_kind(shape) != AIFT__JSON_ARRAY)
        return aift__fail(AIFT_E_FORMAT, "\"shape\" is %s; an array is expected",
                          aift__json_kind_name(shape));
    if (rank > AIFT__MAX_RANK)
        return aift__fail(AIFT_E_UNSUPPORTED, "it has %zu dimensions; %d are the most", rank, AIFT__MAX_RANK);
    *elements = 1;
    bool empty = false;
    for (size_t i = 0; i < rank; i++) {
        int64_t size = aift__json_int(aift__json_at(shape, i), -1);
        if (size < 0)
            return aift__fail(AIFT_E_FORMAT, "dimension %zu of \"shape\" is no integer from 0 to %" PRId64, i,
                              INT64_MAX);
        tensor->shape[i] = size;
        empty |= size == 0;
        if (__builtin_mul_overflow(*elements, size ? size : 1, elements))
            return aift__fail(AIFT_E_FORMAT, "the product of its shape overflows");
    }
    tensor->rank = (int32_t)rank;
    if (empty)
        *elements = 0;
    return AIFT_OK;
}

static aift_status read_offsets(const aift__safetensors *file, const aift__json *offsets, size_t *begin,
                                size_t *end)
{
    int64_t from = aift__json_int(aift__json_at(offsets, 0), -1),
            to = aift__json_int(aift__json_at(offsets, 1), -1);
    if (aift__json_kind(offsets) != AIFT__JSON_ARRAY || aift__json_size(offsets) != 2 || from < 0 || to < 0)
        return aift__fail(AIFT_E_FORMAT, "\"data_offsets\" is no pair of integers from 0 to %" PRId64,
                          INT64_MAX);
    size_t room = file->bytes.size - file->data;
    if (from > to || (uint64_t)to > room)
        return aift__fail(AIFT_E_FORMAT,
                          "data_offsets [%" PRId64 ", %" PRId64
                          "] are out of range: the file has %zu bytes of data",
                          from, to, room);
    *begin = (size_t)from;
    *end = (size_t)to;
    return AIFT_OK;
}

static aift_status read_tensor(const aift__safetensors *file, const aift__json *info,
                               aift__safetensor *tensor)
{
    if (aift__json_kind(info) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "it is %s; an object is expected", aift__json_kind_name(info));
    const aift__json *dtype = aift__json_get(info, "dtype");
    const char *dtype_name = aift__json_text(dtype, NULL);
    if (!dtype_name)
        return aift__fail(AIFT_E_FORMAT, "\"dtype\" is %s; a text is expected", aift__json_kind_name(dtype));
    if (!aift__dtype_by_name(dtype_name, &tensor->dtype))
        return aift__fail(AIFT_E_UNSUPPORTED, "dtype \"%s\" is not supported", dtype_name);
    int64_t elements = 0;
    size_t begin = 0, end = 0, nbytes;
    AIFT__TRY(read_shape(aift__json_get(info, "shape"), tensor, &elements));
    AIFT__TRY(read_offsets(file, aift__json_get(info, "data_offsets"), &begin, &end));
    if (!aift__dtype_bytes(tensor->dtype, elements, &nbytes))
        return aift__fail(AIFT_E_FORMAT, "the product of its shape overflows");
    if (nbytes != end - begin)
        return aift__fail(AIFT_E_FORMAT,
                          "data_offsets [%zu, %zu] are %zu bytes, but dtype and shape need %zu", begin, end,
                          end - begin, nbytes);
    tensor->data = file->bytes.data + file->data + begin;
    tensor->nbytes = nbytes;
    return AIFT_OK;
}

static int by_place(const void *a, const void *b)
{
    const aift__safetensor *x = a, *y = b;
    const char *p = x->data, *q = y->data;
    return p != q ? (p < q ? -1 : 1) : x->nbytes < y->nbytes ? -1 : x->nbytes > y->nbytes;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const aift__safetensor *)a)->name, ((const aift__safetensor *)b)->name);
}

static size_t place_of(const aift__safetensors *file, const aift__safetensor *t)
{
    return (size_t)((const unsigned char *)t->data - file->bytes.data) - file->data;
}

static aift_status check_overlaps(const aift__safetensors *file)
{
    size_t end = 0;
    const aift__safetensor *last = NULL; /* the one that ends there */
    for (size_t i = 0; i < file->n; i++) {
        const aift__safetensor *t = &file->tensors[i];
        size_t begin = place_of(file, t);
        if (begin < end)
            return fail(file, t->name,
                        aift__fail(AIFT_E_FORMAT,
                                   "its bytes from %zu on overlap those of \"%s\", which end at %zu", begin,
                                   last->name, end));
        end = begin + t->nbytes;
        last = t;
    }
    return AIFT_OK;
}

/* The tensors, sorted by place, must follow each other from the first byte to the last. An overlap is looked
 * for first: the tensor that stands in the wrong place leaves a hole in front of another that does not. */
static aift_status check_places(const aift__safetensors *file)
{
    AIFT__TRY(check_overlaps(file));
    size_t at = 0;
    for (size_t i = 0; i < file->n; i++) {
        const aift__safetensor *t = &file->tensors[i];
        size_t begin = place_of(file, t);
        if (begin > at)
            return aift__fail(AIFT_E_FORMAT,
                              "%s: no tensor has the bytes from %zu to %zu, in front of \"%s\"", file->name,
                              at, begin, t->name);
        at += t->nbytes;
    }
    if (at != file->bytes.size - file->data)
        return aift__fail(AIFT_E_FORMAT, "%s: has %zu bytes of data, but its tensors cover only %zu",
                          file->name, file->bytes.size - file->data, at);
    return AIFT_OK;
}

static aift_status check_metadata(const aift__safetensors *file)
{
    const aift__json *metadata = file->metadata;
    if (aift__json_kind(metadata) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "%s: \"__metadata__\" is %s; an object is expected", file->name,
                          aift__json_kind_name(metadata));
    aift__json_item item;
    for (bool more = aift__json_first(metadata, &item); more; more = aift__json_next(metadata, &item))
        if (!aift__json_text(item.value, NULL))
            return aift__fail(AIFT_E_FORMAT, "%s: \"%s\" of \"__metadata__\" is %s; a text is expected",
                              file->name, item.key, aift__json_kind_name(item.value));
    return AIFT_OK;
}

static aift_status read_header(aift__safetensors *file, const char *text, size_t size)
{
    if (size == 0 || text[0] != '{')
        return aift__fail(AIFT_E_FORMAT,
                          "%s: the header does not begin with \"{\"; is it a safetensors file?", file->name);
    AIFT__TRY(aift__json_parse(text, size, file->name, &file->header));
    file->tensors = aift__calloc(file->context, aift__json_size(file->header), sizeof *file->tensors);
    if (!file->tensors)
        return AIFT_E_NOMEM;
    aift__json_item item;
    for (bool more = aift__json_first(file->header, &item); more;
         more = aift__json_next(file->header, &item)) {
        if (strcmp(item.key, "__metadata__") == 0) {
            file->metadata = item.value;
            AIFT__TRY(check_metadata(file));
            continue;
        }
        aift__safetensor *tensor = &file->tensors[file->n++];
        tensor->name = item.key;
        aift_status status = read_tensor(file, item.value, tensor);
        if (status != AIFT_OK)
            return fail(file, item.key, status);
    }
    if (file->n > 0)
        qsort(file->tensors, file->n, sizeof *file->tensors, by_place);
    AIFT__TRY(check_places(file));
    if (file->n > 0)
        qsort(file->tensors, file->n, sizeof *file->tensors, by_name);
    return AIFT_OK;
}

static aift_status open_file(aift__safetensors *file)
{
    const unsigned char *bytes = file->bytes.data;
    size_t size = file->bytes.size;
    uint64_t header;
    if (size < sizeof header)
        return aift__fail(AIFT_E_FORMAT, "%s: has only %zu bytes; the length of the header alone has 8",
                          file->name, size);
    memcpy(&header, bytes, sizeof header);
    if (header > AIFT__SAFETENSORS_HEADER_MAX)
        return aift__fail(AIFT_E_FORMAT,
                          "%s: the header's length is %" PRIu64 " bytes; %d are the most (is it a "
                          "safetensors file?)",
                          file->name, header, AIFT__SAFETENSORS_HEADER_MAX);
    if (header > size - sizeof header)
        return aift__fail(AIFT_E_FORMAT,
                          "%s: the header should have %" PRIu64 " bytes, but the file ends after %zu; "
                          "it is incomplete",
                          file->name, header, size - sizeof header);
    file->data = sizeof header + (size_t)header;
    return read_header(file, (const char *)bytes + sizeof header, (size_t)header);
}

aift_status aift__safetensors_open(aift_context *context, const char *name, aift__file_bytes *bytes,
                                   aift__safetensors **out)
{
    *out = NULL;
    aift__safetensors *file = aift__calloc(context, 1, sizeof *file);
    if (!file) {
        aift__file_unmap(bytes);
        return AIFT_E_NOMEM;
    }
    file->context = context;
    file->name = name;
    file->bytes = *bytes;
    *bytes = (aift__file_bytes){0};
    aift_status status = open_file(file);
    file->name = NULL;
    if (status == AIFT_OK)
        *out = file;
    else
        aift__safetensors_close(file);
    return status;
}

bool aift__safetensors_mapped(const aift__safetensors *file)
{
    return file->bytes.mapped != NULL;
}

void aift__safetensors_close(aift__safetensors *file)
{
    if (!file)
        return;
    aift__json_free(file->header);
    aift__free(file->context, file->tensors);
    aift__file_unmap(&file->bytes);
    aift__free(file->context, file);
}

size_t aift__safetensors_size(const aift__safetensors *file)
{
    return file->n;
}

const aift__safetensor *aift__safetensors_at(const aift__safetensors *file, size_t i)
{
    return i < file->n ? &file->tensors[i] : NULL;
}

const aift__safetensor *aift__safetensors_find(const aift__safetensors *file, const char *name)
{
    const aift__safetensor wanted = {.name = name};
    return file->n ? bsearch(&wanted, file->tensors, file->n, sizeof wanted, by_name) : NULL;
}

const char *aift__safetensors_metadata(const aift__safetensors *file, const char *key)
{
    return aift__json_text(aift__json_get(file->metadata, key), NULL);
}
