/* Windows of a picture, gathered line by line for dense products. */
#ifndef AIFT_LIB_KERNELS_CONV_WINDOW_H
#define AIFT_LIB_KERNELS_CONV_WINDOW_H

#include "kernels/conv_ways.h"

enum { AIFT__WINDOWS_BLOCK = 48 * 1152 }; /* numbers of a block of windows; it lies on the stack */

/* Windows: tap (i, j) of target pixel (y, x) is source pixel ((y up_h + i step_h + at_h) / div_h, ...) where that is
 * whole and inside, else 0. */
typedef struct aift__windows {
    int64_t source_h, source_w, source_c, target_h, target_w, target_c;
    int64_t kernel_h, kernel_w, groups;
    int64_t up_h, up_w, step_h, step_w, at_h, at_w, div_h, div_w;
    int64_t pixels;            /* of all targets */
    int64_t depth, columns, k; /* of a group: channels of a source and a target; numbers of a window */
} aift__windows;

/* The windows that make the output, and those that make the gradient of the input. */
aift__windows aift__windows_forward(const aift__conv *conv);
aift__windows aift__windows_backward(const aift__conv *conv);

/* All windows are one pixel each, one after the other. */
bool aift__windows_are_pixels(const aift__windows *windows);

/* Of the windows [first, first + lines) of a group, the numbers [begin, end), one window after the other. */
void aift__windows_gather(const aift__simd *simd, const aift__windows *windows, const aift__conv_input *input,
                          const float *source, int64_t group, int64_t first, int64_t lines, int64_t begin,
                          int64_t end, float *block);

#endif
