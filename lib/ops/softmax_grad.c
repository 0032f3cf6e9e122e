/* softmax_grad(y[R,C], dy): the gradient of softmax, from its output. */
#include "kernels/loss.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "softmax_grad", 0));
    AIFT__TRY(aift__need_rank(infer, "softmax_grad", 0, 2));
    AIFT__TRY(aift__need_same(infer, "softmax_grad", 0, 1));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *y = &call->in[0];
    aift__softmax_grad_f32(&call->kernel, y->dim[0], y->dim[1], y->data, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *y = &call->in[0];
    aift__softmax_grad_f64(&call->kernel, y->dim[0], y->dim[1], y->data, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_softmax_grad = {
    .name = "softmax_grad",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
