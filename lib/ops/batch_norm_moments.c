/* batch_norm_moments(x[R,H,W,C], weight[C], bias[C], running_mean[C], running_var[C], moments[R,2,C]; as batch_norm) ->
 * as batch_norm: batch_norm without bands, by the moments of x that the convolution took which made it. Fusion makes it
 * (graph/pass_defer_norm.c). */
#include "ops/batch_norm.h"

static const char *const self = "batch_norm_moments";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    AIFT__TRY(aift__infer_batch_norm(infer, self, 4));
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_type(
        infer, self, 5, (aift__type){x->dtype, 3, {x->dim[0], aift__dim_const(infer->dims, 2), x->dim[3]}}));
    for (int32_t k = 1; k < 5; k++)
        infer->out[k] = *infer->in[1];
    return aift__infer_same(infer);
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
    return aift__batch_norm_f32(&call->kernel, &norm, in[0].data, in[1].data, in[2].data,
                                &(aift__statistics_f32){in[3].data, in[4].data, out[1].data, out[2].data,
                                                        out[3].data, out[4].data, in[5].data, in[0].dim[0]},
                                out[0].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const aift__batch_norm norm = sizes(call);
    return aift__batch_norm_f64(&norm, in[0].data, in[1].data, in[2].data,
                                &(aift__statistics_f64){in[3].data, in[4].data, out[1].data, out[2].data,
                                                        out[3].data, out[4].data, in[5].data, in[0].dim[0]},
                                out[0].data);
}

static size_t scratch(const aift__call *call)
{
    const aift__batch_norm norm = sizes(call);
    return aift__batch_norm_scratch(&norm);
}

const aift__op aift__op_batch_norm_moments = {
    .name = "batch_norm_moments",
    .attrs = {AIFT__BATCH_NORM_ATTRS, {"momentum", .real = true, .otherwise = 0.1, .min = 0, .max = 1}},
    .min_in = 6,
    .max_in = 6,
    .n_out = 5,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .optional = 1 | 2 | 4 | 8 | 16,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
};
