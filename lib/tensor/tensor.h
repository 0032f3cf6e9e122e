/* Dense row-major tensors; their memory is their own or somebody else's that they keep alive. */
#ifndef AIFT_LIB_TENSOR_TENSOR_H
#define AIFT_LIB_TENSOR_TENSOR_H

#include <stdatomic.h>

#include "tensor/dtype.h"

/* Called once when a borrowed block is no longer used. */
typedef void (*aift__release_fn)(void *owner);

struct aift_tensor {
    aift_context *context;
    atomic_size_t references;
    aift_dtype dtype;
    int32_t rank;
    int64_t shape[AIFT__MAX_RANK];
    size_t nbytes;
    void *data;
    bool mapped;              /* data lies in a mapped file */
    aift__release_fn release; /* NULL: data is the tensor's own */
    void *owner;
};

/* A zeroed tensor. AIFT_E_SHAPE for a rank above 8, a negative size or an overflow. */
aift_status aift__tensor_create(aift_context *context, aift_dtype dtype, int32_t rank, const int64_t *shape,
                                aift_tensor **out);

/* A tensor over memory that exists; release(owner) is called at its end (also by this call when it fails). */
aift_status aift__tensor_wrap(aift_context *context, aift_dtype dtype, int32_t rank, const int64_t *shape,
                              void *data, aift__release_fn release, void *owner, aift_tensor **out);

aift_tensor *aift__tensor_retain(aift_tensor *tensor);
/* Gives the memory of a tensor that lies in a mapped file back to the system, until it is read again. */
void aift__tensor_rest(const aift_tensor *tensor);
int64_t aift__tensor_elements(const aift_tensor *tensor);

/* "[30522, 384]" into buf. */
const char *aift__shape_text(char *buf, size_t size, int32_t rank, const int64_t *shape);

#endif
