/* Shape rule and sizes of the pools of pictures. */
#include "ops/pool2d.h"

aift_status aift__infer_pool(const aift__infer *infer, const char *op, aift__type *out)
{
    const aift__attr *a = infer->attrs;
    AIFT__TRY(aift__need_floating(infer, op, 0));
    AIFT__TRY(aift__need_rank(infer, op, 0, 4));
    for (int i = 0; i < 2; i++)
        if (a[4 + i].i >= a[i].i || a[6 + i].i >= a[i].i)
            return aift__fail(AIFT_E_SHAPE, "%s: the padding must be smaller than the kernel, which is %lld",
                              op, (long long)a[i].i);
    aift__type type = *infer->in[0];
    AIFT__TRY(aift__infer_windows(infer, op, infer->in[0]->dim[1], a[0].i, a[2].i, a[4].i, a[6].i, 1,
                                  &type.dim[1]));
    AIFT__TRY(aift__infer_windows(infer, op, infer->in[0]->dim[2], a[1].i, a[3].i, a[5].i, a[7].i, 1,
                                  &type.dim[2]));
    *out = type;
    return AIFT_OK;
}

aift__conv aift__pool_of(const aift__call *call, const aift__arg *x, const aift__arg *y)
{
    const aift__attr *a = call->attrs;
    return (aift__conv){.rows = x->dim[0],
                        .h = x->dim[1],
                        .w = x->dim[2],
                        .c = x->dim[3],
                        .out_h = y->dim[1],
                        .out_w = y->dim[2],
                        .out_c = y->dim[3],
                        .kernel_h = a[0].i,
                        .kernel_w = a[1].i,
                        .stride_h = a[2].i,
                        .stride_w = a[3].i,
                        .pad_top = a[4].i,
                        .pad_left = a[5].i,
                        .dilation_h = 1,
                        .dilation_w = 1,
                        .groups = x->dim[3]};
}
