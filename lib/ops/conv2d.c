/* conv2d(x[R,H,W,C], weight[O,C/groups,kh,kw], bias[O]?; stride_h, stride_w, pad_top, pad_left, pad_bottom, pad_right,
 * dilation_h, dilation_w, groups) -> [R,H',W',O], moments[R,2,O]: kernels/conv.h says what they are. */
#include "kernels/conv.h"
#include "ops/conv.h"

static const char *const self = "conv2d";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__infer_conv(infer, self, 0, 1, &infer->out[0]));
    AIFT__TRY(aift__infer_moments(infer));
    if (!infer->in[2])
        return AIFT_OK;
    return aift__need_type(infer, self, 2, (aift__type){infer->in[0]->dtype, 1, {infer->in[1]->dim[0]}});
}

static aift_status grad(aift__grad *grad)
{
    aift__value x = grad->in[0], weight = grad->in[1], dy = grad->grad_out[0];
    aift__attr_set attrs[AIFT__N_CONV_ATTRS + 1];
    AIFT__TRY(aift__grad_of_first(grad, self, 2));
    aift__conv_attrs(grad->attrs, attrs);
    if (grad->needs[0])
        AIFT__TRY(aift__emit1(grad, "conv2d_grad_input", attrs, (aift__value[]){x, weight, dy}, 3,
                              &grad->grad_in[0]));
    if (grad->needs[1])
        AIFT__TRY(aift__emit1(grad, "conv2d_grad_weight", attrs, (aift__value[]){x, weight, dy}, 3,
                              &grad->grad_in[1]));
    if (grad->needs[2])
        AIFT__TRY(aift__emit1(grad, "column_sum", NULL, &dy, 1, &grad->grad_in[2]));
    return AIFT_OK;
}

static aift__conv sizes(const aift__call *call)
{
    return aift__conv_of(call, &call->in[0], &call->in[1], &call->out[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv2d_f32(&call->kernel, &conv,
                            &(aift__conv_run){.x = call->in[0].data,
                                              .weight = call->in[1].data,
                                              .packed = call->in[1].packed,
                                              .tail = {.bias = call->in[2].data},
                                              .y = call->out[0].data,
                                              .moments = call->out[1].data});
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    aift__conv2d_f64(&conv, call->in[0].data, call->in[1].data, call->in[2].data, call->out[0].data);
    if (call->out[1].data)
        aift__conv_moments_f64(&conv, call->out[0].data, call->out[1].data);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv2d_scratch(&conv, call->out[1].rank > 0);
}

static double flops(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv_flops(&conv);
}

const aift__op aift__op_conv2d = {
    .name = "conv2d",
    .attrs = {AIFT__CONV_ATTRS},
    .min_in = 2,
    .max_in = 3,
    .packs = 2,
    .pack = aift__conv_pack,
    .n_out = 2,
    .optional = 2,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
