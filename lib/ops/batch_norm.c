/* batch_norm(x[...,C], weight[C], bias[C], running_mean[C], running_var[C]; eps, act, frozen, bands, momentum) ->
 * y as x, mean[C], rstd[C], running_mean[C], running_var[C]: batch normalisation and an activation. In training, unless
 * frozen, it uses the batch's statistics and mixes them into the running ones, the deviation's without bias, as PyTorch
 * does; otherwise it uses the running ones. The last two outputs are meant to be slots of the buffers that the inputs
 * of these names are. With bands, x is [R,H,W,C] and the vectors have C * bands numbers. */
#include <math.h>

#include "ops/batch_norm.h"

static const char *const self = "batch_norm";

static aift_status check_bands(const aift__infer *infer, const char *op, int64_t bands)
{
    int64_t side;
    AIFT__TRY(aift__need_rank(infer, op, 0, 4));
    if (aift__dim_is_const(infer->dims, infer->in[0]->dim[1], &side) && side % bands == 0)
        return AIFT_OK;
    char text[128];
    return aift__fail(AIFT_E_SHAPE, "%s: dimension 1 of input 0 is %s: expected a multiple of %lld bands", op,
                      aift__dim_text(infer->dims, infer->in[0]->dim[1], text, sizeof text), (long long)bands);
}

aift_status aift__infer_batch_norm(const aift__infer *infer, const char *op, int32_t vectors)
{
    const int64_t act = infer->attrs[1].i, bands = infer->attrs[3].i;
    AIFT__TRY(aift__need_floating(infer, op, 0));
    const aift__type *x = infer->in[0];
    if (x->rank < 2)
        AIFT__TRY(aift__need_rank(infer, op, 0, 2));
    if (act == AIFT__ACT_GELU || act == AIFT__ACT_GELU_TANH)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: act is %lld: GELU is an operator of its own", op,
                          (long long)act);
    if (bands > 1)
        AIFT__TRY(check_bands(infer, op, bands));
    const aift__dim n = aift__dim_mul(infer->dims, x->dim[x->rank - 1], aift__dim_const(infer->dims, bands));
    for (int32_t i = 1; i <= vectors; i++)
        AIFT__TRY(aift__need_type(infer, op, i, (aift__type){x->dtype, 1, {n}}));
    return AIFT_OK;
}

aift_status aift__need_sums(const aift__infer *infer, const char *op, int32_t i, aift__dim channels)
{
    const aift__dim two = aift__dim_const(infer->dims, 2);
    return two == AIFT__DIM_NONE
               ? AIFT_E_NOMEM
               : aift__need_type(infer, op, i, (aift__type){infer->in[0]->dtype, 2, {two, channels}});
}

void aift__batch_norm_affine(const aift__call *call, const aift__arg *norm, const aift__arg *bias, double eps,
                             float *scale, float *shift)
{
    const float *const data[] = {norm[0].data, norm[1].data, norm[2].data, norm[3].data};
    aift__norm_affine_f32(&call->kernel, norm->dim[0], eps, data, bias ? bias->data : NULL, scale, shift);
}

void aift__batch_norm_running_f64(const aift__arg *norm, double eps, aift__act act, int64_t lines,
                                  const double *residual, double *y)
{
    const double *weight = norm[0].data, *bias = norm[1].data, *mean = norm[2].data, *var = norm[3].data;
    const int64_t channels = norm->dim[0];
    for (int64_t i = 0; i < lines * channels; i++) {
        int64_t c = i % channels;
        double value = (y[i] - mean[c]) / sqrt(var[c] + eps) * weight[c] + bias[c];
        y[i] = aift__act_of(act, value + (residual ? residual[i] : 0));
    }
}

aift__batch_norm aift__batch_norm_of(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    aift__batch_norm norm = {.lines = 1,
                             .channels = x->dim[x->rank - 1],
                             .bands = call->attrs[3].i,
                             .eps = call->attrs[0].f,
                             .act = (aift__act)call->attrs[1].i,
                             .running = call->attrs[2].i};
    for (int32_t i = 0; i < x->rank - 1; i++)
        norm.lines *= x->dim[i];
    norm.band = norm.bands > 1 ? x->dim[1] / norm.bands * x->dim[2] : 1;
    return norm;
}

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__infer_batch_norm(infer, self, 4));
    for (int32_t k = 1; k < 5; k++)
        infer->out[k] = *infer->in[1];
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    AIFT__TRY(aift__grad_of_first(grad, self, 5));
    if (grad->needs[3] || grad->needs[4])
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: its running statistics have no gradient", self);
    const aift__attr_set attrs[] = {{"eps", .f = grad->attrs[0].f},
                                    {"act", .i = grad->attrs[1].i},
                                    {"frozen", .i = grad->attrs[2].i},
                                    {"bands", .i = grad->attrs[3].i},
                                    {NULL}};
    const aift__value in[6] = {grad->in[0],  grad->in[1],  grad->in[2],
                               grad->out[1], grad->out[2], grad->grad_out[0]};
    return grad->emit(grad->graph, "batch_norm_grad", attrs, in, 6, grad->grad_in, 3);
}

static aift__batch_norm sizes(const aift__call *call)
{
    aift__batch_norm norm = aift__batch_norm_of(call);
    norm.running = norm.running || !call->kernel.training;
    norm.momentum = call->attrs[4].f;
    return norm;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const aift__batch_norm norm = sizes(call);
    return aift__batch_norm_f32(
        &call->kernel, &norm, in[0].data, in[1].data, in[2].data,
        &(aift__statistics_f32){in[3].data, in[4].data, out[1].data, out[2].data, out[3].data, out[4].data},
        out[0].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const aift__batch_norm norm = sizes(call);
    return aift__batch_norm_f64(
        &norm, in[0].data, in[1].data, in[2].data,
        &(aift__statistics_f64){in[3].data, in[4].data, out[1].data, out[2].data, out[3].data, out[4].data},
        out[0].data);
}

static size_t scratch(const aift__call *call)
{
    const aift__batch_norm norm = sizes(call);
    return aift__batch_norm_scratch(&norm);
}

const aift__op aift__op_batch_norm = {
    .name = "batch_norm",
    .attrs = {AIFT__BATCH_NORM_ATTRS, {"momentum", .real = true, .otherwise = 0.1, .min = 0, .max = 1}},
    .min_in = 5,
    .max_in = 5,
    .n_out = 5,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .optional = 1 | 2 | 4 | 8 | 16,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
};
