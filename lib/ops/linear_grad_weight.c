/* linear_grad_weight(x[T,I], dy[T,O]) -> [O,I]: the transposed dy times x. The product itself adds to what is
 * there. */
#include "kernels/products.h"
#include "ops/op.h"

static const char *const self = "linear_grad_weight";

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0], *dy = infer->in[1];
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 2));
    AIFT__TRY(aift__need_rank(infer, self, 1, 2));
    AIFT__TRY(aift__need_dtype(infer, self, 1, x->dtype));
    AIFT__TRY(aift__need_dim(infer, self, 1, 0, x->dim[0]));
    infer->out[0] = (aift__type){x->dtype, 2, {dy->dim[1], x->dim[1]}};
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *dy = &call->in[1];
    int64_t m = dy->dim[1], n = x->dim[1], k = x->dim[0];
    return aift__gemm_f32(&call->kernel, &(aift__gemm){.ta = true,
                                                       .m = m,
                                                       .n = n,
                                                       .k = k,
                                                       .alpha = 1,
                                                       .a = dy->data,
                                                       .lda = m,
                                                       .b = x->data,
                                                       .ldb = n,
                                                       .beta = call->add,
                                                       .c = call->out[0].data,
                                                       .ldc = n});
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0], *dy = &call->in[1];
    int64_t m = dy->dim[1], n = x->dim[1], k = x->dim[0];
    return aift__gemm_f64(&call->kernel, true, false, m, n, k, 1, dy->data, m, x->data, n, call->add,
                          call->out[0].data, n);
}

static double flops(const aift__call *call)
{
    return 2.0 * (double)call->in[0].dim[0] * (double)call->in[0].dim[1] * (double)call->in[1].dim[1];
}

const aift__op aift__op_linear_grad_weight = {
    .name = "linear_grad_weight",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .accumulates = 1,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
