/* prepend_tokens(x[R,H,W,C], positions[1,N,C], token[1,1,C], token2[1,1,C]?) -> [R N, C]: each picture's patches as N
 * tokens, behind the one or two given, with the positions added (ViT, AST). N is H W and the number of tokens. */
#include "ops/prepend_tokens.h"

static const char *const self = "prepend_tokens";

aift_status aift__infer_prepend(const aift__infer *infer, const char *op, int32_t first, aift__type *out)
{
    AIFT__TRY(aift__need_floating(infer, op, 0));
    AIFT__TRY(aift__need_rank(infer, op, 0, 4));
    const aift__type *x = infer->in[0];
    aift__dims *dims = infer->dims;
    const aift__dim one = aift__dim_const(dims, 1);
    const aift__type token = {x->dtype, 3, {one, one, x->dim[3]}};
    AIFT__TRY(aift__need_type(infer, op, first, token));
    if (infer->in[first + 1])
        AIFT__TRY(aift__need_type(infer, op, first + 1, token));
    const aift__dim n = aift__dim_add(dims, aift__dim_mul(dims, x->dim[1], x->dim[2]),
                                      aift__dim_const(dims, infer->in[first + 1] ? 2 : 1));
    if (n == AIFT__DIM_NONE)
        return AIFT_E_NOMEM;
    AIFT__TRY(aift__need_type(infer, op, 1, (aift__type){x->dtype, 3, {one, n, x->dim[3]}}));
    *out = (aift__type){x->dtype, 2, {aift__dim_mul(dims, x->dim[0], n), x->dim[3]}};
    return out->dim[0] == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status infer(aift__infer *infer)
{
    return aift__infer_prepend(infer, self, 2, &infer->out[0]);
}

static aift_status grad(aift__grad *grad)
{
    const aift__value in[5] = {grad->in[0], grad->in[1], grad->grad_out[0], grad->in[2], grad->in[3]};
    return grad->emit(grad->graph, "prepend_tokens_grad", NULL, in, grad->n_in + 1, grad->grad_in, 4);
}

/* The kernel, for a type of numbers. */
#define RUN(name, type)                                                                                      \
    static aift_status name(const aift__call *call)                                                          \
    {                                                                                                        \
        const aift__arg *in = call->in;                                                                      \
        const int64_t rows = in[0].dim[0], c = in[0].dim[3], n = in[1].dim[1], tokens = in[3].data ? 2 : 1;  \
        const type *x = in[0].data, *position = in[1].data;                                                  \
        type *y = call->out[0].data;                                                                         \
        for (int64_t r = 0; r < rows; r++)                                                                   \
            for (int64_t i = 0; i < n; i++) {                                                                \
                const type *from = i < tokens ? in[2 + i].data : x + (r * (n - tokens) + i - tokens) * c;    \
                for (int64_t j = 0; j < c; j++)                                                              \
                    y[(r * n + i) * c + j] = from[j] + position[i * c + j];                                  \
            }                                                                                                \
        return AIFT_OK;                                                                                      \
    }
RUN(run_f32, float)
RUN(run_f64, double)

const aift__op aift__op_prepend_tokens = {
    .name = "prepend_tokens",
    .min_in = 3,
    .max_in = 4,
    .n_out = 1,
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
