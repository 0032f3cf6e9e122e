/* What the pools of pictures have in common: attributes, shape rule and sizes. */
#ifndef AIFT_LIB_OPS_POOL2D_H
#define AIFT_LIB_OPS_POOL2D_H

#include "kernels/pool2d.h"
#include "ops/conv.h"

/* kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left, pad_bottom, pad_right */
#define AIFT__POOL_ATTRS                                                                                     \
    {"kernel_h", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                         \
        {"kernel_w", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                     \
        {"stride_h", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                     \
        {"stride_w", .otherwise = 1, .min = 1, .max = AIFT__CONV_LIMIT},                                     \
        {"pad_top", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                      \
        {"pad_left", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                     \
        {"pad_bottom", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT},                                   \
    {                                                                                                        \
        "pad_right", .otherwise = 0, .min = 0, .max = AIFT__CONV_LIMIT                                       \
    }
enum { AIFT__N_POOL_ATTRS = 8 };

aift_status aift__infer_pool(const aift__infer *infer, const char *op, aift__type *out);
aift__conv aift__pool_of(const aift__call *call, const aift__arg *x, const aift__arg *y);

#endif
