/* dropout_channels(x[R,H,W,C]; p, stream): in training, whole channels of a row become 0 with probability p and the others
 * grow by 1 / (1 - p): PyTorch's Dropout2d. It is its own gradient: the same choice is made again. */
#include "kernels/activation.h"
#include "ops/picture.h"

static aift_status infer(aift__infer *infer)
{
    AIFT__TRY(aift__need_picture(infer, "dropout_channels"));
    return aift__infer_same(infer);
}

static aift_status grad(aift__grad *grad)
{
    const aift__attr_set attrs[] = {{"p", .f = grad->attrs[0].f}, {"stream", .i = grad->attrs[1].i}, {NULL}};
    return aift__emit1(grad, "dropout_channels", attrs, &grad->grad_out[0], 1, &grad->grad_in[0]);
}

static aift_status run_f32(const aift__call *call)
{
    const aift__picture s = aift__picture_of(&call->in[0]);
    if (call->kernel.training && call->attrs[0].f > 0)
        aift__dropout_channels_f32(&call->kernel, &s, call->attrs[0].f, (uint64_t)call->attrs[1].i,
                                   call->in[0].data, call->out[0].data);
    else if (call->in[0].data != call->out[0].data)
        aift__copy_f32(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, false,
                       call->out[0].data);
    return AIFT_OK;
}

static aift_status run_f64(const aift__call *call)
{
    const aift__picture s = aift__picture_of(&call->in[0]);
    if (call->kernel.training && call->attrs[0].f > 0)
        aift__dropout_channels_f64(&call->kernel, &s, call->attrs[0].f, (uint64_t)call->attrs[1].i,
                                   call->in[0].data, call->out[0].data);
    else if (call->in[0].data != call->out[0].data)
        aift__copy_f64(&call->kernel, aift__arg_elements(&call->in[0]), call->in[0].data, false,
                       call->out[0].data);
    return AIFT_OK;
}

const aift__op aift__op_dropout_channels = {
    .name = "dropout_channels",
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
};
