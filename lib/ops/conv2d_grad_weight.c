/* conv2d_grad_weight(x[R,H,W,C], weight[O,C/groups,kh,kw], dy[R,H',W',O]; as conv2d) -> [O,C/groups,kh,kw]: the gradient of conv2d
 * for its weight. Of the weight only the shape is used. */
#include "kernels/conv.h"
#include "ops/conv.h"

static const char *const self = "conv2d_grad_weight";

static aift_status infer(aift__infer *infer)
{
    aift__type y;
    AIFT__TRY(aift__infer_conv(infer, self, 0, 1, &y));
    AIFT__TRY(aift__need_type(infer, self, 2, y));
    infer->out[0] = *infer->in[1];
    return AIFT_OK;
}

static aift__conv sizes(const aift__call *call)
{
    return aift__conv_of(call, &call->in[0], &call->in[1], &call->in[2]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv2d_grad_weight_f32(&call->kernel, &conv, NULL, call->in[0].data, call->in[2].data,
                                        call->add, call->out[0].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    aift__conv2d_grad_weight_f64(&conv, call->in[0].data, call->in[2].data, call->add, call->out[0].data);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv2d_grad_weight_scratch(&conv, false);
}

static double flops(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv_flops(&conv);
}

const aift__op aift__op_conv2d_grad_weight = {
    .name = "conv2d_grad_weight",
    .attrs = {AIFT__CONV_ATTRS},
    .min_in = 3,
    .max_in = 3,
    .n_out = 1,
    .shapes = 2,
    .accumulates = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
