/* attention_grad(q, k, v, o, lse, do, q_offsets, k_offsets; attributes of attention) -> dq, dk, dv */
#include "ops/attention.h"

static const char *const self = "attention_grad";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__attention_need(infer, self, 6));
    AIFT__TRY(aift__need_same(infer, self, 0, 3));
    AIFT__TRY(aift__need_type(
        infer, self, 4,
        (aift__type){infer->in[0]->dtype,
                     2,
                     {infer->in[0]->dim[0], aift__dim_const(infer->dims, infer->attrs[0].i)}}));
    AIFT__TRY(aift__need_same(infer, self, 0, 5));
    for (int32_t i = 0; i < 3; i++)
        infer->out[i] = *infer->in[i];
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__attention shape;
    AIFT__TRY(aift__attention_of(call, self, 6, &shape));
    aift__attention_grad_f32(&call->kernel, &shape, in[0].data, in[1].data, in[2].data, in[3].data,
                             in[4].data, in[5].data, out[0].data, out[1].data, out[2].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__attention shape;
    AIFT__TRY(aift__attention_of(call, self, 6, &shape));
    aift__attention_grad_f64(&call->kernel, &shape, in[0].data, in[1].data, in[2].data, in[3].data,
                             in[4].data, in[5].data, out[0].data, out[1].data, out[2].data);
    return AIFT_OK;
}

static double flops(const aift__call *call)
{
    return 10 * aift__attention_work(call, 6); /* scores again, and the products for dp, dq, dk and dv */
}

const aift__op aift__op_attention_grad = {
    .name = "attention_grad",
    .attrs = AIFT__ATTENTION_ATTRS,
    .min_in = 8,
    .max_in = 8,
    .n_out = 3,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
