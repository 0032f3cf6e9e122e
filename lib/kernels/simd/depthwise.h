/* Windows along a line of pixels. */
#ifndef AIFT_LIB_KERNELS_SIMD_DEPTHWISE_H
#define AIFT_LIB_KERNELS_SIMD_DEPTHWISE_H

#include "kernels/conv.h"
#include "kernels/simd/vec.h"

AIFT__INLINE int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The taps [*first, *after) whose input, `at` + tap * dilation, is in [0, size). */
AIFT__INLINE void taps_inside(int64_t at, int64_t dilation, int64_t taps, int64_t size, int64_t *first,
                              int64_t *after)
{
    *first = at >= 0 ? 0 : least(taps, (-at + dilation - 1) / dilation);
    *after = size <= at ? 0 : most(0, least(taps, (size - at + dilation - 1) / dilation));
}

/* The outputs [*first, *after) of a line whose windows lie between the sides. */
AIFT__INLINE void whole_windows(const aift__conv *c, int64_t *first, int64_t *after)
{
    int64_t reach = (c->kernel_w - 1) * c->dilation_w, last = c->w - 1 - reach + c->pad_left;
    *first = most(0, least(c->out_w, (c->pad_left + c->stride_w - 1) / c->stride_w));
    *after = last < 0 ? *first : most(*first, least(c->out_w, last / c->stride_w + 1));
}

#endif
