/* row_offsets(x[R,...]; length) -> int32[R+1]: the offsets of rows of `length` tokens each. Of x only the shape is used. */
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "row_offsets", 0));
    if (infer->in[0]->rank < 1)
        return aift__need_rank(infer, "row_offsets", 0, 1);
    aift__dim n = aift__dim_add(infer->dims, infer->in[0]->dim[0], aift__dim_const(infer->dims, 1));
    infer->out[0] = (aift__type){AIFT_DTYPE_I32, 1, {n}};
    return n == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status run(const aift__call *call)
{
    int32_t *at = call->out[0].data;
    int64_t length = call->attrs[0].i, rows = call->in[0].dim[0];
    if (rows > INT32_MAX / length)
        return aift__fail(AIFT_E_RANGE, "row_offsets: %lld rows of %lld tokens: expected %d tokens at most",
                          (long long)rows, (long long)length, (int)INT32_MAX);
    for (int64_t r = 0; r <= rows; r++)
        at[r] = (int32_t)(r * length);
    return AIFT_OK;
}

const aift__op aift__op_row_offsets = {
    .name = "row_offsets",
    .attrs = {{"length", .otherwise = 1, .min = 1, .max = INT32_MAX}},
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .shapes = 1,
    .infer = infer,
    .f32 = run,
    .f64 = run,
};
