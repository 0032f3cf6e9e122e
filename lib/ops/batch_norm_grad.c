/* batch_norm_grad(x, weight[C], bias[C], mean[C], rstd[C], dy as x, sums[2,C]?; eps, act, frozen, bands) -> dx as x,
 * dweight[C], dbias[C]: the gradients of batch_norm, whose outputs mean and rstd are. The sums that it would take over all
 * lines (kernels/batch_norm.h) may be known, where there are no bands. */
#include "ops/batch_norm.h"

static const char *const self = "batch_norm_grad";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__infer_batch_norm(infer, self, 4));
    AIFT__TRY(aift__need_same(infer, self, 0, 5));
    if (infer->in[6] && infer->attrs[3].i > 1)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: sums of %lld bands: expected 1", self,
                          (long long)infer->attrs[3].i);
    if (infer->in[6])
        AIFT__TRY(aift__need_sums(infer, self, 6, infer->in[1]->dim[0]));
    infer->out[1] = infer->out[2] = *infer->in[1];
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const aift__batch_norm norm = aift__batch_norm_of(call);
    aift__batch_norm_grad_f32(&call->kernel, &norm, in[0].data, in[1].data, in[2].data, in[3].data,
                              in[4].data, in[5].data, in[6].data, call->add, out[0].data, out[1].data,
                              out[2].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const aift__batch_norm norm = aift__batch_norm_of(call);
    aift__batch_norm_grad_f64(&norm, in[0].data, in[1].data, in[2].data, in[3].data, in[4].data, in[5].data,
                              in[6].data, call->add, out[0].data, out[1].data, out[2].data);
    return AIFT_OK;
}

static size_t scratch(const aift__call *call)
{
    const aift__batch_norm norm = aift__batch_norm_of(call);
    return aift__batch_norm_scratch(&norm);
}

const aift__op aift__op_batch_norm_grad = {
    .name = "batch_norm_grad",
    .attrs = {AIFT__BATCH_NORM_ATTRS},
    .min_in = 6,
    .max_in = 7,
    .n_out = 3,
    .place = {{AIFT__PLACE_INPLACE, 5}},
    .accumulates = 2 | 4,
    .optional = 1 | 2 | 4,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
};
