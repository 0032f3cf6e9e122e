/* soft_cross_entropy_grad(logits[R,C], targets[R,C], class_weights[C]?, dloss[1]; label_smoothing) -> dlogits
 */
#include "kernels/loss.h"
#include "ops/op.h"

static const char *const self = "soft_cross_entropy_grad";

static aift_status infer(aift__infer *infer)
{
    const aift__type *logits = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_type(infer, self, 1, *logits));
    if (infer->in[2]) {
        AIFT__TRY(aift__need_type(infer, self, 2, (aift__type){logits->dtype, 1, {logits->dim[1]}}));
    }
    AIFT__TRY(
        aift__need_type(infer, self, 3, (aift__type){logits->dtype, 1, {aift__dim_const(infer->dims, 1)}}));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__soft_cross_entropy_grad_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                      in[2].data, call->attrs[0].f, in[3].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__soft_cross_entropy_grad_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                      in[2].data, call->attrs[0].f, in[3].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_soft_cross_entropy_grad = {
    .name = "soft_cross_entropy_grad",
    .attrs = {{"label_smoothing", .real = true, .otherwise = 0, .min = 0, .max = 1}},
    .min_in = 2,
    .max_in = 4,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
