/* conv2d_norm_grad(z[R,H,W,O], norm_weight[O], norm_bias[O], mean[O], rstd[O], dy[R,H,W,O], x[R,H,W,C], weight[O,C,1,1],
 * input_weight[C]?, input_bias[C]?, input_mean[C]?, input_rstd[C]?; eps, act, input_act) -> dx[R,H,W,C], dnorm_weight[O],
 * dnorm_bias[O], dweight[O,C,1,1]: the gradients of batch_norm of z, a pointwise conv2d of x or norm_conv2d of x, and of
 * the latter. Fusion makes it (graph/pass_fuse_grad.c). */
#include "kernels/batch_norm.h"
#include "ops/activation.h"
#include "ops/conv.h"

static const char *const self = "conv2d_norm_grad";
enum { EPS, ACT, INPUT_ACT, X = 6, WEIGHT, INPUT };

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

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(check_act(infer, ACT));
    AIFT__TRY(check_act(infer, INPUT_ACT));
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    AIFT__TRY(aift__need_rank(infer, self, X, 4));
    const aift__type *z = infer->in[0], *x = infer->in[X];
    const aift__dim one = aift__dim_const(infer->dims, 1);
    AIFT__TRY(check_vectors(infer, 1, z->dim[3]));
    AIFT__TRY(aift__need_same(infer, self, 0, 5));
    AIFT__TRY(aift__need_type(infer, self, X,
                              (aift__type){z->dtype, 4, {z->dim[0], z->dim[1], z->dim[2], x->dim[3]}}));
    AIFT__TRY(
        aift__need_type(infer, self, WEIGHT, (aift__type){z->dtype, 4, {z->dim[3], x->dim[3], one, one}}));
    bool any = false;
    for (int32_t i = INPUT; i < INPUT + 4; i++)
        any = any || infer->in[i];
    if (any)
        AIFT__TRY(check_vectors(infer, INPUT, x->dim[3]));
    infer->out[0] = *x;
    infer->out[1] = infer->out[2] = *infer->in[1];
    infer->out[3] = *infer->in[WEIGHT];
    return AIFT_OK;
}

static aift__conv sizes(const aift__call *call)
{
    const int64_t *z = call->in[0].dim, channels = call->in[X].dim[3];
    return (aift__conv){z[0], z[1], z[2], channels, z[1], z[2], z[3], 1, 1, 1, 1, 0, 0, 1, 1, 1};
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
    if (in[INPUT].data)
        input = input_of(call, (float *)((char *)call->kernel.scratch + run_scratch(&conv)));
    aift__conv_norm_grad_f32(&call->kernel, &conv,
                             &(aift__conv_norm_grad){.z = in[0].data,
                                                     .norm_weight = in[1].data,
                                                     .norm_bias = in[2].data,
                                                     .mean = in[3].data,
                                                     .rstd = in[4].data,
                                                     .grad_y = in[5].data,
                                                     .eps = call->attrs[EPS].f,
                                                     .act = (aift__act)call->attrs[ACT].i,
                                                     .x = in[X].data,
                                                     .weight = in[WEIGHT].data,
                                                     .input = in[INPUT].data ? &input : NULL,
                                                     .grad_x = out[0].data,
                                                     .grad_norm_weight = out[1].data,
                                                     .grad_norm_bias = out[2].data,
                                                     .grad_weight = out[3].data,
                                                     .add = call->add});
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__conv conv = sizes(call);
    const aift__arg *in = call->in, *out = call->out;
    const int64_t n = aift__arg_elements(&in[X]);
    double *dz = call->kernel.scratch, *made = dz + aift__arg_elements(&in[0]);
    const aift__batch_norm norm = {.lines = conv.rows * conv.h * conv.w,
                                   .channels = conv.out_c,
                                   .bands = 1,
                                   .eps = call->attrs[EPS].f,
                                   .act = (aift__act)call->attrs[ACT].i};
    aift__batch_norm_grad_f64(&norm, in[0].data, in[1].data, in[2].data, in[3].data, in[4].data, in[5].data,
                              call->add, dz, out[1].data, out[2].data);
    const double *x = in[X].data, *weight = in[8].data, *bias = in[9].data, *mean = in[10].data,
                 *rstd = in[11].data;
    for (int64_t i = 0; i < n; i++) {
        int64_t c = i % conv.c;
        made[i] = weight ? aift__act_of((aift__act)call->attrs[INPUT_ACT].i,
                                        (x[i] - mean[c]) * rstd[c] * weight[c] + bias[c])
                         : x[i];
    }
    if (out[0].data)
        aift__conv2d_grad_input_f64(&conv, dz, in[WEIGHT].data, out[0].data);
    if (out[3].data)
        aift__conv2d_grad_weight_f64(&conv, made, dz, call->add, out[3].data);
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
    .attrs = {{"eps", .real = true, .otherwise = 1e-5, .min = 0, .max = 1},
              AIFT__ATTR_ACT,
              {"input_act", .otherwise = AIFT__ACT_NONE, .min = AIFT__ACT_NONE, .max = AIFT__ACTS - 1}},
    .min_in = 8,
    .max_in = 12,
    .n_out = 4,
    .accumulates = 2 | 4 | 8,
    .optional = 1 | 2 | 4 | 8,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
    .flops = flops,
};
