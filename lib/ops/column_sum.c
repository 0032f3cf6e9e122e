/* column_sum(x[...,N]) -> [N]: the sum of all lines; the gradient of a bias. */
#include "kernels/products.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "column_sum", 0));
    if (infer->in[0]->rank < 1)
        return aift__need_rank(infer, "column_sum", 0, 1);
    infer->out[0] = (aift__type){infer->in[0]->dtype, 1, {infer->in[0]->dim[infer->in[0]->rank - 1]}};
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    const int64_t n = x->dim[x->rank - 1];
    aift__column_sum_f32(&call->kernel, n ? aift__arg_elements(x) / n : 0, n, x->data, call->add,
                         call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    const int64_t n = x->dim[x->rank - 1];
    aift__column_sum_f64(&call->kernel, n ? aift__arg_elements(x) / n : 0, n, x->data, call->add,
                         call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_column_sum = {
    .name = "column_sum",
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .accumulates = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
