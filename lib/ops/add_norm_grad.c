/* add_norm_grad(sum[T,W], weight[W], mean[T], rstd[T], dy[T,W], offsets[R+1]?; p, stream) -> d_residual, dx: of
 * add_norm, layer_norm_grad_input and its dropout in one pass over the lines. Fusion makes it
 * (graph/pass_fuse.c). */
#include "kernels/add_norm.h"
#include "kernels/norm.h"
#include "ops/dropout.h"

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

static aift_status run_f32(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    aift__dropout dropout;
    AIFT__TRY(aift__dropout_of(call, self, 5, call->attrs[0], call->attrs[1], &dropout));
    aift__add_norm_grad_f32(&call->kernel, in[0].dim[0], &dropout, in[0].data, in[1].data, in[2].data,
                            in[3].data, in[4].data, out[0].data, out[1].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__arg *in = call->in, *out = call->out;
    const int64_t m = in[0].dim[0], n = in[0].dim[1];
    aift__dropout d;
    AIFT__TRY(aift__dropout_of(call, self, 5, call->attrs[0], call->attrs[1], &d));
    aift__layer_norm_grad_input_f64(&call->kernel, m, n, in[0].data, in[1].data, in[2].data, in[3].data,
                                    in[4].data, out[0].data);
    aift__dropout_f64(&call->kernel, m, &d, out[0].data, out[1].data);
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
