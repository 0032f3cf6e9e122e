/* avg_pool2d_grad(x[R,H,W,C], dy[R,H',W',C]; as avg_pool2d) -> [R,H,W,C]: the gradient of avg_pool2d. Of x only the shape
 * is used. */
#include "ops/pool2d.h"

static const char *const self = "avg_pool2d_grad";

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
    aift__avg_pool2d_grad_f32(&call->kernel, &pool, call->attrs[8].i, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv pool = aift__pool_of(call, &call->in[0], &call->in[1]);
    aift__avg_pool2d_grad_f64(&call->kernel, &pool, call->attrs[8].i, call->in[1].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_avg_pool2d_grad = {
    .name = "avg_pool2d_grad",
    .attrs = {AIFT__POOL_ATTRS, {"count_pad", .otherwise = 1, .min = 0, .max = 1}},
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .shapes = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
