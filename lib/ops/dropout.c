/* dropout(x[M,...], offsets[R+1]?; p, stream): in training, elements become 0 with probability p and the
 * others grow by 1 / (1 - p). With offsets the choice depends on an element's place in its row. It is its own
 * gradient: the same choice is made again. */
#include "kernels/activation.h"
#include "kernels/dropout.h"
#include "ops/op.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_floating(infer, "dropout", 0));
    if (infer->in[0]->rank < 1)
        return aift__need_rank(infer, "dropout", 0, 1);
    if (infer->in[1])
        AIFT__TRY(aift__need_offsets(infer, "dropout", 1, NULL));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    const aift__attr_set attrs[] = {{"p", .f = grad->attrs[0].f}, {"stream", .i = grad->attrs[1].i}, {NULL}};
    return aift__emit1(grad, "dropout", attrs, (aift__value[]){grad->grad_out[0], grad->in[1]}, 2,
                       &grad->grad_in[0]);
}

typedef struct sizes { /* m lines of n elements, in so many rows */
    int64_t m, n, rows;
    double p;
} sizes;

static aift_status unpack(const aift__call *call, sizes *s)
{
    const aift__arg *x = &call->in[0], *offsets = &call->in[1];
    s->m = x->dim[0];
    s->n = 1;
    for (int32_t i = 1; i < x->rank; i++)
        s->n *= x->dim[i];
    s->rows = offsets->data ? offsets->dim[0] - 1 : s->m;
    s->p = call->kernel.training ? call->attrs[0].f : 0;
    return offsets->data ? aift__check_offsets(offsets, "dropout", s->m) : AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    sizes s;
    AIFT__TRY(unpack(call, &s));
    const float *x = call->in[0].data;
    float *y = call->out[0].data;
    if (s.p > 0)
        aift__dropout_f32(&call->kernel, s.m, s.n, s.rows, call->in[1].data, s.p, (uint64_t)call->attrs[1].i,
                          x, y);
    else if (x != y)
        aift__copy_f32(&call->kernel, s.m * s.n, x, false, y);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    sizes s;
    AIFT__TRY(unpack(call, &s));
    const double *x = call->in[0].data;
    double *y = call->out[0].data;
    if (s.p > 0)
        aift__dropout_f64(&call->kernel, s.m, s.n, s.rows, call->in[1].data, s.p, (uint64_t)call->attrs[1].i,
                          x, y);
    else if (x != y)
        aift__copy_f64(&call->kernel, s.m * s.n, x, false, y);
    return AIFT_OK;
}

const aift__op aift__op_dropout = {
    .name = "dropout",
    .attrs = {{"p", .real = true, .otherwise = 0, .min = 0, .max = 1},
              {"stream", .otherwise = 0, .min = 0, .max = (double)INT64_MAX}},
    .min_in = 1,
    .max_in = 2,
    .n_out = 1,
    .place = {{AIFT__PLACE_INPLACE, 0}},
    .infer = infer,
    .grad = grad,
    .f32 = run_f32,
    .f64 = run_f64,
};
