/* What attention and its gradient share: attributes, the check of their inputs, the kernel's sizes. */
#ifndef AIFT_LIB_OPS_ATTENTION_H
#define AIFT_LIB_OPS_ATTENTION_H

#include "kernels/attention.h"
#include "ops/op.h"

/* clang-format off */
#define AIFT__ATTENTION_ATTRS                                                                                \
    {{"heads", .otherwise = 1, .min = 1, .max = 65536},                                                      \
     {"scale", .real = true, .otherwise = 1, .min = 0, .max = 1e6},                                          \
     {"dropout", .real = true, .otherwise = 0, .min = 0, .max = 1},                                          \
     {"stream", .otherwise = 0, .min = 0, .max = (double)INT64_MAX}}
/* clang-format on */

/* q, k, v are the inputs 0 to 2; the two offsets are the inputs `offsets` and the next. */
aift_status aift__attention_need(const aift__infer *infer, const char *op, int32_t offsets);
aift_status aift__attention_of(const aift__call *call, const char *op, int32_t offsets,
                               aift__attention *shape);

/* The pairs of query and key, times the width; an upper bound while the offsets are not known. */
double aift__attention_work(const aift__call *call, int32_t offsets);

#endif
