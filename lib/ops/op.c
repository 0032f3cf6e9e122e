/* Checks and helpers that shape rules and gradient rules share. */
#include "ops/op.h"

aift_status aift__need_rank(const aift__infer *infer, const char *op, int32_t input, int32_t rank)
{
    const aift__type *type = infer->in[input];
    if (!type)
        return aift__fail(AIFT_E_SHAPE, "%s: input %d is missing", op, (int)input);
    if (type->rank != rank)
        return aift__fail(AIFT_E_SHAPE, "%s: input %d has rank %d: expected %d", op, (int)input,
                          (int)type->rank, (int)rank);
    return AIFT_OK;
}

aift_status aift__need_dtype(const aift__infer *infer, const char *op, int32_t input, aift_dtype dtype)
{
    if (infer->in[input]->dtype != dtype)
        return aift__fail(AIFT_E_SHAPE, "%s: input %d is %s: expected %s", op, (int)input,
                          aift_dtype_name(infer->in[input]->dtype), aift_dtype_name(dtype));
    return AIFT_OK;
}

aift_status aift__need_floating(const aift__infer *infer, const char *op, int32_t input)
{
    if (!infer->in[input])
        return aift__fail(AIFT_E_SHAPE, "%s: input %d is missing", op, (int)input);
    if (!aift__dtype(infer->in[input]->dtype)->floating)
        return aift__fail(AIFT_E_SHAPE, "%s: input %d is %s: expected a floating type", op, (int)input,
                          aift_dtype_name(infer->in[input]->dtype));
    return AIFT_OK;
}

aift_status aift__need_dim(const aift__infer *infer, const char *op, int32_t input, int32_t axis,
                           aift__dim expected)
{
    aift__dim met = infer->in[input]->dim[axis];
    if (met == expected)
        return AIFT_OK;
    char a[128], b[128];
    return aift__fail(AIFT_E_SHAPE, "%s: dimension %d of input %d is %s: expected %s", op, (int)axis,
                      (int)input, aift__dim_text(infer->dims, met, a, sizeof a),
                      aift__dim_text(infer->dims, expected, b, sizeof b));
}

aift_status aift__need_same(const aift__infer *infer, const char *op, int32_t a, int32_t b)
{
    AIFT__TRY(aift__need_rank(infer, op, b, infer->in[a]->rank));
    AIFT__TRY(aift__need_dtype(infer, op, b, infer->in[a]->dtype));
    for (int32_t i = 0; i < infer->in[a]->rank; i++)
        AIFT__TRY(aift__need_dim(infer, op, b, i, infer->in[a]->dim[i]));
    return AIFT_OK;
}

aift_status aift__infer_same(aift__infer *infer)
{
    infer->out[0] = *infer->in[0];
    return AIFT_OK;
}

aift_status aift__emit1(aift__grad *grad, const char *op, const aift__attr_set *attrs, const aift__value *in,
                        int32_t n_in, aift__value *out)
{
    return grad->emit(grad->graph, op, attrs, in, n_in, out, 1);
}

int64_t aift__arg_elements(const aift__arg *arg)
{
    int64_t n = 1;
    for (int32_t i = 0; i < arg->rank; i++)
        n *= arg->dim[i];
    return n;
}
