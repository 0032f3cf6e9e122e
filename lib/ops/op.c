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
    if (expected == AIFT__DIM_NONE)
        return AIFT_E_NOMEM; /* its construction failed and left the message */
    if (met == expected)
        return AIFT_OK;
    char a[128], b[128];
    return aift__fail(AIFT_E_SHAPE, "%s: dimension %d of input %d is %s: expected %s", op, (int)axis,
                      (int)input, aift__dim_text(infer->dims, met, a, sizeof a),
                      aift__dim_text(infer->dims, expected, b, sizeof b));
}

aift_status aift__need_type(const aift__infer *infer, const char *op, int32_t input, aift__type expected)
{
    AIFT__TRY(aift__need_rank(infer, op, input, expected.rank));
    AIFT__TRY(aift__need_dtype(infer, op, input, expected.dtype));
    for (int32_t i = 0; i < expected.rank; i++)
        AIFT__TRY(aift__need_dim(infer, op, input, i, expected.dim[i]));
    return AIFT_OK;
}

aift_status aift__need_same(const aift__infer *infer, const char *op, int32_t a, int32_t b)
{
    return aift__need_type(infer, op, b, *infer->in[a]);
}

aift_status aift__need_offsets(const aift__infer *infer, const char *op, int32_t input, aift__dim *rows)
{
    AIFT__TRY(aift__need_rank(infer, op, input, 1));
    AIFT__TRY(aift__need_dtype(infer, op, input, AIFT_DTYPE_I32));
    if (!rows)
        return AIFT_OK;
    *rows = aift__dim_sub(infer->dims, infer->in[input]->dim[0], aift__dim_const(infer->dims, 1));
    return *rows == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
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

aift_status aift__grad_of_first(const aift__grad *grad, const char *op, int32_t n_out)
{
    for (int32_t i = 1; i < n_out; i++)
        if (grad->grad_out[i] != AIFT__NO_VALUE)
            return aift__fail(AIFT_E_UNSUPPORTED, "%s: output %d has no gradient: only output 0 has one", op,
                              (int)i);
    return AIFT_OK;
}

aift_status aift__check_offsets(const aift__arg *offsets, const char *op, int64_t tokens)
{
    const int32_t *at = offsets->data;
    int64_t rows = offsets->dim[0] - 1;
    if (rows < 0 || at[0] != 0 || at[rows] != tokens)
        return aift__fail(AIFT_E_RANGE, "%s: the offsets go from %d to %d: expected 0 to %lld", op,
                          rows < 0 ? 0 : (int)at[0], rows < 0 ? 0 : (int)at[rows], (long long)tokens);
    for (int64_t r = 0; r < rows; r++)
        if (at[r] >= at[r + 1])
            return aift__fail(AIFT_E_RANGE,
                              "%s: the offsets of row %lld are %d and %d: expected at least one token", op,
                              (long long)r, (int)at[r], (int)at[r + 1]);
    return AIFT_OK;
}

int64_t aift__arg_elements(const aift__arg *arg)
{
    int64_t n = 1;
    for (int32_t i = 0; i < arg->rank; i++)
        n *= arg->dim[i];
    return n;
}
