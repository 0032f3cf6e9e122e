/* norm_conv2d(x[R,H,W,C], weight[O,C/groups,kh,kw], norm_weight[C], norm_bias[C], mean[C], rstd[C], bias[O]?; as conv2d,
 * act) -> [R,H',W',O], moments[R,2,O]: conv2d of act((x - mean) rstd norm_weight + norm_bias), which is never in memory as a whole.
 * Fusion makes it (graph/pass_defer_norm.c). */
#include "ops/norm_conv2d.h"

static const char *const self = "norm_conv2d";
enum { FIRST = 2, BIAS = 6 };

aift_status aift__infer_conv_input(const aift__infer *infer, const char *op, int32_t first)
{
    const int64_t act = infer->attrs[AIFT__NORM_CONV_ACT].i;
    if (act == AIFT__ACT_GELU || act == AIFT__ACT_GELU_TANH)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: act is %lld: GELU is an operator of its own", op,
                          (long long)act);
    for (int32_t i = first; i < first + 4; i++)
        AIFT__TRY(
            aift__need_type(infer, op, i, (aift__type){infer->in[0]->dtype, 1, {infer->in[0]->dim[3]}}));
    return AIFT_OK;
}

size_t aift__conv_input_bytes(const aift__conv *conv)
{
    return 2 * (size_t)conv->c * sizeof(float);
}

aift__conv_input aift__conv_input_of(const aift__call *call, int32_t first, void *memory)
{
    const aift__arg *in = call->in + first;
    const float *weight = in[0].data, *bias = in[1].data, *mean = in[2].data, *rstd = in[3].data;
    const int64_t n = call->in[0].dim[3];
    float *scale = memory, *shift = scale + n;
    for (int64_t c = 0; c < n; c++) { /* as in kernels/batch_norm.c */
        double by = (double)rstd[c] * (double)weight[c];
        scale[c] = (float)by;
        shift[c] = (float)((double)bias[c] - (double)mean[c] * by);
    }
    return (aift__conv_input){scale, shift, (aift__act)call->attrs[AIFT__NORM_CONV_ACT].i};
}

double *aift__conv_input_f64(const aift__call *call, int32_t first)
{
    const aift__arg *in = call->in + first;
    const double *x = call->in[0].data, *weight = in[0].data, *bias = in[1].data, *mean = in[2].data;
    const double *rstd = in[3].data;
    const int64_t n = aift__arg_elements(&call->in[0]), channels = call->in[0].dim[3];
    double *made = call->kernel.scratch;
    for (int64_t i = 0; i < n; i++) {
        int64_t c = i % channels;
        made[i] = aift__act_of((aift__act)call->attrs[AIFT__NORM_CONV_ACT].i,
                               (x[i] - mean[c]) * rstd[c] * weight[c] + bias[c]);
    }
    return made;
}

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__infer_conv(infer, self, 0, 1, &infer->out[0]));
    AIFT__TRY(aift__infer_moments(infer));
    AIFT__TRY(aift__infer_conv_input(infer, self, FIRST));
    if (!infer->in[BIAS])
        return AIFT_OK;
    return aift__need_type(infer, self, BIAS, (aift__type){infer->in[0]->dtype, 1, {infer->in[1]->dim[0]}});
}

static aift__conv sizes(const aift__call *call)
{
    return aift__conv_of(call, &call->in[0], &call->in[1], &call->out[0]);
}

static size_t conv_scratch(const aift__conv *conv)
{
    return (aift__conv2d_scratch(conv, true) + 63) / 64 * 64;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__conv_input input =
        aift__conv_input_of(call, FIRST, (char *)call->kernel.scratch + conv_scratch(&conv));
    return aift__conv2d_f32(&call->kernel, &conv,
                            &(aift__conv_run){.input = &input,
                                              .x = call->in[0].data,
                                              .weight = call->in[1].data,
                                              .tail = {.bias = call->in[BIAS].data},
                                              .y = call->out[0].data,
                                              .moments = call->out[1].data});
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    aift__conv2d_f64(&conv, aift__conv_input_f64(call, FIRST), call->in[1].data, call->in[BIAS].data,
                     call->out[0].data);
    if (call->out[1].data)
        aift__conv_moments_f64(&conv, call->out[0].data, call->out[1].data);
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

const aift__op aift__op_norm_conv2d = {
    .name = "norm_conv2d",
    .attrs = {AIFT__CONV_ATTRS, AIFT__ATTR_ACT},
    .min_in = 6,
    .max_in = 7,
    .n_out = 2,
    .optional = 2,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
