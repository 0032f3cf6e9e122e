/* What operators over pictures of sounds share. */
#ifndef AIFT_LIB_OPS_PICTURE_H
#define AIFT_LIB_OPS_PICTURE_H

#include "kernels/spectrum.h"
#include "ops/op.h"

static inline aift__picture aift__picture_of(const aift__arg *x)
{
    return (aift__picture){x->dim[0], x->dim[1], x->dim[2], x->dim[3]};
}

/* A floating picture, [R,H,W,C]. */
static inline aift_status aift__need_picture(const aift__infer *infer, const char *op)
{
    AIFT__TRY(aift__need_floating(infer, op, 0));
    return aift__need_rank(infer, op, 0, 4);
}

#endif
