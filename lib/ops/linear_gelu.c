/* linear_gelu(x[T,I], weight[O,I], bias[O]?; tanh) -> [T,O], before[T,O]: gelu(linear(x, weight, bias)) in one pass;
 * `before` is what gelu was applied to, for the gradient. Fusion makes it (graph/pass_fuse.c). */
#include "kernels/activation.h"
#include "ops/linear.h"

static aift_status infer(aift__infer *infer)
{
    aift_status status = aift__op_linear.infer(infer);
    if (status != AIFT_OK)
        return aift__fail_in(status, "linear_gelu: ");
    infer->out[1] = infer->out[0];
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__gemm gemm = aift__linear_gemm(&in[0], &in[1], &in[2], &call->out[0]);
    gemm.tail.act = call->attrs[0].i ? AIFT__ACT_GELU_TANH : AIFT__ACT_GELU;
    gemm.tail.before = call->out[1].data;
    return aift__gemm_f32(&call->kernel, &gemm);
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *y = &call->out[0], *before = &call->out[1];
    AIFT__TRY(aift__op_linear.f64(call));
    int64_t n = aift__arg_elements(y);
    if (before->data)
        aift__copy_f64(&call->kernel, n, y->data, false, before->data);
    aift__gelu_f64(&call->kernel, n, call->attrs[0].i, y->data, y->data);
    return AIFT_OK;
}

static double flops(const aift__call *call)
{
    return aift__op_linear.flops(call);
}

const aift__op aift__op_linear_gelu = {
    .name = "linear_gelu",
    .attrs = {{"tanh", .otherwise = 0, .min = 0, .max = 1}},
    .min_in = 2,
    .max_in = 3,
    .packs = 2,
    .n_out = 2,
    .optional = 2,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
