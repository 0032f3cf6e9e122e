/* max_pool2d_grad(x[R,H,W,C], dy[R,H',W',C]; as max_pool2d) -> [R,H,W,C]: the gradient of max_pool2d. */
#include "ops/pool2d.h"

static const char *const self = "max_pool2d_grad";

static aift_status infer(aift__infer *infer)
{
    aift__type y;
    AIFT__TRY(aift__infer_pool(infer, self, &y));
    AIFT__TRY(aift__need_type(infer, self, 1, y));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv pool = aift__pool_of(call, &call->in[0], &call->in[1]);
    aift__max_pool2d_grad_f32(&call->kernel, &pool, call->in[0].data, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv pool = aift__pool_of(call, &call->in[0], &call->in[1]);
    aift__max_pool2d_grad_f64(&call->kernel, &pool, call->in[0].data, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_max_pool2d_grad = {
    .name = "max_pool2d_grad",
    .attrs = {AIFT__POOL_ATTRS},
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
