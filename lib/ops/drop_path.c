/* drop_path(x[R,...]; p, stream): in training, whole rows become 0 with probability p and the others grow by
 * 1 / (1 - p). It is its own gradient: the same choice is made again. */
#include "kernels/channels.h"
#include "kernels/words.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "drop_path", 0));
    if (infer->in[0]->rank < 1)
        return aift__need_rank(infer, "drop_path", 0, 1);
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    const aift__attr_set attrs[] = {{"p", .f = grad->attrs[0].f}, {"stream", .i = grad->attrs[1].i}, {NULL}};
    return aift__emit1(grad, "drop_path", attrs, &grad->grad_out[0], 1, &grad->grad_in[0]);
}

/* What row r is multiplied with: its first random word decides. */
static double factor_of(const aift__call *call, int64_t r)
{
    double p = call->kernel.training ? call->attrs[0].f : 0;
    if (p <= 0)
        return 1;
    uint32_t word = aift__dropout_word(&call->kernel, (uint64_t)call->attrs[1].i, r, 0);
    return p < 1 && word >= aift__dropout_threshold(p) ? 1 / (1 - p) : 0;
}

static size_t scratch(const aift__call *call)
{
    return (size_t)call->in[0].dim[0] * sizeof(float);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    const int64_t rows = x->dim[0], n = rows ? aift__arg_elements(x) / rows : 0;
    float *factors = call->kernel.scratch;
    for (int64_t r = 0; r < rows; r++)
        factors[r] = (float)factor_of(call, r);
    if (call->out[0].data != x->data || (call->kernel.training && call->attrs[0].f > 0))
        aift__row_scale_f32(&call->kernel, rows, n, x->data, factors, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *x = &call->in[0];
    const int64_t rows = x->dim[0], n = rows ? aift__arg_elements(x) / rows : 0;
    const double *from = x->data;
    double *to = call->out[0].data;
    for (int64_t i = 0; i < rows * n; i++)
        to[i] = from[i] * factor_of(call, i / n);
    return AIFT_OK;
}

const aift__op aift__op_drop_path = {
    .name = "drop_path",
    .attrs = {{"p", .real = true, .otherwise = 0, .min = 0, .max = 1},
              {"stream", .otherwise = 0, .min = 0, .max = (double)INT64_MAX}},
    .min_in = 1,
    .max_in = 1,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
    .scratch = scratch,
};
