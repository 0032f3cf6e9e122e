/* add(a, b): elementwise sum of two tensors of one type. */
#include "kernels/activation.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "add", 0));
    AIFT__TRY(aift__need_same(infer, "add", 0, 1));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    grad->grad_in[0] = grad->grad_out[0];
    grad->grad_in[1] = grad->grad_out[0];
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    aift__add_f32(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, call->in[1].data,
                  call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    aift__add_f64(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, call->in[1].data,
                  call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_add = {
    .name = "add",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
