/* avg_pool2d(x[R,H,W,C]; kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left, pad_bottom, pad_right, count_pad) ->
 * [R,H',W',C]: the mean of each window. */
#include "ops/pool2d.h"

static aift_status infer(aift__infer *infer)
{
    return aift__infer_pool(infer, "avg_pool2d", &infer->out[0]);
}

static aift_status grad(aift__grad *grad)
{
    aift__attr_set attrs[AIFT__N_POOL_ATTRS + 2] = {{NULL}};
    for (int i = 0; i < AIFT__N_POOL_ATTRS + 1; i++)
        attrs[i] = (aift__attr_set){aift__op_avg_pool2d.attrs[i].name, .i = grad->attrs[i].i};
    return aift__emit1(grad, "avg_pool2d_grad", attrs, (aift__value[]){grad->in[0], grad->grad_out[0]}, 2,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv pool = aift__pool_of(call, &call->in[0], &call->out[0]);
    aift__avg_pool2d_f32(&call->kernel, &pool, call->attrs[8].i, call->in[0].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv pool = aift__pool_of(call, &call->in[0], &call->out[0]);
    aift__avg_pool2d_f64(&call->kernel, &pool, call->attrs[8].i, call->in[0].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_avg_pool2d = {
    .name = "avg_pool2d",
    .attrs = {AIFT__POOL_ATTRS, {"count_pad", .otherwise = 1, .min = 0, .max = 1}},
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
