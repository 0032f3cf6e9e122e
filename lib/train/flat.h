/* The trainable parameters, their gradients and moments: each one flat buffer in the order of the parameters.
 *
 * A parameter begins at a multiple of 16 floats; the gaps hold zeros and stay zero. Clipping and AdamW are
 * passes over whole buffers, but for the rows that a sparse gradient leaves out.
 */
#ifndef AIFT_LIB_TRAIN_FLAT_H
#define AIFT_LIB_TRAIN_FLAT_H

#include "graph/weights.h"
#include "kernels/optimizer.h"

typedef struct aift__flat_part {
    const char *name;      /* owned by the graph */
    aift__value parameter; /* in the graph */
    int64_t start, n;      /* floats */
    bool decays;           /* not biases and normalisations */
    int64_t rows;          /* of a gradient that is kept sparse; else 0 */
    int32_t *marks;        /* [rows], as in kernels/embedding.h; owned */
} aift__flat_part;

/* A state of the checkpoint, which the training graph writes: running statistics. */
typedef struct aift__flat_buffer {
    const char *name;    /* owned by the graph */
    aift_tensor *tensor; /* a copy: the model keeps its own */
} aift__flat_buffer;

typedef struct aift__flat {
    aift_context *context;
    aift__flat_part *parts;
    size_t n_parts, cap_parts;
    aift__flat_buffer *buffers;
    size_t n_buffers, cap_buffers;
    int64_t n; /* floats in each buffer */
    aift_tensor *params, *grads, *m, *v;
} aift__flat;

/* What an optimizer step does to all of them, in double where it adds up. */
double aift__flat_sum_of_squares(const aift__flat *flat, const aift__kernel_context *kernel);
void aift__flat_adamw(const aift__flat *flat, const aift__kernel_context *kernel, const aift__adamw *step);

/* Lays out the graph's trainable parameters; the buffers are made by aift__flat_fill. */
aift_status aift__flat_create(const aift__graph *graph, const aift__weights *weights, aift__flat *out);

/* Makes the buffers and copies the parameters' values out of `weights`, whose mapped memory it gives back. */
aift_status aift__flat_fill(aift__flat *flat, const aift__weights *weights);
void aift__flat_finish(aift__flat *flat); /* a zeroed one is accepted */

/* One more batch went through the graph: num_batches_tracked. */
void aift__flat_count_batch(aift__flat *flat);

/* All that training changes and that the model is then: parameters and buffers, to `to` and back from there, of
 * aift__flat_bytes. */
size_t aift__flat_bytes(const aift__flat *flat);
void aift__flat_save(const aift__flat *flat, void *to);
void aift__flat_restore(aift__flat *flat, const void *from);

/* The same weights, with the trainable ones lying in flat->params, and the buffers in copies. */
aift_status aift__flat_weights(const aift__flat *flat, const aift__weights *weights, aift__weights **out);

/* Gives the graph's gradient states their memory in flat->grads. */
void aift__flat_bind(const aift__flat *flat, const aift__graph *graph, aift__execution *execution);

const aift__flat_part *aift__flat_find(const aift__flat *flat, const char *name); /* NULL if there is none */

#endif
