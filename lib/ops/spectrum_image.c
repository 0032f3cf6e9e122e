/* spectrum_image(x[R,T,F]) -> [R,F,T,1]: frames of frequencies as a picture with one channel, frequencies from the top
 * down and time from left to right. */
#include "ops/picture.h"

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, "spectrum_image", 0));
    AIFT__TRY(aift__need_rank(infer, "spectrum_image", 0, 3));
    const aift__dim one = aift__dim_const(infer->dims, 1);
    infer->out[0] = (aift__type){x->dtype, 4, {x->dim[0], x->dim[2], x->dim[1], one}};
    return one == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    aift__transpose_f32(&call->kernel, x->dim[0], x->dim[1], x->dim[2], x->data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    aift__transpose_f64(&call->kernel, x->dim[0], x->dim[1], x->dim[2], x->data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_spectrum_image = {
    .name = "spectrum_image",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
