/* Looking rows of a table up, and the gradient that scatters back. */
#ifndef AIFT_LIB_KERNELS_EMBEDDING_H
#define AIFT_LIB_KERNELS_EMBEDDING_H

#include "kernels/kernel.h"

/* y[t] = table[ids[t]]. AIFT_E_RANGE for an id outside the table, with id and place. */
aift_status aift__embedding_f32(const aift__kernel_context *kernel, int64_t vocab, int64_t width, int64_t n,
                                const float *table, const int32_t *ids, float *y);
/* What is known of a row of a sparse gradient. Rows without AIFT__ROW_NOW are zero. */
enum {
    AIFT__ROW_NOW = 1, /* it is part of the gradient */
    AIFT__ROW_EVER = 2 /* it was, since the marks were zeroed */
};

/* grad_table[ids[t]] += grad_y[t], after zeroing it all unless `add`; with `marks` [vocab] (NULL: none) only the
 * rows that are not zero are zeroed, and the marks brought up to date. The row `padding` (-1: none) gets nothing.
 * The sum of a row is in the order of t. */
aift_status aift__embedding_grad_f32(const aift__kernel_context *kernel, int64_t vocab, int64_t width,
                                     int64_t n, int64_t padding, const int32_t *ids, const float *grad_y,
                                     bool add, float *grad_table, int32_t *marks);

/* The references. */
aift_status aift__embedding_f64(const aift__kernel_context *kernel, int64_t vocab, int64_t width, int64_t n,
                                const double *table, const int32_t *ids, double *y);
aift_status aift__embedding_grad_f64(const aift__kernel_context *kernel, int64_t vocab, int64_t width,
                                     int64_t n, int64_t padding, const int32_t *ids, const double *grad_y,
                                     bool add, double *grad_table, int32_t *marks);

#endif
