/* Creating, sharing and reading tensors. */
#include <stdio.h>

#include "base/file.h"
#include "tensor/tensor.h"

static aift_status measure(aift_dtype dtype, int32_t rank, const int64_t *shape, size_t *nbytes)
{
    if (!aift__dtype(dtype))
        return aift__fail(AIFT_E_INVALID, "%d is no dtype", (int)dtype);
    if (rank < 0 || rank > AIFT__MAX_RANK)
        return aift__fail(AIFT_E_SHAPE, "a tensor of rank %d: 0 to %d are possible", (int)rank,
                          (int)AIFT__MAX_RANK);
    int64_t n = 1;
    for (int32_t i = 0; i < rank; i++)
        if (shape[i] < 0 || __builtin_mul_overflow(n, shape[i], &n))
            return aift__fail(AIFT_E_SHAPE, "the shape's dimension %d is %lld: negative or too large", (int)i,
                              (long long)shape[i]);
    if (!aift__dtype_bytes(dtype, n, nbytes))
        return aift__fail(AIFT_E_SHAPE, "the tensor is too large");
    return AIFT_OK;
}

static aift_tensor *fill(aift_context *context, aift_dtype dtype, int32_t rank, const int64_t *shape,
                         size_t nbytes)
{
    aift_tensor *t = aift__calloc(context, 1, sizeof *t);
    if (!t)
        return NULL;
    t->context = aift_context_retain(context);
    atomic_init(&t->references, 1);
    t->dtype = dtype;
    t->rank = rank;
    t->nbytes = nbytes;
    for (int32_t i = 0; i < rank; i++)
        t->shape[i] = shape[i];
    return t;
}

aift_status aift__tensor_create(aift_context *context, aift_dtype dtype, int32_t rank, const int64_t *shape,
                                aift_tensor **out)
{
    *out = NULL;
    size_t nbytes;
    AIFT__TRY(measure(dtype, rank, shape, &nbytes));
    aift_tensor *t = fill(context, dtype, rank, shape, nbytes);
    if (!t)
        return AIFT_E_NOMEM;
    t->data = aift__aligned_alloc(context, nbytes);
    if (!t->data) {
        aift_tensor_release(t);
        return AIFT_E_NOMEM;
    }
    *out = t;
    return AIFT_OK;
}

aift_status aift__tensor_wrap(aift_context *context, aift_dtype dtype, int32_t rank, const int64_t *shape,
                              void *data, aift__release_fn release, void *owner, aift_tensor **out)
{
    *out = NULL;
    size_t nbytes;
    aift_status status = measure(dtype, rank, shape, &nbytes);
    aift_tensor *t = status == AIFT_OK ? fill(context, dtype, rank, shape, nbytes) : NULL;
    if (!t) {
        release(owner);
        return status == AIFT_OK ? AIFT_E_NOMEM : status;
    }
    t->data = data;
    t->release = release;
    t->owner = owner;
    *out = t;
    return AIFT_OK;
}

static void keep(void *owner) {}

aift_status aift_tensor_wrap(aift_context *context, aift_dtype dtype, const int64_t *shape, int32_t rank,
                             const void *data, size_t size, aift_release_fn release, void *user,
                             aift_tensor **out)
{
    *out = NULL;
    size_t nbytes;
    AIFT__TRY(measure(dtype, rank, shape, &nbytes));
    if (nbytes != size)
        return aift__fail(AIFT_E_SHAPE, "the tensor's elements take %zu bytes, but %zu are given", nbytes,
                          size);
    if ((uintptr_t)data % (size_t)aift__dtype(dtype)->block_bytes != 0)
        return aift__fail(AIFT_E_INVALID, "the tensor's elements, of %d bytes, are not aligned",
                          (int)aift__dtype(dtype)->block_bytes);
    aift_tensor *t = fill(context, dtype, rank, shape, nbytes);
    if (!t)
        return AIFT_E_NOMEM;
    t->data = (void *)(uintptr_t)data;
    t->release = release ? release : keep;
    t->owner = user;
    *out = t;
    return AIFT_OK;
}

aift_tensor *aift__tensor_retain(aift_tensor *tensor)
{
    atomic_fetch_add_explicit(&tensor->references, 1, memory_order_relaxed);
    return tensor;
}

void aift_tensor_release(aift_tensor *t)
{
    if (!t || atomic_fetch_sub_explicit(&t->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = t->context;
    if (t->release)
        t->release(t->owner);
    else
        aift__aligned_free(context, t->data);
    aift__free(context, t);
    aift_context_release(context);
}

void aift__tensor_rest(const aift_tensor *tensor)
{
    if (tensor->mapped)
        aift__file_rest(tensor->data, tensor->nbytes);
}

aift_dtype aift_tensor_dtype(const aift_tensor *tensor)
{
    return tensor->dtype;
}

int32_t aift_tensor_rank(const aift_tensor *tensor)
{
    return tensor->rank;
}

const int64_t *aift_tensor_shape(const aift_tensor *tensor)
{
    return tensor->shape;
}

const void *aift_tensor_data(const aift_tensor *tensor)
{
    return tensor->data;
}

size_t aift_tensor_nbytes(const aift_tensor *tensor)
{
    return tensor->nbytes;
}

int64_t aift__tensor_elements(const aift_tensor *tensor)
{
    int64_t n = 1;
    for (int32_t i = 0; i < tensor->rank; i++)
        n *= tensor->shape[i];
    return n;
}

const char *aift__shape_text(char *buf, size_t size, int32_t rank, const int64_t *shape)
{
    size_t used = (size_t)snprintf(buf, size, "[");
    for (int32_t i = 0; i < rank && used < size; i++)
        used += (size_t)snprintf(buf + used, size - used, "%s%lld", i ? ", " : "", (long long)shape[i]);
    if (used < size)
        snprintf(buf + used, size - used, "]");
    return buf;
}
