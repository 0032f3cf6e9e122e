/* layer_norm_grad_input(x[T,W], weight[W], mean[T], rstd[T], dy[T,W]) -> dx */
#include "kernels/norm.h"
#include "ops/op.h"

static const char *const self = "layer_norm_grad_input";

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    for (int32_t i = 1; i < 4; i++) {
        AIFT__TRY(aift__need_type(infer, self, i, (aift__type){x->dtype, 1, {x->dim[i == 1]}}));
    }
    AIFT__TRY(aift__need_same(infer, self, 0, 4));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__layer_norm_grad_input_f32(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                    in[2].data, in[3].data, in[4].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__layer_norm_grad_input_f64(&call->kernel, in[0].dim[0], in[0].dim[1], in[0].data, in[1].data,
                                    in[2].data, in[3].data, in[4].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_layer_norm_grad_input = {
    .name = "layer_norm_grad_input",
    .min_in = 5,
    .max_in = 5,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
