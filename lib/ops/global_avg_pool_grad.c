/* global_avg_pool_grad(x[R,H,W,C], dy[R,C]) -> [R,H,W,C]: the gradient of global_avg_pool. Of x only the shape is used. */
#include "kernels/channels.h"
#include "ops/op.h"

static const char *const self = "global_avg_pool_grad";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_type(infer, self, 1, (aift__type){x->dtype, 2, {x->dim[0], x->dim[3]}}));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const int64_t *n = call->in[0].dim, area = n[1] * n[2];
    aift__area_scale_f32(&call->kernel, n[0], area, n[3], 1.0 / (double)area, NULL, call->in[1].data,
                         call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const int64_t *n = call->in[0].dim, area = n[1] * n[2];
    aift__area_scale_f64(&call->kernel, n[0], area, n[3], 1.0 / (double)area, NULL, call->in[1].data,
                         call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_global_avg_pool_grad = {
    .name = "global_avg_pool_grad",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .shapes = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
