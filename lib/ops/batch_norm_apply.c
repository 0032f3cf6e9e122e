/* batch_norm_apply(x, weight[C], bias[C], mean[C], rstd[C]; eps, act, frozen, bands) -> as x: what batch_norm gave, from
 * its outputs mean and rstd. Recomputation makes it (graph/pass_recompute.c). */
#include "ops/batch_norm.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__infer_batch_norm(infer, "batch_norm_apply", 4));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    const aift__batch_norm norm = aift__batch_norm_of(call);
    aift__batch_norm_apply_f32(&call->kernel, &norm, in[0].data, in[1].data, in[2].data, in[3].data,
                               in[4].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    const aift__batch_norm norm = aift__batch_norm_of(call);
    aift__batch_norm_apply_f64(&norm, in[0].data, in[1].data, in[2].data, in[3].data, in[4].data,
                               call->out[0].data);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__batch_norm norm = aift__batch_norm_of(call);
    return aift__batch_norm_scratch(&norm);
}

const aift__op aift__op_batch_norm_apply = {
    .name = "batch_norm_apply",
    .attrs = {AIFT__BATCH_NORM_ATTRS},
    .min_in = 5,
    .max_in = 5,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
};
