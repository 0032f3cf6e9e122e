/* conv2d_norm(x[R,H,W,C], weight[O,C/groups,kh,kw], norm_weight[O], norm_bias[O], running_mean[O], running_var[O],
 * bias[O]?, residual[R,H',W',O]?; as conv2d, eps, act) -> [R,H',W',O]: act(batch_norm(conv2d(x, weight, bias)) +
 * residual) by the running statistics, in one pass. Fusion makes it (graph/pass_fuse_conv.c). */
#include "ops/batch_norm.h"
#include "ops/conv.h"

static const char *const self = "conv2d_norm";
enum { EPS = AIFT__N_CONV_ATTRS, ACT };

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__infer_conv(infer, self, 0, 1, &infer->out[0]));
    const aift__type vector = {infer->in[0]->dtype, 1, {infer->in[1]->dim[0]}};
    for (int32_t i = 2; i < 7; i++)
        if (i < 6 || infer->in[i])
            AIFT__TRY(aift__need_type(infer, self, i, vector));
    return infer->in[7] ? aift__need_type(infer, self, 7, infer->out[0]) : AIFT_OK;
}

static aift__conv sizes(const aift__call *call)
{
    return aift__conv_of(call, &call->in[0], &call->in[1], &call->out[0]);
}

static size_t conv_scratch(const aift__conv *conv)
{
    return (aift__conv2d_scratch(conv, false) + 63) / 64 * 64;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__arg *in = call->in;
    float *scale = (float *)((char *)call->kernel.scratch + conv_scratch(&conv)), *shift = scale + conv.out_c;
    aift__batch_norm_affine(call, in + 2, &in[6], call->attrs[EPS].f, scale, shift);
    const aift__tail tail = {
        .bias = shift, .act = (aift__act)call->attrs[ACT].i, .scale = scale, .residual = in[7].data};
    return aift__conv2d_f32(&call->kernel, &conv,
                            &(aift__conv_run){.x = in[0].data,
                                              .weight = in[1].data,
                                              .packed = in[1].packed,
                                              .tail = tail,
                                              .y = call->out[0].data});
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__arg *in = call->in;
    double *y = call->out[0].data;
    aift__conv2d_f64(&conv, in[0].data, in[1].data, in[6].data, y);
    aift__batch_norm_running_f64(in + 2, call->attrs[EPS].f, (aift__act)call->attrs[ACT].i,
                                 conv.rows * conv.out_h * conv.out_w, in[7].data, y);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return conv_scratch(&conv) + 2 * (size_t)conv.out_c * sizeof(float);
}

static double flops(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return aift__conv_flops(&conv);
}

const aift__op aift__op_conv2d_norm = {
    .name = "conv2d_norm",
    .attrs = {AIFT__CONV_ATTRS, {"eps", .real = true, .otherwise = 1e-5, .min = 0, .max = 1}, AIFT__ATTR_ACT},
    .min_in = 6,
    .max_in = 8,
    .packs = 2,
    .pack = aift__conv_pack,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
