/* copy(x): the same numbers in memory of their own. Autodiff puts a gradient into its parameter's slot with
 * it when the operator that made it cannot add to what is there. */
#include "kernels/activation.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "copy", 0));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    grad->grad_in[0] = grad->grad_out[0];
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    aift__copy_f32(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, call->add,
                   call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    aift__copy_f64(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, call->add,
                   call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_copy = {
    .name = "copy",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .accumulates = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
