/* add_norm(x[T,W], residual[T,W], weight[W], bias[W], offsets[R+1]?; p, stream, eps) -> y, sum[T,W], mean[T], rstd[T]:
 * sum = dropout(x) + residual, y = layer_norm(sum), in one pass over the lines. Fusion makes it
 * (graph/pass_fuse.c). */
#include "kernels/activation.h"
#include "kernels/add_norm.h"
#include "kernels/norm.h"
#include "ops/dropout.h"

enum { P, STREAM, EPS }; /* attributes */

static aift_status infer(aift__infer *infer)
{
    const aift__type *x = infer->in[0];
    AIFT__TRY(aift__need_floating(infer, "add_norm", 0));
    AIFT__TRY(aift__need_rank(infer, "add_norm", 0, 2));
    AIFT__TRY(aift__need_same(infer, "add_norm", 0, 1));
    for (int32_t i = 2; i < 4; i++) {
        AIFT__TRY(aift__need_type(infer, "add_norm", i, (aift__type){x->dtype, 1, {x->dim[1]}}));
    }
    if (infer->in[4])
        AIFT__TRY(aift__need_offsets(infer, "add_norm", 4, NULL));
    infer->out[0] = infer->out[1] = *x;
    infer->out[2] = infer->out[3] = (aift__type){x->dtype, 1, {x->dim[0]}};
    return AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__dropout dropout;
    AIFT__TRY(aift__dropout_of(call, "add_norm", 4, call->attrs[P], call->attrs[STREAM], &dropout));
    aift__add_norm_f32(&call->kernel, in[0].dim[0], &dropout, call->attrs[EPS].f, in[0].data, in[1].data,
                       in[2].data, in[3].data, out[0].data, out[1].data, out[2].data, out[3].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const int64_t m = in[0].dim[0], n = in[0].dim[1];
    double *sum = out[1].data ? out[1].data : out[0].data;
    aift__dropout d;
    AIFT__TRY(aift__dropout_of(call, "add_norm", 4, call->attrs[P], call->attrs[STREAM], &d));
    aift__dropout_f64(&call->kernel, m, &d, in[0].data, sum);
    aift__add_f64(&call->kernel, m * n, sum, in[1].data, sum);
    aift__layer_norm_f64(&call->kernel, m, n, call->attrs[EPS].f, sum, in[2].data, in[3].data, out[0].data,
                         out[2].data, out[3].data);
    return AIFT_OK;
}

const aift__op aift__op_add_norm = {
    .name = "add_norm",
    .attrs = {[P] = {"p", .real = true, .otherwise = 0, .min = 0, .max = 1},
              [STREAM] = {"stream", .otherwise = 0, .min = 0, .max = (double)INT64_MAX},
              [EPS] = {"eps", .real = true, .otherwise = 1e-5, .min = 0, .max = 1}},
    .min_in = 4,
    .max_in = 5,
    .n_out = 4,
    .place = {[1] = {AIFT__PLACE_INPLACE, 0}},
    .optional = 2 | 4 | 8,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
