/* What each element type is: one row of a table a dtype. */
#ifndef AIFT_LIB_TENSOR_DTYPE_H
#define AIFT_LIB_TENSOR_DTYPE_H

#include "aift/tensor.h"
#include "base/base.h"

enum { AIFT__N_DTYPES = 13, AIFT__MAX_RANK = 8 };

typedef struct aift__dtype_traits {
    const char *name;    /* as safetensors writes it */
    int32_t block;       /* elements a block; 1 but for block-quantized types */
    int32_t block_bytes; /* bytes a block */
    bool floating;
} aift__dtype_traits;

/* NULL for a number that is no dtype. */
const aift__dtype_traits *aift__dtype(aift_dtype dtype);

/* False if there is no dtype of that name. */
bool aift__dtype_by_name(const char *name, aift_dtype *dtype);

/* Bytes of n elements; false on overflow. */
bool aift__dtype_bytes(aift_dtype dtype, int64_t n, size_t *bytes);

#endif
