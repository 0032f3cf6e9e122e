/* embedding_grad(table[V,W], ids[T], dy[T,W]; padding_idx) -> [V,W], marks[V]: each line of dy added to its id's row,
 * unless that is padding_idx. Of the table only the shape is used. With memory for the marks (a state, kept between
 * runs) the gradient is sparse: see kernels/embedding.h. */
#include "kernels/embedding.h"
#include "ops/op.h"

static const char *const self = "embedding_grad";

static aift_status infer(aift__infer *infer)
{
    const aift__type *table = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_rank(infer, self, 1, 1));
    AIFT__TRY(aift__need_dtype(infer, self, 1, AIFT_DTYPE_I32));
    AIFT__TRY(aift__need_type(infer, self, 2,
                              (aift__type){table->dtype, 2, {infer->in[1]->dim[0], table->dim[1]}}));
    infer->out[1] = (aift__type){AIFT_DTYPE_I32, 1, {table->dim[0]}};
    return aift__infer_same(infer);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *table = &call->in[0], *ids = &call->in[1];
    return aift__embedding_grad_f32(&call->kernel, table->dim[0], table->dim[1], ids->dim[0],
                                    call->attrs[0].i, ids->data, call->in[2].data, call->add,
                                    call->out[0].data, call->out[1].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *table = &call->in[0], *ids = &call->in[1];
    return aift__embedding_grad_f64(&call->kernel, table->dim[0], table->dim[1], ids->dim[0],
                                    call->attrs[0].i, ids->data, call->in[2].data, call->add,
                                    call->out[0].data, call->out[1].data);
}

const aift__op aift__op_embedding_grad = {
    .name = "embedding_grad",
    .attrs = {{"padding_idx", .otherwise = -1, .min = -1, .max = INT32_MAX}},
    .min_in = 3,
    .max_in = 3,
    .n_out = 2,
    .accumulates = 1,
    .optional = 2,
    .marks = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
