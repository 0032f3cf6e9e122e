/* What stands behind the products' seam: one function, picked when the library is built. */
#ifndef AIFT_LIB_KERNELS_BACKEND_H
#define AIFT_LIB_KERNELS_BACKEND_H

#include "kernels/kernel.h"

typedef struct aift__gemm {
    bool ta, tb;
    int64_t m, n, k;
    float alpha;
    const float *a;
    int64_t lda;
    const float *b;
    int64_t ldb;
    float beta;
    float *c;
    int64_t ldc;
} aift__gemm;

/* The product of products.h on the calling thread alone; m, n and k are at least 1. Sets no message. */
aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *gemm);

#endif
