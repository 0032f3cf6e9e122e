/* linear(x[T,I], weight[O,I], bias[O]?) -> [T,O]: x times the transposed weight, plus the bias. */
#include "ops/linear.h"

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0], *weight = infer->in[1];
    AIFT__TRY(aift__need_floating(infer, "linear", 0));
    AIFT__TRY(aift__need_rank(infer, "linear", 0, 2));
    AIFT__TRY(aift__need_rank(infer, "linear", 1, 2));
    AIFT__TRY(aift__need_dtype(infer, "linear", 1, x->dtype));
    AIFT__TRY(aift__need_dim(infer, "linear", 1, 1, x->dim[1]));
    if (infer->in[2]) {
        AIFT__TRY(aift__need_type(infer, "linear", 2, (aift__type){x->dtype, 1, {weight->dim[0]}}));
    }
    infer->out[0] = (aift__type){x->dtype, 2, {x->dim[0], weight->dim[0]}};
    return AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    aift__value x = grad->in[0], weight = grad->in[1], dy = grad->grad_out[0];
    if (grad->needs[0])
        AIFT__TRY(
            aift__emit1(grad, "linear_grad_input", NULL, (aift__value[]){dy, weight}, 2, &grad->grad_in[0]));
    if (grad->needs[1])
        AIFT__TRY(
            aift__emit1(grad, "linear_grad_weight", NULL, (aift__value[]){x, dy}, 2, &grad->grad_in[1]));
    if (grad->needs[2])
        AIFT__TRY(aift__emit1(grad, "column_sum", NULL, &dy, 1, &grad->grad_in[2]));
    return AIFT_OK;
}

aift__gemm aift__linear_gemm(const aift__arg *x, const aift__arg *weight, const aift__arg *bias,
                             const aift__arg *y)
{
    int64_t m = x->dim[0], n = weight->dim[0], k = x->dim[1];
    return (aift__gemm){.tb = true,
                        .m = m,
                        .n = n,
                        .k = k,
                        .alpha = 1,
                        .a = x->data,
                        .lda = k,
                        .b = weight->data,
                        .ldb = k,
                        .packed = weight->packed,
                        .c = y->data,
                        .ldc = n,
                        .tail = {.bias = bias->data}};
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    const aift__gemm gemm = aift__linear_gemm(&in[0], &in[1], &in[2], &call->out[0]);
    return aift__gemm_f32(&call->kernel, &gemm);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *bias = &call->in[2];
    int64_t m = x->dim[0], n = call->in[1].dim[0], k = x->dim[1];
    double *y = call->out[0].data;
    AIFT__TRY(
        aift__gemm_f64(&call->kernel, false, true, m, n, k, 1, x->data, k, call->in[1].data, k, 0, y, n));
    if (bias->data)
        aift__add_bias_f64(&call->kernel, m, n, bias->data, y);
    return AIFT_OK;
}

static double flops(const aift__call *call)
{
    return 2.0 * (double)call->in[0].dim[0] * (double)call->in[0].dim[1] * (double)call->in[1].dim[0];
}

const aift__op aift__op_linear = {
    .name = "linear",
    .min_in = 2,
    .max_in = 3,
    .packs = 2,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
