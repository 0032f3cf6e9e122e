/* binary_cross_entropy(logits[R,C], targets[R,C]) -> loss[1], row_loss[R]: of a sigmoid for each class, as PyTorch's
 * BCEWithLogitsLoss; the mean over rows and classes, and the rows' means. Only the mean has a gradient, with respect to
 * the logits. */
#include "kernels/loss.h"
#include "ops/op.h"

static const char *const self = "binary_cross_entropy";

static aift_status infer(aift__infer *infer)
{
    const aift__type *logits = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_type(infer, self, 1, *logits));
    aift__dim one = aift__dim_const(infer->dims, 1);
    infer->out[0] = (aift__type){logits->dtype, 1, {one}};
    infer->out[1] = (aift__type){logits->dtype, 1, {logits->dim[0]}};
    return one == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    AIFT__TRY(aift__grad_of_first(grad, self, 2));
    if (grad->needs[1])
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: the targets have no gradient", self);
    return aift__emit1(grad, "binary_cross_entropy_grad", NULL,
                       (aift__value[]){grad->in[0], grad->in[1], grad->grad_out[0]}, 3, &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__binary_cross_entropy_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                   call->out[0].data, call->out[1].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__binary_cross_entropy_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                   call->out[0].data, call->out[1].data);
    return AIFT_OK;
}

const aift__op aift__op_binary_cross_entropy = {
    .name = "binary_cross_entropy",
    .min_in = 2,
    .max_in = 2,
    .n_out = 2,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
