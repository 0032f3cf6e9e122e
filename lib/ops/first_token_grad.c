/* first_token_grad(x[T,W], offsets[R+1], dy[R,W]; count) -> [T,W]: the gradient of first_token. Of x only the shape
 * is used. */
#include "ops/first_token.h"

static const char *const self = "first_token_grad";

static aift_status infer(aift__infer *infer)
{
    aift__dim rows;
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_offsets(infer, self, 1, &rows));
    AIFT__TRY(
        aift__need_type(infer, self, 2, (aift__type){infer->in[0]->dtype, 2, {rows, infer->in[0]->dim[1]}}));
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *offsets = &call->in[1];
    AIFT__TRY(aift__check_first_tokens(call, self));
    aift__first_token_grad_f32(&call->kernel, offsets->dim[0] - 1, x->dim[1], call->attrs[0].i, offsets->data,
                               call->in[2].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *offsets = &call->in[1];
    AIFT__TRY(aift__check_first_tokens(call, self));
    aift__first_token_grad_f64(&call->kernel, offsets->dim[0] - 1, x->dim[1], call->attrs[0].i, offsets->data,
                               call->in[2].data, call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_first_token_grad = {
    .name = "first_token_grad",
    .attrs = {{"count", .otherwise = 1, .min = 1, .max = 65536}},
    .min_in = 3,
    .max_in = 3,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
