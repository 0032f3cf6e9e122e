/* positions(ids[T], offsets[R+1]; first) -> int32[T]: each token's place in its row, counted from `first`. */
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_rank(infer, "positions", 0, 1));
    AIFT__TRY(aift__need_dtype(infer, "positions", 0, AIFT_DTYPE_I32));
    AIFT__TRY(aift__need_offsets(infer, "positions", 1, NULL));
    return aift__infer_same(infer);
}

static aift_status run(const aift__call *call)
{
    const aift__arg *offsets = &call->in[1];
    AIFT__TRY(aift__check_offsets(offsets, "positions", call->in[0].dim[0]));
    const int32_t *at = offsets->data;
    int32_t *y = call->out[0].data;
    for (int64_t r = 0; r + 1 < offsets->dim[0]; r++)
        for (int32_t t = at[r]; t < at[r + 1]; t++)
            y[t] = (int32_t)call->attrs[0].i + t - at[r];
    return AIFT_OK;
}

const aift__op aift__op_positions = {
    .name = "positions",
    .attrs = {{"first", .otherwise = 0, .min = 0, .max = 1 << 20}},
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .f32 = run,
    .f64 = run,
};
