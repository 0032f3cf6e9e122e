/* What softmax_cross_entropy and its gradient share: their first inputs. */
#ifndef AIFT_LIB_OPS_CROSS_ENTROPY_H
#define AIFT_LIB_OPS_CROSS_ENTROPY_H

#include "kernels/loss.h"
#include "ops/op.h"

/* Input 0: logits [R,C]; 1: labels, int32 [R], or probabilities of the logits' type and shape; 2: weights [C], or none. */
static inline aift_status aift__need_labels(const aift__infer *infer, const char *op)
{
    AIFT__TRY(aift__need_floating(infer, op, 0));
    AIFT__TRY(aift__need_rank(infer, op, 0, 2));
    const aift__type *logits = infer->in[0];
    const bool probabilities =
        infer->in[1] && infer->in[1]->dtype != AIFT_DTYPE_I32 && infer->in[1]->rank != 1;
    const aift__type labels = {AIFT_DTYPE_I32, 1, {logits->dim[0]}},
                     weights = {logits->dtype, 1, {logits->dim[1]}};
    AIFT__TRY(aift__need_type(infer, op, 1, probabilities ? *logits : labels));
    return infer->in[2] ? aift__need_type(infer, op, 2, weights) : AIFT_OK;
}

/* Input 1 as labels, or NULL. */
static inline const int32_t *aift__labels_of(const aift__call *call)
{
    return call->in[1].dtype == AIFT_DTYPE_I32 ? call->in[1].data : NULL;
}

/* Input 1 as probabilities, or NULL. */
static inline const void *aift__targets_of(const aift__call *call)
{
    return call->in[1].dtype == AIFT_DTYPE_I32 ? NULL : call->in[1].data;
}

#endif
