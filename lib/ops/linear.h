/* The product of a linear layer. */
#ifndef AIFT_LIB_OPS_LINEAR_H
#define AIFT_LIB_OPS_LINEAR_H

#include "kernels/products.h"
#include "ops/op.h"

/* y[T,O] = x[T,I] times the transposed weight[O,I], plus the bias where its data is not NULL. */
aift__gemm aift__linear_gemm(const aift__arg *x, const aift__arg *weight, const aift__arg *bias,
                             const aift__arg *y);

#endif
