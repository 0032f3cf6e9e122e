/* layer_norm(x[T,W], weight[W], bias[W]; eps) -> y, mean[T], rstd[T]: each line brought to mean 0 and
 * deviation 1, then scaled and shifted. Mean and 1 / deviation are kept for the gradient and have none
 * themselves. */
#include "kernels/norm.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, "layer_norm", 0));
    AIFT__TRY(aift__need_rank(infer, "layer_norm", 0, 2));
    for (int32_t i = 1; i < 3; i++) {
        AIFT__TRY(aift__need_type(infer, "layer_norm", i, (aift__type){x->dtype, 1, {x->dim[1]}}));
    }
    infer->out[0] = *x;
    infer->out[1] = infer->out[2] = (aift__type){x->dtype, 1, {x->dim[0]}};
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    AIFT__TRY(aift__grad_of_first(grad, "layer_norm", 3));
    aift__value x = grad->in[0], mean = grad->out[1], rstd = grad->out[2], dy = grad->grad_out[0];
    if (grad->needs[0])
        AIFT__TRY(aift__emit1(grad, "layer_norm_grad_input", NULL,
                              (aift__value[]){x, grad->in[1], mean, rstd, dy}, 5, &grad->grad_in[0]));
    if (!grad->needs[1] && !grad->needs[2])
        return AIFT_OK;
    return grad->emit(grad->graph, "layer_norm_grad_weight", NULL, (aift__value[]){x, mean, rstd, dy}, 4,
                      &grad->grad_in[1], 2);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__layer_norm_f32(&call->kernel, in[0].dim[0], in[0].dim[1], call->attrs[0].f, in[0].data, in[1].data,
                         in[2].data, out[0].data, out[1].data, out[2].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__layer_norm_f64(&call->kernel, in[0].dim[0], in[0].dim[1], call->attrs[0].f, in[0].data, in[1].data,
                         in[2].data, out[0].data, out[1].data, out[2].data);
    return AIFT_OK;
}

const aift__op aift__op_layer_norm = {
    .name = "layer_norm",
    .attrs = {{"eps", .real = true, .otherwise = 1e-5, .min = 0, .max = 1}},
    .min_in = 3,
    .max_in = 3,
    .n_out = 3,
    .optional = 2 | 4,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
