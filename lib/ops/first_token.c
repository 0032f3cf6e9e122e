/* first_token(x[T,W], offsets[R+1]; count) -> [R,W]: each row's first token, or the mean of its first `count`. */
#include "ops/first_token.h"

aift_status aift__check_first_tokens(const aift__call *call, const char *op)
{
    const int32_t *at = call->in[1].data;
    AIFT__TRY(aift__check_offsets(&call->in[1], op, call->in[0].dim[0]));
    for (int64_t r = 0; r + 1 < call->in[1].dim[0]; r++)
        if (at[r + 1] - at[r] < call->attrs[0].i)
            return aift__fail(AIFT_E_RANGE, "%s: row %lld has %d tokens: expected %lld at least", op,
                              (long long)r, (int)(at[r + 1] - at[r]), (long long)call->attrs[0].i);
    return AIFT_OK;
}

static aift_status infer(aift__infer *infer)
{
    aift__dim rows;
    AIFT__TRY(aift__need_floating(infer, "first_token", 0));
    AIFT__TRY(aift__need_rank(infer, "first_token", 0, 2));
    AIFT__TRY(aift__need_offsets(infer, "first_token", 1, &rows));
    infer->out[0] = (aift__type){infer->in[0]->dtype, 2, {rows, infer->in[0]->dim[1]}};
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    const aift__attr_set attrs[] = {{"count", .i = grad->attrs[0].i}, {NULL}};
    return aift__emit1(grad, "first_token_grad", attrs,
                       (aift__value[]){grad->in[0], grad->in[1], grad->grad_out[0]}, 3, &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *offsets = &call->in[1];
    AIFT__TRY(aift__check_first_tokens(call, "first_token"));
    aift__first_token_f32(&call->kernel, offsets->dim[0] - 1, x->dim[1], call->attrs[0].i, offsets->data,
                          x->data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *offsets = &call->in[1];
    AIFT__TRY(aift__check_first_tokens(call, "first_token"));
    aift__first_token_f64(&call->kernel, offsets->dim[0] - 1, x->dim[1], call->attrs[0].i, offsets->data,
                          x->data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_first_token = {
    .name = "first_token",
    .attrs = {{"count", .otherwise = 1, .min = 1, .max = 65536}},
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
