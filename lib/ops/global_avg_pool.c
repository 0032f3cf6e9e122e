/* global_avg_pool(x[R,H,W,C]) -> [R,C]: the mean of each picture's pixels. */
#include "kernels/channels.h"
#include "ops/op.h"

static const char *const self = "global_avg_pool";

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    infer->out[0] = (aift__type){x->dtype, 2, {x->dim[0], x->dim[3]}};
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    return aift__emit1(grad, "global_avg_pool_grad", NULL, (aift__value[]){grad->in[0], grad->grad_out[0]}, 2,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const int64_t *n = call->in[0].dim, area = n[1] * n[2];
    aift__area_sum_f32(&call->kernel, n[0], area, n[3], 1.0 / (double)area, call->in[0].data, NULL,
                       call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const int64_t *n = call->in[0].dim, area = n[1] * n[2];
    aift__area_sum_f64(&call->kernel, n[0], area, n[3], 1.0 / (double)area, call->in[0].data, NULL,
                       call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_global_avg_pool = {
    .name = "global_avg_pool",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
