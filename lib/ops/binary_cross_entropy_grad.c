/* binary_cross_entropy_grad(logits[R,C], targets[R,C], dloss[1]) -> dlogits */
#include "kernels/loss.h"
#include "ops/op.h"

static const char *const self = "binary_cross_entropy_grad";

static aift_status infer(aift__infer *infer)
{
    const aift__type *logits = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_type(infer, self, 1, *logits));
    AIFT__TRY(
        aift__need_type(infer, self, 2, (aift__type){logits->dtype, 1, {aift__dim_const(infer->dims, 1)}}));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__binary_cross_entropy_grad_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                        in[2].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__binary_cross_entropy_grad_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                        in[2].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_binary_cross_entropy_grad = {
    .name = "binary_cross_entropy_grad",
    .min_in = 3,
    .max_in = 3,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
