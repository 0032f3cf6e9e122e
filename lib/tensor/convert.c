/* Elements of other floating types as float. */
#include <math.h>
#include <string.h>

#include "tensor/convert.h"

bool aift__converts_to_f32(aift_dtype dtype)
{
    return dtype == AIFT_DTYPE_F32 || dtype == AIFT_DTYPE_F64 || dtype == AIFT_DTYPE_F16 ||
           dtype == AIFT_DTYPE_BF16;
}

/* IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 mantissa bits. */
static float from_half(uint16_t half)
{
    int exponent = half >> 10 & 31, mantissa = half & 1023;
    float magnitude = exponent == 31  ? (mantissa ? NAN : INFINITY)
                      : exponent == 0 ? ldexpf((float)mantissa, -24)
                                      : ldexpf((float)(mantissa | 1024), exponent - 25);
    return half >> 15 ? -magnitude : magnitude;
}

/* The upper half of a float. */
static float from_bfloat(uint16_t half)
{
    uint32_t bits = (uint32_t)half << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void aift__convert_to_f32(aift_dtype dtype, const void *from, int64_t n, float *to)
{
    const unsigned char *at = from;
    if (dtype == AIFT_DTYPE_F32) {
        memcpy(to, from, (size_t)n * sizeof *to);
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        double wide;
        uint16_t half;
        if (dtype == AIFT_DTYPE_F64) {
            memcpy(&wide, at + i * 8, sizeof wide);
            to[i] = (float)wide;
        } else {
            memcpy(&half, at + i * 2, sizeof half);
            to[i] = dtype == AIFT_DTYPE_F16 ? from_half(half) : from_bfloat(half);
        }
    }
}
