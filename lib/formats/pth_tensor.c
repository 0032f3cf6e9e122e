/* One tensor of a checkpoint: where its elements lie in its storage. */
#include <inttypes.h>
#include <string.h>

#include "formats/pth_file.h"

typedef struct layout {
    const aift__pth_storage *storage;
    int64_t offset, stride[AIFT__MAX_RANK]; /* in elements */
} layout;

static aift_status read_ints(const aift__pth_reader *r, const aift__pickle_value *value, int64_t *out,
                             int32_t *rank)
{
    const aift__pickle_object *tuple = aift__pickle_object_of(&r->pickle, value, AIFT__PICKLE_TUPLE);
    if (!tuple)
        return aift__fail(AIFT_E_FORMAT, "its size or stride is %s; a tuple is expected",
                          aift__pickle_kind_name(value->kind));
    if (tuple->n > AIFT__MAX_RANK)
        return aift__fail(AIFT_E_UNSUPPORTED, "it has %zu dimensions; %d are the most", tuple->n,
                          AIFT__MAX_RANK);
    for (size_t i = 0; i < tuple->n; i++) {
        out[i] = tuple->items[i].integer;
        if (tuple->items[i].kind != AIFT__PICKLE_INT || out[i] < 0)
            return aift__fail(AIFT_E_FORMAT, "a number of its size or stride is no integer from 0 on");
    }
    *rank = (int32_t)tuple->n;
    return AIFT_OK;
}

/* The last element that is met must lie in the storage. */
static aift_status check_range(const aift__safetensor *t, const layout *l, int64_t *elements)
{
    int64_t product = 1, last = l->offset;
    bool fits = l->offset >= 0, empty = false;
    for (int32_t i = 0; i < t->rank; i++) {
        int64_t step;
        empty |= t->shape[i] == 0;
        fits = fits && !__builtin_mul_overflow(product, AIFT__MAX(t->shape[i], 1), &product) &&
               !__builtin_mul_overflow(AIFT__MAX(t->shape[i] - 1, 0), l->stride[i], &step) &&
               !__builtin_add_overflow(last, step, &last);
    }
    *elements = empty ? 0 : product;
    if (!fits || (!empty && last >= l->storage->elements) || (empty && l->offset > l->storage->elements))
        return aift__fail(AIFT_E_FORMAT,
                          "its elements are out of the range of its storage, which has %" PRId64,
                          l->storage->elements);
    return AIFT_OK;
}

static bool is_row_major(const aift__safetensor *t, const layout *l)
{
    int64_t expected = 1;
    for (int32_t i = t->rank - 1; i >= 0; i--) {
        if (t->shape[i] != 1 && l->stride[i] != expected)
            return false;
        expected *= t->shape[i];
    }
    return true;
}

/* Walks over all indices, the last dimension fastest. */
static void copy_elements(const aift__safetensor *t, const layout *l, size_t width, const unsigned char *from,
                          unsigned char *to)
{
    int64_t index[AIFT__MAX_RANK] = {0}, at = 0;
    for (size_t done = 0; done < t->nbytes; done += width) {
        memcpy(to + done, from + (size_t)at * width, width);
        for (int32_t d = t->rank - 1; d >= 0; d--) {
            if (index[d] + 1 < t->shape[d]) { /* a stride that is not taken may be any number */
                index[d]++;
                at += l->stride[d];
                break;
            }
            at -= index[d] * l->stride[d];
            index[d] = 0;
        }
    }
}

static aift_status place_elements(const aift__pth_reader *r, const layout *l, int64_t elements,
                                  size_t *copied, aift__safetensor *t, void **copy)
{
    const size_t width = (size_t)aift__dtype(t->dtype)->block_bytes;
    const unsigned char *from = l->storage->data + (size_t)l->offset * width;
    t->data = from;
    if (!aift__dtype_bytes(t->dtype, elements, &t->nbytes))
        return aift__fail(AIFT_E_FORMAT, "the product of its size overflows");
    if (elements == 0 || is_row_major(t, l))
        return AIFT_OK;
    if (t->nbytes > r->size - *copied)
        return aift__fail(
            AIFT_E_RANGE,
            "its elements do not lie in order, and with it the copies would have more bytes than the "
            "file; call contiguous() before saving it");
    *copy = aift__malloc(r->context, t->nbytes, 1);
    if (!*copy)
        return AIFT_E_NOMEM;
    *copied += t->nbytes;
    copy_elements(t, l, width, from, *copy);
    t->data = *copy;
    return AIFT_OK;
}

/* (storage, offset, size, stride, ...) */
aift_status aift__pth_tensor(const aift__pth_reader *r, const aift__pickle_object *object, size_t *copied,
                             aift__safetensor *t, void **copy)
{
    const aift__pickle_object *args =
        aift__pickle_object_of(&r->pickle, &object->items[0], AIFT__PICKLE_TUPLE);
    layout l = {0};
    int32_t strides = 0;
    int64_t elements = 0;
    if (args->n >= 4)
        l.storage = aift__pth_storage_of(r, &args->items[0]);
    if (!l.storage || args->items[1].kind != AIFT__PICKLE_INT)
        return aift__fail(AIFT_E_FORMAT, "it is not described as torch.save does it");
    l.offset = args->items[1].integer;
    AIFT__TRY(read_ints(r, &args->items[2], t->shape, &t->rank));
    AIFT__TRY(read_ints(r, &args->items[3], l.stride, &strides));
    if (strides != t->rank)
        return aift__fail(AIFT_E_FORMAT, "it has %d sizes, but %d strides", (int)t->rank, (int)strides);
    AIFT__TRY(check_range(t, &l, &elements));
    t->dtype = l.storage->dtype;
    return place_elements(r, &l, elements, copied, t, copy);
}
