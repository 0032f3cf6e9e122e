/* Small products in registers: what attention and our own dense products are made of. */
#ifndef AIFT_LIB_KERNELS_SIMD_MICRO_H
#define AIFT_LIB_KERNELS_SIMD_MICRO_H

#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

enum { MICRO_LINES = 6, MICRO_VECS = 2 }; /* 12 of 16 registers hold sums */

/* C[m, n] (+)= A[m, k] B[k, n]. A's element (i, l) is a[i * a_line + l * a_step]. B's lines are whole
 * vectors: up to 7 numbers behind the last column are read. C is neither read nor written outside. */
typedef struct micro_product {
    int64_t k;
    const float *a;
    int64_t a_line, a_step;
    const float *b;
    int64_t ldb;
    float *c;
    int64_t ldc;
    bool add;
} micro_product;

void AIFT__SIMD(micro_run)(const micro_product *p, int64_t m, int64_t n);

#endif
