/* dropout(x[M,...], offsets[R+1]?; p, stream): in training, elements become 0 with probability p and the
 * others grow by 1 / (1 - p). With offsets the choice depends on an element's place in its row. It is its own
 * gradient: the same choice is made again. */
#include "ops/dropout.h"

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

aift_status aift__dropout_of(const aift__call *call, const char *op, int32_t offsets, aift__attr p,
                             aift__attr stream, aift__dropout *out)
{
    const aift__arg *x = &call->in[0], *at = &call->in[offsets];
    *out = (aift__dropout){.n = 1,
                           .rows = at->data ? at->dim[0] - 1 : x->dim[0],
                           .offsets = at->data,
                           .p = call->kernel.training ? p.f : 0,
                           .stream = (uint64_t)stream.i};
    for (int32_t i = 1; i < x->rank; i++)
        out->n *= x->dim[i];
    return at->data ? aift__check_offsets(at, op, x->dim[0]) : AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    aift__dropout d;
    AIFT__TRY(aift__dropout_of(call, "dropout", 1, call->attrs[0], call->attrs[1], &d));
    aift__dropout_f32(&call->kernel, call->in[0].dim[0], &d, call->in[0].data, call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    aift__dropout d;
    AIFT__TRY(aift__dropout_of(call, "dropout", 1, call->attrs[0], call->attrs[1], &d));
    aift__dropout_f64(&call->kernel, call->in[0].dim[0], &d, call->in[0].data, call->out[0].data);
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
