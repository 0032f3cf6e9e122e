/* scale_channels_grad(x[R,H,W,C], dy[R,H,W,C]) -> [R,C]: the gradient of scale_channels for s. */
#include "kernels/channels.h"
#include "ops/op.h"

static const char *const self = "scale_channels_grad";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    AIFT__TRY(aift__need_same(infer, self, 0, 1));
    const aift__type *x = infer->in[0];
    infer->out[0] = (aift__type){x->dtype, 2, {x->dim[0], x->dim[3]}};
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const int64_t *n = call->in[0].dim;
    aift__area_sum_f32(&call->kernel, n[0], n[1] * n[2], n[3], 1, call->in[0].data, call->in[1].data,
                       call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const int64_t *n = call->in[0].dim;
    aift__area_sum_f64(&call->kernel, n[0], n[1] * n[2], n[3], 1, call->in[0].data, call->in[1].data,
                       call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_scale_channels_grad = {
    .name = "scale_channels_grad",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
