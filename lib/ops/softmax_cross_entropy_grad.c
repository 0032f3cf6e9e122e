/* softmax_cross_entropy_grad(logits[R,C], labels[R], class_weights[C]?, dloss[1]; label_smoothing) -> dlogits; labels or
 * probabilities [R,C], as softmax_cross_entropy takes them. */
#include "ops/cross_entropy.h"

static const char *const self = "softmax_cross_entropy_grad";

static aift_status infer(aift__infer *infer)
{
    const aift__type *logits = infer->in[0];
    AIFT__TRY(aift__need_labels(infer, self));
    AIFT__TRY(
        aift__need_type(infer, self, 3, (aift__type){logits->dtype, 1, {aift__dim_const(infer->dims, 1)}}));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    return aift__cross_entropy_grad_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data,
                                        aift__labels_of(call), aift__targets_of(call), in[2].data,
                                        call->attrs[0].f, in[3].data, call->out[0].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    return aift__cross_entropy_grad_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data,
                                        aift__labels_of(call), aift__targets_of(call), in[2].data,
                                        call->attrs[0].f, in[3].data, call->out[0].data);
}

const aift__op aift__op_softmax_cross_entropy_grad = {
    .name = "softmax_cross_entropy_grad",
    .attrs = {{"label_smoothing", .real = true, .otherwise = 0, .min = 0, .max = 1}},
    .min_in = 2,
    .max_in = 4,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
