/* embedding(table[V,W], ids[T]; padding_idx) -> [T,W]: a row of the table for each id. As in PyTorch the row
 * padding_idx (-1: none) gets no gradient. */
#include "kernels/embedding.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "embedding", 0));
    AIFT__TRY(aift__need_rank(infer, "embedding", 0, 2));
    AIFT__TRY(aift__need_rank(infer, "embedding", 1, 1));
    AIFT__TRY(aift__need_dtype(infer, "embedding", 1, AIFT_DTYPE_I32));
    const aift__type *table = infer->in[0];
    infer->out[0] = (aift__type){table->dtype, 2, {infer->in[1]->dim[0], table->dim[1]}};
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    aift__value out[2];
    const aift__attr_set attrs[] = {{"padding_idx", .i = grad->attrs[0].i}, {NULL}};
    AIFT__TRY(grad->emit(grad->graph, "embedding_grad", attrs,
                         (aift__value[]){grad->in[0], grad->in[1], grad->grad_out[0]}, 3, out, 2));
    grad->grad_in[0] = out[0];
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *table = &call->in[0], *ids = &call->in[1];
    return aift__embedding_f32(&call->kernel, table->dim[0], table->dim[1], ids->dim[0], table->data,
                               ids->data, call->out[0].data);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *table = &call->in[0], *ids = &call->in[1];
    return aift__embedding_f64(&call->kernel, table->dim[0], table->dim[1], ids->dim[0], table->data,
                               ids->data, call->out[0].data);
}

const aift__op aift__op_embedding = {
    .name = "embedding",
    .attrs = {{"padding_idx", .otherwise = -1, .min = -1, .max = INT32_MAX}},
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
