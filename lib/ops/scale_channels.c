/* scale_channels(x[R,H,W,C], s[R,C]) -> [R,H,W,C]: each channel of each picture times a number (squeeze and excite). */
#include "kernels/channels.h"
#include "ops/op.h"

static const char *const self = "scale_channels";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_type(infer, self, 1, (aift__type){x->dtype, 2, {x->dim[0], x->dim[3]}}));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    aift__value dy = grad->grad_out[0];
    if (grad->needs[0])
        AIFT__TRY(aift__emit1(grad, self, NULL, (aift__value[]){dy, grad->in[1]}, 2, &grad->grad_in[0]));
    if (grad->needs[1])
        AIFT__TRY(aift__emit1(grad, "scale_channels_grad", NULL, (aift__value[]){grad->in[0], dy}, 2,
                              &grad->grad_in[1]));
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const int64_t *n = call->in[0].dim;
    aift__area_scale_f32(&call->kernel, n[0], n[1] * n[2], n[3], 1, call->in[0].data, call->in[1].data,
                         call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const int64_t *n = call->in[0].dim;
    aift__area_scale_f64(&call->kernel, n[0], n[1] * n[2], n[3], 1, call->in[0].data, call->in[1].data,
                         call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_scale_channels = {
    .name = "scale_channels",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
