/* flatten(x; start, end): the dimensions start to end become one (PyTorch's start_dim and end_dim); the numbers stay
 * where they are. */
#include "kernels/activation.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "flatten", 0));
    const aift__type *x = infer->in[0];
    const int32_t start = (int32_t)infer->attrs[0].i, end = (int32_t)infer->attrs[1].i;
    if (start > end || end >= x->rank)
        return aift__fail(AIFT_E_SHAPE, "flatten: input 0 has rank %d: dimensions %d to %d cannot become one",
                          (int)x->rank, (int)start, (int)end);
    aift__type y = {x->dtype, 0, {0}};
    for (int32_t i = 0; i < x->rank; i++) {
        bool joins = i > start && i <= end;
        aift__dim d = joins ? aift__dim_mul(infer->dims, y.dim[y.rank - 1], x->dim[i]) : x->dim[i];
        if (d == AIFT__DIM_NONE)
            return AIFT_E_NOMEM;
        y.dim[joins ? y.rank - 1 : y.rank++] = d;
    }
    infer->out[0] = y;
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    return aift__emit1(grad, "reshape_as", NULL, (aift__value[]){grad->grad_out[0], grad->in[0]}, 2,
                       &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    if (call->out[0].data != call->in[0].data)
        aift__copy_f32(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, false,
                       call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    if (call->out[0].data != call->in[0].data)
        aift__copy_f64(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, false,
                       call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_flatten = {
    .name = "flatten",
    .attrs = {{"start", .otherwise = 0, .min = 0, .max = AIFT__MAX_RANK - 1},
              {"end", .otherwise = 0, .min = 0, .max = AIFT__MAX_RANK - 1}},
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .place = {{AIFT__PLACE_VIEW, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
