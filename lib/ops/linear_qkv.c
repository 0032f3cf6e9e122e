/* linear_qkv(x[T,I], weight[O,I], weight[P,I], weight[Q,I], bias[O]?, bias[P]?, bias[Q]?) -> [T,O], [T,P], [T,Q]: three linears
 * of one x, as attention has them for query, key and value, at once. Fusion makes it (graph/pass_fuse.c). */
#include "ops/linear.h"

enum { LINEARS = 3 };

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, "linear_qkv", 0));
    AIFT__TRY(aift__need_rank(infer, "linear_qkv", 0, 2));
    for (int k = 0; k < LINEARS; k++) {
        const int32_t weight = 1 + k, bias = 1 + LINEARS + k;
        AIFT__TRY(aift__need_rank(infer, "linear_qkv", weight, 2));
        AIFT__TRY(aift__need_dtype(infer, "linear_qkv", weight, x->dtype));
        AIFT__TRY(aift__need_dim(infer, "linear_qkv", weight, 1, x->dim[1]));
        const aift__dim out = infer->in[weight]->dim[0];
        if (infer->in[bias])
            AIFT__TRY(aift__need_type(infer, "linear_qkv", bias, (aift__type){x->dtype, 1, {out}}));
        infer->out[k] = (aift__type){x->dtype, 2, {x->dim[0], out}};
    }
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__gemm gemms[LINEARS];
    for (int k = 0; k < LINEARS; k++)
        gemms[k] = aift__linear_gemm(&in[0], &in[1 + k], &in[1 + LINEARS + k], &call->out[k]);
    return aift__gemms_f32(&call->kernel, gemms, LINEARS);
}

/* The call of one of the linears. */
static aift__call call_of(const aift__call *call, int k, aift__arg in[3])
{
    in[0] = call->in[0];
    in[1] = call->in[1 + k];
    in[2] = call->in[1 + LINEARS + k];
    aift__call one = *call;
    one.in = in;
    one.out = call->out + k;
    return one;
}

static aift_status run_f64(const aift__call *call)
{
    for (int k = 0; k < LINEARS; k++) {
        aift__arg in[3];
        const aift__call one = call_of(call, k, in);
        AIFT__TRY(aift__op_linear.f64(&one));
    }
    return AIFT_OK;
}

static double flops(const aift__call *call)
{
    double sum = 0;
    for (int k = 0; k < LINEARS; k++) {
        aift__arg in[3];
        const aift__call one = call_of(call, k, in);
        sum += aift__op_linear.flops(&one);
    }
    return sum;
}

const aift__op aift__op_linear_qkv = {
    .name = "linear_qkv",
    .min_in = 1 + LINEARS,
    .max_in = 1 + 2 * LINEARS,
    .packs = 1 << 1 | 1 << 2 | 1 << 3,
    .n_out = LINEARS,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
