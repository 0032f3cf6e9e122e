/* The table of element types. */
#include <string.h>

#include "tensor/dtype.h"

static const aift__dtype_traits table[AIFT__N_DTYPES] = {
    [AIFT_DTYPE_F32] = {"F32", 1, 4, true},  [AIFT_DTYPE_F64] = {"F64", 1, 8, true},
    [AIFT_DTYPE_I32] = {"I32", 1, 4, false}, [AIFT_DTYPE_I64] = {"I64", 1, 8, false},
    [AIFT_DTYPE_U8] = {"U8", 1, 1, false},   [AIFT_DTYPE_BOOL] = {"BOOL", 1, 1, false},
    [AIFT_DTYPE_F16] = {"F16", 1, 2, true},  [AIFT_DTYPE_BF16] = {"BF16", 1, 2, true},
    [AIFT_DTYPE_I8] = {"I8", 1, 1, false},   [AIFT_DTYPE_I16] = {"I16", 1, 2, false},
    [AIFT_DTYPE_U16] = {"U16", 1, 2, false}, [AIFT_DTYPE_U32] = {"U32", 1, 4, false},
    [AIFT_DTYPE_U64] = {"U64", 1, 8, false},
};

const aift__dtype_traits *aift__dtype(aift_dtype dtype)
{
    return (unsigned)dtype < AIFT__N_DTYPES ? &table[dtype] : NULL;
}

const char *aift_dtype_name(aift_dtype dtype)
{
    const aift__dtype_traits *traits = aift__dtype(dtype);
    return traits ? traits->name : "?";
}

bool aift__dtype_by_name(const char *name, aift_dtype *dtype)
{
    for (int i = 0; i < AIFT__N_DTYPES; i++)
        if (strcmp(table[i].name, name) == 0) {
            *dtype = (aift_dtype)i;
            return true;
        }
    return false;
}

bool aift__dtype_bytes(aift_dtype dtype, int64_t n, size_t *bytes)
{
    const aift__dtype_traits *traits = aift__dtype(dtype);
    int64_t blocks = n / traits->block + (n % traits->block != 0);
    int64_t total;
    if (n < 0 || __builtin_mul_overflow(blocks, (int64_t)traits->block_bytes, &total))
        return false;
    *bytes = (size_t)total;
    return true;
}
