/* activation_grad(x, dy; act): the gradient of the activation `act`, from its input. */
#include "ops/activation.h"

static const char *const self = "activation_grad";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_same(infer, self, 0, 1));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    aift__act_grad_f32(&call->kernel, aift__arg_elements(&call->in[0]), (aift__act)call->attrs[0].i,
                       call->in[0].data, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    aift__act_grad_f64(&call->kernel, aift__arg_elements(&call->in[0]), (aift__act)call->attrs[0].i,
                       call->in[0].data, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_activation_grad = {
    .name = "activation_grad",
    .attrs = {AIFT__ATTR_ACT},
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 1}},
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
