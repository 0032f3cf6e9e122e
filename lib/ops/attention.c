/* attention(q[Tq,H], k[Tk,H], v[Tk,H], q_offsets[R+1], k_offsets[R+1]; heads, scale, dropout, stream)
 * -> o[Tq,H], lse[Tq,heads]: in each row and head, every query's mean of the values, weighted by the softmax
 * of its scaled products with the keys. lse, the logarithm of the softmax's sum, is kept for the gradient. */
#include "ops/attention.h"

aift_status aift__attention_need(const aift__infer *infer, const char *op, int32_t offsets)
{
    const aift__type *q = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, op, 0));
    AIFT__TRY(aift__need_rank(infer, op, 0, 2));
    AIFT__TRY(aift__need_rank(infer, op, 1, 2));
    AIFT__TRY(aift__need_dtype(infer, op, 1, q->dtype));
    AIFT__TRY(aift__need_dim(infer, op, 1, 1, q->dim[1]));
    AIFT__TRY(aift__need_same(infer, op, 1, 2));
    AIFT__TRY(aift__need_offsets(infer, op, offsets, NULL));
    AIFT__TRY(aift__need_same(infer, op, offsets, offsets + 1));
    int64_t width, heads = infer->attrs[0].i;
    if (aift__dim_is_const(infer->dims, q->dim[1], &width) && width % heads != 0)
        return aift__fail(AIFT_E_SHAPE,
                          "%s: dimension 1 of input 0 is %lld: expected a multiple of %lld heads", op,
                          (long long)width, (long long)heads);
    return AIFT_OK;
}

aift_status aift__attention_of(const aift__call *call, const char *op, int32_t offsets,
                               aift__attention *shape)
{
    const aift__arg *in = call->in, *q_offsets = &in[offsets], *k_offsets = &in[offsets + 1];
    int64_t width = in[0].dim[1], heads = call->attrs[0].i;
    AIFT__TRY(aift__check_offsets(q_offsets, op, in[0].dim[0]));
    AIFT__TRY(aift__check_offsets(k_offsets, op, in[1].dim[0]));
    if (width % heads != 0)
        return aift__fail(AIFT_E_SHAPE,
                          "%s: dimension 1 of input 0 is %lld: expected a multiple of %lld heads", op,
                          (long long)width, (long long)heads);
    *shape = (aift__attention){.rows = q_offsets->dim[0] - 1,
                               .heads = heads,
                               .head_dim = width / heads,
                               .q_offsets = q_offsets->data,
                               .k_offsets = k_offsets->data,
                               .ldq = width,
                               .ldk = width,
                               .ldv = width,
                               .ldo = width,
                               .scale = call->attrs[1].f,
                               .dropout = call->kernel.training ? call->attrs[2].f : 0,
                               .stream = (uint64_t)call->attrs[3].i};
    return AIFT_OK;
}

double aift__attention_work(const aift__call *call, int32_t offsets)
{
    const int32_t *q = call->in[offsets].data, *k = call->in[offsets + 1].data;
    double pairs = 0, width = (double)call->in[0].dim[1];
    if (call->in[0].dim[0] == call->in[offsets].dim[0] - 1) /* one query a row meets each key once */
        return (double)call->in[1].dim[0] * width;
    if (!q || !k)
        return (double)call->in[0].dim[0] * (double)call->in[1].dim[0] * width;
    for (int64_t r = 0; r + 1 < call->in[offsets].dim[0]; r++)
        pairs += (double)(q[r + 1] - q[r]) * (double)(k[r + 1] - k[r]);
    return pairs * width;
}

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__attention_need(infer, "attention", 3));
    const aift__type *q = infer->in[0];
    aift__dim heads = aift__dim_const(infer->dims, infer->attrs[0].i);
    infer->out[0] = *q;
    infer->out[1] = (aift__type){q->dtype, 2, {q->dim[0], heads}};
    return heads == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status grad(aift__grad *grad)
{
    AIFT__TRY(aift__grad_of_first(grad, "attention", 2));
    const aift__attr *a = grad->attrs;
    const aift__attr_set attrs[] = {{"heads", .i = a[0].i},
                                    {"scale", .f = a[1].f},
                                    {"dropout", .f = a[2].f},
                                    {"stream", .i = a[3].i},
                                    {NULL}};
    const aift__value in[] = {grad->in[0],  grad->in[1],       grad->in[2], grad->out[0],
                              grad->out[1], grad->grad_out[0], grad->in[3], grad->in[4]};
    return grad->emit(grad->graph, "attention_grad", attrs, in, 8, grad->grad_in, 3);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__attention shape;
    AIFT__TRY(aift__attention_of(call, "attention", 3, &shape));
    aift__attention_f32(&call->kernel, &shape, in[0].data, in[1].data, in[2].data, call->out[0].data,
                        call->out[1].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in;
    aift__attention shape;
    AIFT__TRY(aift__attention_of(call, "attention", 3, &shape));
    aift__attention_f64(&call->kernel, &shape, in[0].data, in[1].data, in[2].data, call->out[0].data,
                        call->out[1].data);
    return AIFT_OK;
}

static double flops(const aift__call *call)
{
    return 4 * aift__attention_work(call, 3); /* scores, and the mean of the values */
}

const aift__op aift__op_attention = {
    .name = "attention",
    .attrs = AIFT__ATTENTION_ATTRS,
    .min_in = 5,
    .max_in = 5,
    .n_out = 2,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
    .flops = flops,
};
