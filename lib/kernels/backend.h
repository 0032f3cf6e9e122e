/* A product and its tail, as what stands behind the products' seam sees it. */
#ifndef AIFT_LIB_KERNELS_BACKEND_H
#define AIFT_LIB_KERNELS_BACKEND_H

#include "kernels/kernel.h"
#include "kernels/tail.h"

typedef struct aift__gemm {
    bool ta, tb;
    int64_t m, n, k;
    float alpha;
    const float *a;
    int64_t lda;
    const float *b;
    int64_t ldb;
    const float *packed; /* op(B) as aift__pack_f32 has copied it, times alpha; NULL: not */
    int64_t packed_k;    /* lines of the op(B) that was copied, where this is a part of them; 0: k */
    float beta;
    float *c;
    int64_t ldc;
    aift__tail tail;
} aift__gemm;

/* The product of products.h, without its tail, by the library that was linked, on the calling thread alone;
 * m, n and k are at least 1. Sets no message. Where no library was linked: our own. */
aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *gemm);

#endif
