/* linear_grad_input(dy[T,O], weight[O,I]) -> [T,I]: dy times the weight. */
#include "kernels/products.h"
#include "ops/op.h"

static const char *const self = "linear_grad_input";

static aift_status infer(aift__infer *infer)
{
    const aift__type *dy = infer->in[0], *weight = infer->in[1];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_rank(infer, self, 1, 2));
    AIFT__TRY(aift__need_dtype(infer, self, 1, dy->dtype));
    AIFT__TRY(aift__need_dim(infer, self, 1, 0, dy->dim[1]));
    infer->out[0] = (aift__type){dy->dtype, 2, {dy->dim[0], weight->dim[1]}};
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *dy = &call->in[0], *weight = &call->in[1];
    int64_t m = dy->dim[0], n = weight->dim[1], k = dy->dim[1];
    return aift__gemm_f32(&call->kernel, false, false, m, n, k, 1, dy->data, k, weight->data, n, 0,
                          call->out[0].data, n, NULL);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *dy = &call->in[0], *weight = &call->in[1];
    int64_t m = dy->dim[0], n = weight->dim[1], k = dy->dim[1];
    return aift__gemm_f64(&call->kernel, false, false, m, n, k, 1, dy->data, k, weight->data, n, 0,
                          call->out[0].data, n);
}

static double flops(const aift__call *call)
{
    return 2.0 * (double)call->in[0].dim[0] * (double)call->in[0].dim[1] * (double)call->in[1].dim[1];
}

const aift__op aift__op_linear_grad_input = {
    .name = "linear_grad_input",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
