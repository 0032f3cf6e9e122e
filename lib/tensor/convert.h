/* Elements of other floating types as float. */
#ifndef AIFT_LIB_TENSOR_CONVERT_H
#define AIFT_LIB_TENSOR_CONVERT_H

#include "tensor/dtype.h"

bool aift__converts_to_f32(aift_dtype dtype); /* F32, F64, F16, BF16 */

/* n elements; `from` need not be aligned. F64 is rounded to nearest. */
void aift__convert_to_f32(aift_dtype dtype, const void *from, int64_t n, float *to);

#endif
