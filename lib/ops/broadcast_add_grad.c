/* broadcast_add_grad(dy[R,H,W,C]) -> [R,1,W,C]: the sum of each picture's lines, the gradient of broadcast_add for the
 * line. */
#include "kernels/channels.h"
#include "ops/op.h"

static const char *const self = "broadcast_add_grad";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    infer->out[0] = *infer->in[0];
    infer->out[0].dim[1] = aift__dim_const(infer->dims, 1);
    return infer->out[0].dim[1] == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const int64_t *n = call->in[0].dim;
    aift__area_sum_f32(&call->kernel, n[0], n[1], n[2] * n[3], 1, call->in[0].data, NULL, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const int64_t *n = call->in[0].dim;
    aift__area_sum_f64(&call->kernel, n[0], n[1], n[2] * n[3], 1, call->in[0].data, NULL, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_broadcast_add_grad = {
    .name = "broadcast_add_grad",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
