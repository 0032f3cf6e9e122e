/* relu(x): x where it is positive, else 0. */
#include "kernels/activation.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "relu", 0));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    return aift__emit1(grad, "relu_grad", NULL, (aift__value[]){grad->out[0], grad->grad_out[0]}, 2,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    aift__relu_f32(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    aift__relu_f64(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_relu = {
    .name = "relu",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
