/* broadcast_add(x[R,H,W,C], line[R,1,W,C]) -> [R,H,W,C]: one line added to every line of its picture. */
#include "ops/op.h"

static const char *const self = "broadcast_add";

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, self, 0));
    AIFT__TRY(aift__need_rank(infer, self, 0, 4));
    aift__type line = *infer->in[0];
    line.dim[1] = aift__dim_const(infer->dims, 1);
    AIFT__TRY(aift__need_type(infer, self, 1, line));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    grad->grad_in[0] = grad->grad_out[0];
    if (!grad->needs[1])
        return AIFT_OK;
    return aift__emit1(grad, "broadcast_add_grad", NULL, &grad->grad_out[0], 1, &grad->grad_in[1]);
}

/* The kernel, for a type of numbers. */
#define RUN(name, type)                                                                                      \
    static aift_status name(const aift__call *call)                                                          \
    {                                                                                                        \
        const int64_t *dim = call->in[0].dim, n = dim[2] * dim[3];                                           \
        const type *x = call->in[0].data, *line = call->in[1].data;                                          \
        type *y = call->out[0].data;                                                                         \
        for (int64_t i = 0; i < dim[0] * dim[1]; i++)                                                        \
            for (int64_t j = 0; j < n; j++)                                                                  \
                y[i * n + j] = x[i * n + j] + line[i / dim[1] * n + j];                                      \
        return AIFT_OK;                                                                                      \
    }
RUN(run_f32, float)
RUN(run_f64, double)

const aift__op aift__op_broadcast_add = {
    .name = "broadcast_add",
    .min_in = 2,
    .max_in = 2,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
