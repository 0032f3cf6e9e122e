/* prepend_tokens_grad(x[R,H,W,C], positions[1,N,C], dy[R N, C], token[1,1,C], token2[1,1,C]?) -> dx[R,H,W,C],
 * dpositions[1,N,C], dtoken[1,1,C], dtoken2[1,1,C]: the gradients of prepend_tokens; of the others only the shapes are
 * used. */
#include "ops/prepend_tokens.h"

static const char *const self = "prepend_tokens_grad";

static aift_status infer(aift__infer *infer)
{
    aift__type y;
    AIFT__TRY(aift__infer_prepend(infer, self, 3, &y));
    AIFT__TRY(aift__need_type(infer, self, 2, y));
    infer->out[1] = *infer->in[1];
    infer->out[2] = infer->out[3] = *infer->in[3];
    return aift__infer_same(infer);
}

/* The kernel, for a type of numbers: dpositions is the sum over rows, and the first of it are the tokens'. */
#define RUN(name, type)                                                                                      \
    static aift_status name(const aift__call *call)                                                          \
    {                                                                                                        \
        const int64_t *dim = call->in[0].dim, rows = dim[0], c = dim[3], n = call->in[1].dim[1];             \
        const int64_t patches = dim[1] * dim[2], tokens = n - patches;                                       \
        const type *dy = call->in[2].data;                                                                   \
        type *dx = call->out[0].data, *positions = call->out[1].data;                                        \
        for (int64_t i = 0; dx && i < rows * patches; i++)                                                   \
            for (int64_t j = 0; j < c; j++)                                                                  \
                dx[i * c + j] = dy[(i / patches * n + tokens + i % patches) * c + j];                        \
        for (int64_t i = 0; i < n * c; i++) {                                                                \
            type *token = i / c < 2 ? call->out[2 + i / c].data : NULL, sum = 0;                             \
            if (!positions && !token)                                                                        \
                continue;                                                                                    \
            for (int64_t r = 0; r < rows; r++)                                                               \
                sum += dy[r * n * c + i];                                                                    \
            if (positions)                                                                                   \
                positions[i] = sum + (call->add ? positions[i] : 0);                                         \
            if (token && i / c < tokens)                                                                     \
                token[i % c] = sum + (call->add ? token[i % c] : 0);                                         \
        }                                                                                                    \
        for (int64_t j = 0; tokens < 2 && call->out[3].data && j < c && !call->add; j++)                     \
            ((type *)call->out[3].data)[j] = 0;                                                              \
        return AIFT_OK;                                                                                      \
    }
RUN(run_f32, float)
RUN(run_f64, double)

const aift__op aift__op_prepend_tokens_grad = {
    .name = "prepend_tokens_grad",
    .min_in = 4,
    .max_in = 5,
    .n_out = 4,
    .accumulates = 2 | 4 | 8,
    .optional = 1 | 2 | 4 | 8,
    .shapes = 1 | 2 | 8 | 16,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
