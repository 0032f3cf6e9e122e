/* add_norm_grad(sum[T,W], weight[W], mean[T], rstd[T], dy[T,W], offsets[R+1]?; p, stream) -> d_residual, dx: of
 * add_norm, layer_norm_grad_input and its dropout in one pass over the lines. Fusion makes it
 * (graph/pass_fuse.c). */
#include "kernels/add_norm.h"
#include "kernels/norm.h"
#include "ops/op.h"

static const char *const self = "add_norm_grad";

static aift_status infer(aift__infer *infer)
{
    aift_status status = aift__op_layer_norm_grad_input.infer(infer);
    if (status != AIFT_OK)
        return aift__fail_in(status, "%s: ", self);
    if (infer->in[5])
        AIFT__TRY(aift__need_offsets(infer, self, 5, NULL));
    infer->out[1] = infer->out[0];
    return AIFT_OK;
}

static aift_status lines_of(const aift__call *call, aift__dropout *out)
{
    const aift__arg *x = &call->in[0], *offsets = &call->in[5];
    *out = (aift__dropout){.n = x->dim[1],
                           .rows = offsets->data ? offsets->dim[0] - 1 : x->dim[0],
                           .offsets = offsets->data,
                           .p = call->kernel.training ? call->attrs[0].f : 0,
                           .stream = (uint64_t)call->attrs[1].i};
    return offsets->data ? aift__check_offsets(offsets, self, x->dim[0]) : AIFT_OK;
}

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__dropout dropout;
    AIFT__TRY(lines_of(call, &dropout));
    aift__add_norm_grad_f32(&call->kernel, in[0].dim[0], &dropout, in[0].data, in[1].data, in[2].data,
                            in[3].data, in[4].data, out[0].data, out[1].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const int64_t m = in[0].dim[0], n = in[0].dim[1];
    aift__dropout d;
    AIFT__TRY(lines_of(call, &d));
    aift__layer_norm_grad_input_f64(&call->kernel, m, n, in[0].data, in[1].data, in[2].data, in[3].data,
                                    in[4].data, out[0].data);
    aift__dropout_f64(&call->kernel, m, n, d.rows, d.offsets, d.p, d.stream, out[0].data, out[1].data);
    return AIFT_OK;
}

const aift__op aift__op_add_norm_grad = {
    .name = "add_norm_grad",
    .attrs = {{"p", .real = true, .otherwise = 0, .min = 0, .max = 1},
              {"stream", .otherwise = 0, .min = 0, .max = (double)INT64_MAX}},
    .min_in = 5,
    .max_in = 6,
    .n_out = 2,
    .infer = infer,
    .f32 = run_f32,
    .f64 = run_f64,
};
