/* softmax_cross_entropy(logits[R,C], labels[R], class_weights[C]?; label_smoothing) -> loss[1], row_loss[R]:
 * the weighted mean of the rows' losses, and those. Only the mean has a gradient, with respect to the logits.
 * Labels are int32, or probabilities [R,C] of the logits' type, as PyTorch's CrossEntropyLoss takes both; of
 * probabilities the mean is over the rows, whatever the weights.
 */
#include "ops/cross_entropy.h"

static const char *const self = "softmax_cross_entropy";

static aift_status infer(aift__infer *infer)
{
    const aift__type *logits = infer->in[0];
    AIFT__TRY(aift__need_labels(infer, self));
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
    if (grad->needs[2])
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: the class weights have no gradient: freeze them", self);
    const aift__attr_set attrs[] = {{"label_smoothing", .f = grad->attrs[0].f}, {NULL}};
    return aift__emit1(grad, "softmax_cross_entropy_grad", attrs,
                       (aift__value[]){grad->in[0], grad->in[1], grad->in[2], grad->grad_out[0]}, 4,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    return aift__cross_entropy_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data,
                                   aift__labels_of(call), aift__targets_of(call), in[2].data,
                                   call->attrs[0].f, call->out[0].data, call->out[1].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    return aift__cross_entropy_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data,
                                   aift__labels_of(call), aift__targets_of(call), in[2].data,
                                   call->attrs[0].f, call->out[0].data, call->out[1].data);
}

const aift__op aift__op_softmax_cross_entropy = {
    .name = "softmax_cross_entropy",
    .attrs = {{"label_smoothing", .real = true, .otherwise = 0, .min = 0, .max = 1}},
    .min_in = 2,
    .max_in = 3,
    .n_out = 2,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
