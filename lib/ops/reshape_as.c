/* reshape_as(x, like): the numbers of x, where they are, in the shape of `like`, which has as many; of it only the shape
 * is used. */
#include "kernels/activation.h"
#include "ops/op.h"

static aift__dim elements(const aift__infer *infer, int32_t input)
{
    aift__dim n = aift__dim_const(infer->dims, 1);
    for (int32_t i = 0; i < infer->in[input]->rank; i++)
        n = aift__dim_mul(infer->dims, n, infer->in[input]->dim[i]);
    return n;
}

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "reshape_as", 0));
    AIFT__TRY(aift__need_dtype(infer, "reshape_as", 1, infer->in[0]->dtype));
    const aift__dim met = elements(infer, 0), expected = elements(infer, 1);
    if (met == AIFT__DIM_NONE || expected == AIFT__DIM_NONE)
        return AIFT_E_NOMEM;
    char a[128], b[128];
    if (met != expected)
        return aift__fail(AIFT_E_SHAPE, "reshape_as: input 0 has %s numbers: expected %s",
                          aift__dim_text(infer->dims, met, a, sizeof a),
                          aift__dim_text(infer->dims, expected, b, sizeof b));
    infer->out[0] = *infer->in[1];
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    if (grad->needs[1])
        return aift__fail(AIFT_E_UNSUPPORTED, "reshape_as: input 1 has no gradient");
    return aift__emit1(grad, "reshape_as", NULL, (aift__value[]){grad->grad_out[0], grad->in[0]}, 2,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    return aift__op_flatten.f32(call);
}

static aift_status run_f64(const aift__call *call)
{
    return aift__op_flatten.f64(call);
}

const aift__op aift__op_reshape_as = {
    .name = "reshape_as",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .place = {{AIFT__PLACE_VIEW, 0}},
    .shapes = 2,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
