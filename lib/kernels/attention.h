/* Multi-head attention over ragged rows.
 *
 * Row r has the queries q_offsets[r] .. q_offsets[r+1] and the keys k_offsets[r] .. k_offsets[r+1]. Head h of
 * token t is the head_dim numbers at q + t * ld + h * head_dim. o = dropout(softmax(scale * q k^T)) v, per
 * row and head; lse[t, h] = log(sum(exp(scale * q k^T))), which is all that the gradient needs beside o.
 * Dropout's element number in a row is ((h * queries) + i) * keys + j. */
#ifndef AIFT_LIB_KERNELS_ATTENTION_H
#define AIFT_LIB_KERNELS_ATTENTION_H

#include "kernels/kernel.h"

typedef struct aift__attention {
    int64_t rows, heads, head_dim;
    const int32_t *q_offsets, *k_offsets; /* rows + 1 each */
    int64_t ldq, ldk, ldv, ldo;           /* distances between tokens */
    double scale;
    double dropout;  /* probability; 0 outside training */
    uint64_t stream; /* of its randomness */
} aift__attention;

void aift__attention_f32(const aift__kernel_context *kernel, const aift__attention *shape, const float *q,
                         const float *k, const float *v, float *o, float *lse);
/* grad_o has ldo; grad_q, grad_k, grad_v have ldq, ldk, ldv and are written whole. */
void aift__attention_grad_f32(const aift__kernel_context *kernel, const aift__attention *shape,
                              const float *q, const float *k, const float *v, const float *o,
                              const float *lse, const float *grad_o, float *grad_q, float *grad_k,
                              float *grad_v);

void aift__attention_f64(const aift__kernel_context *kernel, const aift__attention *shape, const double *q,
                         const double *k, const double *v, double *o, double *lse);
/* grad_o has ldo; grad_q, grad_k, grad_v have ldq, ldk, ldv and are written whole. */
void aift__attention_grad_f64(const aift__kernel_context *kernel, const aift__attention *shape,
                              const double *q, const double *k, const double *v, const double *o,
                              const double *lse, const double *grad_o, double *grad_q, double *grad_k,
                              double *grad_v);

#endif
