/* layer_norm_grad_weight(x[T,W], mean[T], rstd[T], dy[T,W]) -> dweight[W], dbias[W] */
#include "kernels/norm.h"
#include "ops/op.h"

static const char *const self = "layer_norm_grad_weight";

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    for (int32_t i = 1; i < 3; i++) {
        AIFT__TRY(aift__need_type(infer, self, i, (aift__type){x->dtype, 1, {x->dim[0]}}));
    }
    AIFT__TRY(aift__need_same(infer, self, 0, 3));
    infer->out[0] = infer->out[1] = (aift__type){x->dtype, 1, {x->dim[1]}};
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__layer_norm_grad_weight_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                     in[2].data, in[3].data, call->add, call->out[0].data, call->out[1].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__layer_norm_grad_weight_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                     in[2].data, in[3].data, call->add, call->out[0].data, call->out[1].data);
    return AIFT_OK;
}

const aift__op aift__op_layer_norm_grad_weight = {
    .name = "layer_norm_grad_weight",
    .min_in = 4,
    .max_in = 4,
    .n_out = 2,
    .accumulates = 3,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
