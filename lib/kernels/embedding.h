/* Looking rows of a table up, and the gradient that scatters back. */
#ifndef AIFT_LIB_KERNELS_EMBEDDING_H
#define AIFT_LIB_KERNELS_EMBEDDING_H

#include "kernels/kernel.h"

/* y[t] = table[ids[t]]. AIFT_E_RANGE for an id outside the table, with id and place. */
aift_status aift__embedding_f32(const aift__kernel_context *kernel, int64_t vocab, int64_t width, int64_t n,
                                const float *table, const int32_t *ids, float *y);
/* grad_table[ids[t]] += grad_y[t], after zeroing it all unless `add`. The sum of a row is in the order of t.
 */
aift_status aift__embedding_grad_f32(const aift__kernel_context *kernel, int64_t vocab, int64_t width,
                                     int64_t n, const int32_t *ids, const float *grad_y, bool add,
                                     float *grad_table);

/* y[t] = table[ids[t]]. AIFT_E_RANGE for an id outside the table, with id and place. */
aift_status aift__embedding_f64(const aift__kernel_context *kernel, int64_t vocab, int64_t width, int64_t n,
                                const double *table, const int32_t *ids, double *y);
/* grad_table[ids[t]] += grad_y[t], after zeroing it all unless `add`. The sum of a row is in the order of t.
 */
aift_status aift__embedding_grad_f64(const aift__kernel_context *kernel, int64_t vocab, int64_t width,
                                     int64_t n, const int32_t *ids, const double *grad_y, bool add,
                                     double *grad_table);

#endif
