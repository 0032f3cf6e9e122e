/* conv2d_norm_grad(z[R,H',W',O], norm_weight[O], norm_bias[O], mean[O], rstd[O], dy[R,H',W',O], x[R,H,W,C],
 * weight[O,C/groups,kh,kw], input_weight[C]?, input_bias[C]?, input_mean[C]?, input_rstd[C]?, sums[2,O]?; as conv2d, eps, act,
 * input_act) -> dx[R,H,W,C], dnorm_weight[O], dnorm_bias[O], dweight as weight, input_sums[2,C]: the gradients of batch_norm
 * of z, a pointwise or depthwise conv2d of x or norm_conv2d of x, and of the latter. The sums that the norm's gradient
 * needs may be known; those that the gradient of the norm of x will need are the last output (kernels/conv.h), 0 where
 * x is not normalised. Fusion makes it (graph/pass_fuse_grad.c). */
#include <string.h>

#include "ops/batch_norm.h"
#include "ops/conv.h"

static const char *const self = "conv2d_norm_grad";
enum { EPS = AIFT__N_CONV_ATTRS, ACT, INPUT_ACT, X = 6, WEIGHT, INPUT, SUMS = 12 };

static aift_status check_vectors(const aift__infer *infer, int32_t first, aift__dim n)
{
    for (int32_t i = first; i < first + 4; i++)
        AIFT__TRY(aift__need_type(infer, self, i, (aift__type){infer->in[0]->dtype, 1, {n}}));
    return AIFT_OK;
}

static aift_status check_act(const aift__infer *infer, int place)
{
    const int64_t act = infer->attrs[place].i;
    if (act == AIFT__ACT_GELU || act == AIFT__ACT_GELU_TANH)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: act is %lld: GELU is an operator of its own", self,
                          (long long)act);
    return AIFT_OK;
}

static aift_status check_inputs(aift__infer *infer)
{
    aift__type z;
    AIFT__TRY(aift__infer_conv(infer, self, X, WEIGHT, &z));
    AIFT__TRY(aift__need_type(infer, self, 0, z));
    AIFT__TRY(check_vectors(infer, 1, z.dim[3]));
    AIFT__TRY(aift__need_same(infer, self, 0, 5));
    bool any = false;
    for (int32_t i = INPUT; i < INPUT + 4; i++)
        any = any || infer->in[i];
    if (any)
        AIFT__TRY(check_vectors(infer, INPUT, infer->in[X]->dim[3]));
    return infer->in[SUMS] ? aift__need_sums(infer, self, SUMS, z.dim[3]) : AIFT_OK;
}

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(check_act(infer, ACT));
    AIFT__TRY(check_act(infer, INPUT_ACT));
    AIFT__TRY(check_inputs(infer));
    const aift__type *x = infer->in[X];
    infer->out[0] = *x;
    infer->out[1] = infer->out[2] = *infer->in[1];
    infer->out[3] = *infer->in[WEIGHT];
    infer->out[4] = (aift__type){x->dtype, 2, {aift__dim_const(infer->dims, 2), x->dim[3]}};
    return infer->out[4].dim[0] == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift__conv sizes(const aift__call *call)
{
    return aift__conv_of(call, &call->in[X], &call->in[WEIGHT], &call->in[0]);
}

static aift_status check_kind(const aift__conv *conv)
{
    if (aift__conv_norm_grad_fits(conv))
        return AIFT_OK;
    return aift__fail(AIFT_E_UNSUPPORTED,
                      "%s: a convolution of %lld x %lld pixels and %lld channels in %lld groups: expected a "
                      "pointwise or a depthwise one",
                      self, (long long)conv->h, (long long)conv->w, (long long)conv->c,
                      (long long)conv->groups);
}

static size_t run_scratch(const aift__conv *conv)
{
    return (aift__conv_norm_grad_scratch(conv) + 63) / 64 * 64;
}

/* What x is multiplied with, and what is added, as kernels/batch_norm.c has it. */
static aift__conv_input input_of(const aift__call *call, float *memory)
{
    const aift__arg *in = call->in + INPUT;
    const int64_t n = call->in[X].dim[3];
    const float *weight = in[0].data, *bias = in[1].data, *mean = in[2].data, *rstd = in[3].data;
    for (int64_t c = 0; c < n; c++) {
        double by = (double)rstd[c] * (double)weight[c];
        memory[c] = (float)by;
        memory[n + c] = (float)((double)bias[c] - (double)mean[c] * by);
    }
    return (aift__conv_input){memory, memory + n, (aift__act)call->attrs[INPUT_ACT].i};
}

static aift_status run_f32(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__arg *in = call->in, *out = call->out;
    aift__conv_input input = {NULL};
    AIFT__TRY(check_kind(&conv));
    if (out[4].data)
        memset(out[4].data, 0, 2 * (size_t)conv.c * sizeof(float));
    if (in[INPUT].data)
        input = input_of(call, (float *)((char *)call->kernel.scratch + run_scratch(&conv)));
    aift__conv_norm_grad_f32(&call->kernel, &conv,
                             &(aift__conv_norm_grad){.z = in[0].data,
                                                     .norm_weight = in[1].data,
                                                     .norm_bias = in[2].data,
                                                     .mean = in[3].data,
                                                     .rstd = in[4].data,
                                                     .grad_y = in[5].data,
                                                     .sums = in[SUMS].data,
                                                     .eps = call->attrs[EPS].f,
                                                     .act = (aift__act)call->attrs[ACT].i,
                                                     .x = in[X].data,
                                                     .weight = in[WEIGHT].data,
                                                     .input = in[INPUT].data ? &input : NULL,
                                                     .input_mean = in[INPUT + 2].data,
                                                     .grad_x = out[0].data,
                                                     .grad_norm_weight = out[1].data,
                                                     .grad_norm_bias = out[2].data,
                                                     .grad_weight = out[3].data,
                                                     .input_sums = out[4].data,
                                                     .add = call->add});
    return AIFT_OK;
}

/* x as the convolution saw it. */
static void make_input_f64(const aift__call *call, double *made)
{
    const aift__arg *in = call->in;
    const double *x = in[X].data, *weight = in[INPUT].data, *bias = in[INPUT + 1].data;
    const double *mean = in[INPUT + 2].data, *rstd = in[INPUT + 3].data;
    const int64_t n = aift__arg_elements(&in[X]), channels = in[X].dim[3];
    for (int64_t i = 0; i < n; i++) {
        int64_t c = i % channels;
        made[i] = weight ? aift__act_of((aift__act)call->attrs[INPUT_ACT].i,
                                        (x[i] - mean[c]) * rstd[c] * weight[c] + bias[c])
                         : x[i];
    }
}

static void input_sums_f64(const aift__call *call, const aift__conv *conv)
{
    const aift__arg *in = call->in + INPUT, *out = call->out;
    const aift__batch_norm norm = {.lines = conv->rows * conv->h * conv->w,
                                   .channels = conv->c,
                                   .bands = 1,
                                   .act = (aift__act)call->attrs[INPUT_ACT].i};
    if (!out[4].data)
        return;
    memset(out[4].data, 0, 2 * (size_t)conv->c * sizeof(double));
    if (in[0].data && out[0].data)
        aift__batch_norm_sums_f64(&norm, call->in[X].data, in[0].data, in[1].data, in[2].data, in[3].data,
                                  out[0].data, out[4].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__arg *in = call->in, *out = call->out;
    double *dz = call->kernel.scratch, *made = dz + aift__arg_elements(&in[0]);
    const aift__batch_norm norm = {.lines = conv.rows * conv.out_h * conv.out_w,
                                   .channels = conv.out_c,
                                   .bands = 1,
                                   .eps = call->attrs[EPS].f,
                                   .act = (aift__act)call->attrs[ACT].i};
    aift__batch_norm_grad_f64(&norm, in[0].data, in[1].data, in[2].data, in[3].data, in[4].data, in[5].data,
                              in[SUMS].data, call->add, dz, out[1].data, out[2].data);
    make_input_f64(call, made);
    if (out[0].data)
        aift__conv2d_grad_input_f64(&conv, dz, in[WEIGHT].data, out[0].data);
    if (out[3].data)
        aift__conv2d_grad_weight_f64(&conv, made, dz, call->add, out[3].data);
    input_sums_f64(call, &conv);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    if (call->out[0].dtype == AIFT_DTYPE_F64)
        return (size_t)(aift__arg_elements(&call->in[0]) + aift__arg_elements(&call->in[X])) * sizeof(double);
    return run_scratch(&conv) + 2 * (size_t)conv.c * sizeof(float);
}

static double flops(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    return (call->out[0].data ? 2 : 1) * aift__conv_flops(&conv);
}

const aift__op aift__op_conv2d_norm_grad = {
    .name = "conv2d_norm_grad",
    .attrs = {AIFT__CONV_ATTRS,
              {"eps", .real = true, .otherwise = 1e-5, .min = 0, .max = 1},
              AIFT__ATTR_ACT,
              {"input_act", .otherwise = AIFT__ACT_NONE, .min = AIFT__ACT_NONE, .max = AIFT__ACTS - 1}},
    .min_in = 8,
    .max_in = 13,
    .n_out = 5,
    .accumulates = 2 | 4 | 8,
    .optional = 1 | 2 | 4 | 8 | 16,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
