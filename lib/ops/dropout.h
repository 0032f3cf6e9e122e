/* What the operators with dropout share. */
#ifndef AIFT_LIB_OPS_DROPOUT_H
#define AIFT_LIB_OPS_DROPOUT_H

#include "kernels/dropout.h"
#include "ops/op.h"

/* The dropout of a call's first input by its attributes p and stream; offsets: the number of that input, which is
 * checked where it is given. */
aift_status aift__dropout_of(const aift__call *call, const char *op, int32_t offsets, aift__attr p,
                             aift__attr stream, aift__dropout *out);

#endif
