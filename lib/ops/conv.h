/* What conv2d, its gradients and the pools have in common: attributes, and the sizes of windows. */
#ifndef AIFT_LIB_OPS_CONV_H
#define AIFT_LIB_OPS_CONV_H

#include "kernels/conv.h"
#include "ops/op.h"

enum { AIFT__CONV_LIMIT = 4096 }; /* of strides, paddings, dilations and kernels */

/* Nine attributes: stride_h, stride_w, pad_top, pad_left, pad_bottom, pad_right, dilation_h, dilation_w, groups. */
#define AIFT__CONV_ATTRS                                                                                     \
    {"stride_h", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                         \
        {"stride_w", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                     \
        {"pad_top", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                      \
        {"pad_left", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                     \
        {"pad_bottom", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                   \
        {"pad_right", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                    \
        {"dilation_h", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                   \
        {"dilation_w", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                   \
    {                                                                                                        \
        "groups", .otherwise = 1, .min = 1, .max = 1 << 20                                                   \
    }
enum { AIFT__CONV_GROUPS = 8, AIFT__N_CONV_ATTRS = 9 }; /* place of `groups`; number of them all */

/* The output's type of a convolution of types x and weight, which are inputs `x` and `weight` of the operator. */
aift_status aift__infer_conv(const aift__infer *infer, const char *op, int32_t x, int32_t weight,
                             aift__type *out);

/* The type of moments, output 1, of the convolution that is output 0. */
aift_status aift__infer_moments(aift__infer *infer);

/* Places of a window of `kernel` pixels along a side. */
aift_status aift__infer_windows(const aift__infer *infer, const char *op, aift__dim side, int64_t kernel,
                                int64_t stride, int64_t before, int64_t after, int64_t dilation,
                                aift__dim *out);

/* The sizes of a call, by the shapes of input, weight and output. */
aift__conv aift__conv_of(const aift__call *call, const aift__arg *x, const aift__arg *weight,
                         const aift__arg *y);
double aift__conv_flops(const aift__conv *conv);

/* The packed copy of a weight; an aift__pack_fn. */
aift_status aift__conv_pack(const aift__kernel_context *kernel, const aift__attr *attrs, int32_t rank,
                            const int64_t *shape, const float *weight, size_t *size, float *to);

/* The convolution's attributes of a node, for another; a list of 10. */
void aift__conv_attrs(const aift__attr *attrs, aift__attr_set *out);

#endif
