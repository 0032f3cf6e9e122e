/* norm_conv2d_grad_weight(x[R,H,W,C], weight[O,C/groups,kh,kw], dy[R,H',W',O], norm_weight[C], norm_bias[C], mean[C],
 * rstd[C]; as norm_conv2d) -> [O,C/groups,kh,kw]: the gradient of norm_conv2d for its weight, of which only the shape is
 * used. Fusion makes it (graph/pass_defer_norm.c). */
#include "ops/norm_conv2d.h"

static const char *const self = "norm_conv2d_grad_weight";
enum { FIRST = 3 };

static aift_status infer(aift__infer *infer)
{
    aift__type y;
    AIFT__TRY(aift__infer_conv(infer, self, 0, 1, &y));
    AIFT__TRY(aift__need_type(infer, self, 2, y));
    AIFT__TRY(aift__infer_conv_input(infer, self, FIRST));
    infer->out[0] = *infer->in[1];
    return AIFT_OK;
}

static aift__conv sizes(const aift__call *call)
{
    return aift__conv_of(call, &call->in[0], &call->in[1], &call->in[2]);
}

static size_t conv_scratch(const aift__conv *conv)
{
    return (aift__conv2d_grad_weight_scratch(conv, true) + 63) / 64 * 64;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__conv_input input =
        aift__conv_input_of(call, FIRST, (char *)call->kernel.scratch + conv_scratch(&conv));
    return aift__conv2d_grad_weight_f32(&call->kernel, &conv, &input, call->in[0].data, call->in[2].data,
                                        call->add, call->out[0].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    aift__conv2d_grad_weight_f64(&conv, aift__conv_input_f64(call, FIRST), call->in[2].data, call->add,
                                 call->out[0].data);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    if (call->out[0].dtype == AIFT_DTYPE_F64)
        return (size_t)aift__arg_elements(&call->in[0]) * sizeof(double);
    return conv_scratch(&conv) + aift__conv_input_bytes(&conv);
}

static double flops(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv_flops(&conv);
}

const aift__op aift__op_norm_conv2d_grad_weight = {
    .name = "norm_conv2d_grad_weight",
    .attrs = {AIFT__CONV_ATTRS, AIFT__ATTR_ACT},
    .min_in = 7,
    .max_in = 7,
    .n_out = 1,
    .accumulates = 1,
    .shapes = 2,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
