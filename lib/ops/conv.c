/* Shape rules and sizes of convolutions and pools. */
#include "ops/conv.h"

aift_status aift__infer_windows(const aift__infer *infer, const char *op, aift__dim side, int64_t kernel,
                                int64_t stride, int64_t before, int64_t after, int64_t dilation,
                                aift__dim *out)
{
    aift__dims *dims = infer->dims;
    int64_t reach = dilation * (kernel - 1) + 1, size;
    if (aift__dim_is_const(dims, side, &size) && size + before + after < reach)
        return aift__fail(AIFT_E_SHAPE,
                          "%s: input 0 has a side of %lld pixels: expected %lld at least, by the kernel", op,
                          (long long)size, (long long)(reach - before - after));
    aift__dim room = aift__dim_add(dims, side, aift__dim_const(dims, before + after - reach));
    room = aift__dim_binary(dims, AIFT__DIM_FLOORDIV, room, aift__dim_const(dims, stride));
    *out = aift__dim_add(dims, room, aift__dim_const(dims, 1));
    return *out == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status need_const(const aift__infer *infer, const char *op, int32_t input, int32_t axis,
                              int64_t limit, int64_t *value)
{
    char text[128];
    aift__dim met = infer->in[input]->dim[axis];
    if (aift__dim_is_const(infer->dims, met, value) && *value >= 1 && *value <= limit)
        return AIFT_OK;
    return aift__fail(AIFT_E_SHAPE, "%s: dimension %d of input %d is %s: expected a number from 1 to %lld",
                      op, (int)axis, (int)input, aift__dim_text(infer->dims, met, text, sizeof text),
                      (long long)limit);
}

static aift_status check_groups(const aift__infer *infer, const char *op, int32_t x, int32_t weight)
{
    int64_t groups = infer->attrs[AIFT__CONV_GROUPS].i, out;
    const aift__type *w = infer->in[weight];
    AIFT__TRY(aift__need_dim(infer, op, x, 3,
                             aift__dim_mul(infer->dims, w->dim[1], aift__dim_const(infer->dims, groups))));
    if (groups == 1)
        return AIFT_OK;
    AIFT__TRY(need_const(infer, op, weight, 0, INT32_MAX, &out));
    return out % groups == 0
               ? AIFT_OK
               : aift__fail(AIFT_E_SHAPE,
                            "%s: dimension 0 of input %d is %lld: expected a multiple of %lld groups", op,
                            (int)weight, (long long)out, (long long)groups);
}

aift_status aift__infer_conv(const aift__infer *infer, const char *op, int32_t x, int32_t weight,
                             aift__type *out)
{
    const aift__attr *a = infer->attrs;
    int64_t kernel_h, kernel_w;
    AIFT__TRY(aift__need_floating(infer, op, x));
    AIFT__TRY(aift__need_rank(infer, op, x, 4));
    AIFT__TRY(aift__need_rank(infer, op, weight, 4));
    AIFT__TRY(aift__need_dtype(infer, op, weight, infer->in[x]->dtype));
    const aift__type *in = infer->in[x], *w = infer->in[weight];
    AIFT__TRY(need_const(infer, op, weight, 2, AIFT__CONV_LIMIT, &kernel_h));
    AIFT__TRY(need_const(infer, op, weight, 3, AIFT__CONV_LIMIT, &kernel_w));
    AIFT__TRY(check_groups(infer, op, x, weight));
    aift__type type = {in->dtype, 4, {in->dim[0], 0, 0, w->dim[0]}};
    AIFT__TRY(
        aift__infer_windows(infer, op, in->dim[1], kernel_h, a[0].i, a[2].i, a[4].i, a[6].i, &type.dim[1]));
    AIFT__TRY(
        aift__infer_windows(infer, op, in->dim[2], kernel_w, a[1].i, a[3].i, a[5].i, a[7].i, &type.dim[2]));
    *out = type;
    return AIFT_OK;
}

aift_status aift__infer_moments(aift__infer *infer)
{
    const aift__type *y = &infer->out[0];
    infer->out[1] = (aift__type){y->dtype, 3, {y->dim[0], aift__dim_const(infer->dims, 2), y->dim[3]}};
    return infer->out[1].dim[1] == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

aift__conv aift__conv_of(const aift__call *call, const aift__arg *x, const aift__arg *weight,
                         const aift__arg *y)
{
    const aift__attr *a = call->attrs;
    return (aift__conv){.rows = x->dim[0],
                        .h = x->dim[1],
                        .w = x->dim[2],
                        .c = x->dim[3],
                        .out_h = y->dim[1],
                        .out_w = y->dim[2],
                        .out_c = y->dim[3],
                        .kernel_h = weight->dim[2],
                        .kernel_w = weight->dim[3],
                        .stride_h = a[0].i,
                        .stride_w = a[1].i,
                        .pad_top = a[2].i,
                        .pad_left = a[3].i,
                        .dilation_h = a[6].i,
                        .dilation_w = a[7].i,
                        .groups = a[8].i};
}

double aift__conv_flops(const aift__conv *c)
{
    return 2.0 * (double)(c->rows * c->out_h) * (double)(c->out_w * c->out_c) *
           (double)(c->c / c->groups * c->kernel_h * c->kernel_w);
}

aift_status aift__conv_pack(const aift__kernel_context *kernel, const aift__attr *attrs, int32_t rank,
                            const int64_t *shape, const float *weight, size_t *size, float *to)
{
    const int64_t groups = attrs[AIFT__CONV_GROUPS].i;
    if (rank != 4) {
        *size = 0;
        return AIFT_OK;
    }
    const aift__conv conv = {.c = shape[1] * groups,
                             .out_c = shape[0],
                             .kernel_h = shape[2],
                             .kernel_w = shape[3],
                             .groups = groups};
    *size = aift__conv2d_packed_size(kernel, &conv);
    return to ? aift__conv2d_pack_f32(kernel, &conv, weight, to) : AIFT_OK;
}

void aift__conv_attrs(const aift__attr *attrs, aift__attr_set *out)
{
    for (int i = 0; i < AIFT__N_CONV_ATTRS; i++)
        out[i] = (aift__attr_set){aift__op_conv2d.attrs[i].name, .i = attrs[i].i};
    out[AIFT__N_CONV_ATTRS] = (aift__attr_set){NULL};
}
