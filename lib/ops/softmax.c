/* softmax(x[R,C]): each row's exp(x) over their sum. */
#include "kernels/loss.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "softmax", 0));
    AIFT__TRY(aift__need_rank(infer, "softmax", 0, 2));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    return aift__emit1(grad, "softmax_grad", NULL, (aift__value[]){grad->out[0], grad->grad_out[0]}, 2,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    aift__softmax_f32(&call->kernel, x->dim[0], x->dim[1], x->data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    aift__softmax_f64(&call->kernel, x->dim[0], x->dim[1], x->data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_softmax = {
    .name = "softmax",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
