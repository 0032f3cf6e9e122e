/* linear_grad_input_gelu(dy[T,O], weight[O,I], before[T,I]; tanh) -> [T,I]: the gradient of linear(gelu(before)), in
 * one pass: gelu_grad(before, linear_grad_input(dy, weight)). Fusion makes it (graph/pass_fuse.c). */
#include "kernels/activation.h"
#include "kernels/products.h"
#include "ops/op.h"

static const char *const self = "linear_grad_input_gelu";

static aift_status infer(aift__infer *infer)
{
    const aift__type *dy = infer->in[0], *weight = infer->in[1];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_rank(infer, self, 1, 2));
    AIFT__TRY(aift__need_dtype(infer, self, 1, dy->dtype));
    AIFT__TRY(aift__need_dim(infer, self, 1, 0, dy->dim[1]));
    infer->out[0] = (aift__type){dy->dtype, 2, {dy->dim[0], weight->dim[1]}};
    return aift__need_type(infer, self, 2, infer->out[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *dy = &call->in[0], *weight = &call->in[1];
    int64_t m = dy->dim[0], n = weight->dim[1], k = dy->dim[1];
    const aift__tail tail = {.act = call->attrs[0].i ? AIFT__ACT_GELU_TANH : AIFT__ACT_GELU,
                             .slope_at = call->in[2].data};
    return aift__gemm_f32(&call->kernel, &(aift__gemm){.m = m,
                                                       .n = n,
                                                       .k = k,
                                                       .alpha = 1,
                                                       .a = dy->data,
                                                       .lda = k,
                                                       .b = weight->data,
                                                       .ldb = n,
                                                       .c = call->out[0].data,
                                                       .ldc = n,
                                                       .tail = tail});
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *dy = &call->in[0], *weight = &call->in[1], *dx = &call->out[0];
    int64_t m = dy->dim[0], n = weight->dim[1], k = dy->dim[1];
    AIFT__TRY(aift__gemm_f64(&call->kernel, false, false, m, n, k, 1, dy->data, k, weight->data, n, 0,
                             dx->data, n));
    aift__gelu_grad_f64(&call->kernel, m * n, call->attrs[0].i, call->in[2].data, dx->data, dx->data);
    return AIFT_OK;
}

static double flops(const aift__call *call)
{
    return aift__op_linear_grad_input.flops(call);
}

const aift__op aift__op_linear_grad_input_gelu = {
    .name = "linear_grad_input_gelu",
    .attrs = {{"tanh", .otherwise = 0, .min = 0, .max = 1}},
    .min_in = 3,
    .max_in = 3,
    .n_out = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
