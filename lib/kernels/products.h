/* Dense matrix products, row-major, through one seam: oneDNN, OpenBLAS or our own.
 *
 * C[m,n] = alpha * op(A)[m,k] * op(B)[k,n] + beta * C. A is stored [m,k], or [k,m] when ta; B [k,n], or [n,k]
 * when tb; lda, ldb, ldc are the distances between their stored rows. With beta 0, C is not read. The tail (NULL:
 * none) is done to each number once it is finished. Large products are cut over the context's threads. */
#ifndef AIFT_LIB_KERNELS_PRODUCTS_H
#define AIFT_LIB_KERNELS_PRODUCTS_H

#include "kernels/backend.h"

enum { AIFT__GEMMS = 3 };

aift_status aift__gemm_f32(const aift__kernel_context *kernel, const aift__gemm *gemm);

/* Up to AIFT__GEMMS products that have nothing to do with each other, at once: threads wait for each other once. */
aift_status aift__gemms_f32(const aift__kernel_context *kernel, const aift__gemm *gemms, int n);

/* Weights that many products share can be copied once in the order in which products read them. The size in
 * floats; 0 where a library computes the products, which has an order of its own. */
size_t aift__packed_size(const aift__kernel_context *kernel, int64_t n, int64_t k);
void aift__pack_f32(const aift__kernel_context *kernel, bool tb, int64_t n, int64_t k, const float *b,
                    int64_t ldb, float *to);

/* The reference: plain loops. */
aift_status aift__gemm_f64(const aift__kernel_context *kernel, bool ta, bool tb, int64_t m, int64_t n,
                           int64_t k, double alpha, const double *a, int64_t lda, const double *b,
                           int64_t ldb, double beta, double *c, int64_t ldc);

/* y[j] (+)= sum over i of x[i,j]; x is [m,n]. */
void aift__column_sum_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, const float *x, bool add,
                          float *y);
void aift__column_sum_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, const double *x, bool add,
                          double *y);

/* y[i,:] += bias; the fast products do it as they go. */
void aift__add_bias_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, const double *bias,
                        double *y);

#endif
