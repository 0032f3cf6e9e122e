/* linear_grad_input(dy[T,O], weight[O,I], sum[T,I]?) -> [T,I]: dy times the weight, added to `sum`. */
#include "kernels/activation.h"
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
    return infer->in[2] ? aift__need_type(infer, self, 2, infer->out[0]) : AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *dy = &call->in[0], *weight = &call->in[1];
    const float *sum = call->in[2].data;
    float *dx = call->out[0].data;
    int64_t m = dy->dim[0], n = weight->dim[1], k = dy->dim[1];
    if (sum && sum != dx)
        aift__copy_f32(&call->kernel, m * n, sum, false, dx);
    return aift__gemm_f32(&call->kernel, &(aift__gemm){.m = m,
                                                       .n = n,
                                                       .k = k,
                                                       .alpha = 1,
                                                       .a = dy->data,
                                                       .lda = k,
                                                       .b = weight->data,
                                                       .ldb = n,
                                                       .beta = sum ? 1 : 0,
                                                       .c = dx,
                                                       .ldc = n});
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *dy = &call->in[0], *weight = &call->in[1];
    const double *sum = call->in[2].data;
    double *dx = call->out[0].data;
    int64_t m = dy->dim[0], n = weight->dim[1], k = dy->dim[1];
    if (sum && sum != dx)
        aift__copy_f64(&call->kernel, m * n, sum, false, dx);
    return aift__gemm_f64(&call->kernel, false, false, m, n, k, 1, dy->data, k, weight->data, n, sum ? 1 : 0,
                          dx, n);
}

static double flops(const aift__call *call)
{
    return 2.0 * (double)call->in[0].dim[0] * (double)call->in[0].dim[1] * (double)call->in[1].dim[1];
}

const aift__op aift__op_linear_grad_input = {
    .name = "linear_grad_input",
    .min_in = 2,
    .max_in = 3,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 2}},
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
