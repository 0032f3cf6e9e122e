/* Makes a case of an operator concrete, and runs it. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "support.h"

#include "base/philox.h"
#include "cases/ops.h"

int64_t aift_case_size(const char *sizes, char letter, int64_t scale)
{
    if (letter == '#' || letter == '%')
        return letter == '#' ? 136 : 150;
    if (isdigit((unsigned char)letter))
        return letter - '0';
    for (const char *p = sizes; *p; p++)
        if (p[0] == letter && p[1] == '=')
            return strtoll(p + 2, NULL, 10) * (islower(letter) ? 1 : scale);
    fail_msg("the sizes \"%s\" lack %c", sizes, letter);
    return 0;
}

char aift_case_letter(const char *shape, int32_t axis, int32_t *plus)
{
    for (; *shape; shape++) {
        if (*shape == '+')
            continue;
        if (axis-- == 0) {
            *plus = shape[1] == '+';
            return *shape;
        }
    }
    return 0;
}

int32_t aift_case_inputs(const aift_case *source)
{
    int32_t n = 0;
    while (n < AIFT__MAX_IN && (source->in[n].shape || source->in[n].fill == AIFT_CASE_ABSENT))
        n++;
    return n;
}

bool aift_case_is_int(const aift_case_input *input)
{
    return input->fill == AIFT_CASE_IDS || input->fill == AIFT_CASE_OFFSETS;
}

bool aift_case_gives_int(const aift_case *source)
{
    return source->integer || aift_case_is_int(&source->in[0]);
}

void aift_case_attrs(const aift__op *op, const aift__attr_set *given, aift__attr *out)
{
    for (int i = 0; i < AIFT__MAX_ATTRS && op->attrs[i].name; i++) {
        const aift__attr_def *def = &op->attrs[i];
        out[i] = (aift__attr){(int64_t)def->otherwise, def->otherwise};
        for (int k = 0; k < AIFT__MAX_ATTRS && given[k].name; k++)
            if (strcmp(given[k].name, def->name) == 0)
                out[i] = (aift__attr){given[k].i, def->real ? given[k].f : (double)given[k].i};
    }
}

double aift_case_get(const aift__arg *arg, int64_t i)
{
    switch (arg->dtype) {
    case AIFT_DTYPE_F32:
        return ((const float *)arg->data)[i];
    case AIFT_DTYPE_F64:
        return ((const double *)arg->data)[i];
    default:
        return ((const int32_t *)arg->data)[i];
    }
}

void aift_case_set(const aift__arg *arg, int64_t i, double value)
{
    switch (arg->dtype) {
    case AIFT_DTYPE_F32:
        ((float *)arg->data)[i] = (float)value;
        break;
    case AIFT_DTYPE_F64:
        ((double *)arg->data)[i] = value;
        break;
    default:
        ((int32_t *)arg->data)[i] = (int32_t)value;
    }
}

/* Memory for the shape, every byte 0xff: NaN, or -1. */
static void allocate(aift_context *context, const char *shape, const char *sizes, int64_t scale,
                     aift_dtype dtype, aift__arg *arg, size_t *bytes)
{
    int32_t plus;
    *arg = (aift__arg){.dtype = dtype};
    for (char letter; (letter = aift_case_letter(shape, arg->rank, &plus)); arg->rank++)
        arg->dim[arg->rank] = aift_case_size(sizes, letter, scale) + plus;
    assert_true(aift__dtype_bytes(dtype, aift__arg_elements(arg), bytes));
    arg->data = aift__aligned_alloc(context, *bytes);
    assert_non_null(arg->data);
    memset(arg->data, 0xff, *bytes);
}

static void fill_values(const aift_case_input *input, aift__rng *rng, const aift__arg *arg)
{
    double lo = input->lo, hi = input->hi;
    if (lo == 0 && hi == 0) {
        lo = -1;
        hi = 1;
    }
    for (int64_t i = 0; i < aift__arg_elements(arg); i++) {
        double value = lo + (hi - lo) * aift__rng_uniform(rng);
        if (input->fill == AIFT_CASE_FAR)
            value += value < 0 ? -0.1 : 0.1;
        aift_case_set(arg, i, (float)value); /* the same number in float and double */
    }
}

static void fill_ids(aift__rng *rng, const aift__arg *arg, int64_t limit)
{
    for (int64_t i = 0; i < aift__arg_elements(arg); i++)
        aift_case_set(arg, i, (double)aift__rng_below(rng, (uint64_t)limit));
}

/* Rows of one token each, to which the other tokens are added at random; the first row stays as it is. */
static void fill_offsets(aift__rng *rng, const aift__arg *arg, int64_t tokens)
{
    int64_t rows = arg->dim[0] - 1, left = tokens - rows;
    assert_true(left >= 0);
    int32_t *at = arg->data;
    memset(at, 0, (size_t)(rows + 1) * sizeof *at);
    for (int64_t r = 1; r <= rows; r++)
        at[r] = 1;
    for (; left > 0; left--)
        at[rows == 1 ? 1 : 2 + (int64_t)aift__rng_below(rng, (uint64_t)rows - 1)]++;
    for (int64_t r = 1; r <= rows; r++)
        at[r] += at[r - 1];
}

static void put_inputs(const aift_case_call *of, const char *with, aift__arg *in)
{
    for (int n = 0; *with; with += with[1] ? 2 : 1)
        in[n++] = of->in[*with - '0'];
}

static aift__kernel_context kernel_of(const aift_case_call *call)
{
    return (aift__kernel_context){.context = call->context,
                                  .seed = AIFT_CASE_SEED,
                                  .step = AIFT_CASE_STEP,
                                  .row_base = AIFT_CASE_ROW_BASE,
                                  .training = call->training,
                                  .simd = call->simd};
}

/* The reference's output on the case's inputs, which are in double by now. */
static void fill_output(aift_case_call *call, const aift_case_input *input, const char *sizes, int64_t scale,
                        const aift__arg *arg)
{
    const aift__op *op = aift__op_find(input->from);
    const aift_case *source = NULL;
    assert_non_null(op);
    for (size_t i = 0; i < aift_n_cases && !source; i++)
        if (strcmp(aift_cases[i].op, input->from) == 0)
            source = &aift_cases[i];
    assert_non_null(source);
    aift__arg in[AIFT__MAX_IN] = {{NULL}}, out[AIFT__MAX_OUT];
    size_t bytes;
    put_inputs(call, input->with, in);
    for (int32_t k = 0; k < op->n_out; k++)
        allocate(call->context, source->out[k], sizes, scale, AIFT_DTYPE_F64, &out[k], &bytes);
    aift__attr attrs[AIFT__MAX_ATTRS];
    aift_case_attrs(op, call->source->attrs, attrs);
    assert_ok(op->f64(&(aift__call){.kernel = kernel_of(call), .attrs = attrs, .in = in, .out = out}));
    for (int64_t i = 0; i < aift__arg_elements(arg); i++)
        aift_case_set(arg, i, (float)aift_case_get(&out[input->output], i));
    for (int32_t k = 0; k < op->n_out; k++)
        aift__aligned_free(call->context, out[k].data);
}

static void fill(aift_case_call *call, const aift_case_input *input, const char *sizes, int64_t scale,
                 aift__rng *rng, const aift__arg *arg)
{
    switch (input->fill) {
    case AIFT_CASE_VALUES:
    case AIFT_CASE_FAR:
        fill_values(input, rng, arg);
        break;
    case AIFT_CASE_IDS:
        fill_ids(rng, arg, aift_case_size(sizes, input->of, scale));
        break;
    case AIFT_CASE_OFFSETS:
        fill_offsets(rng, arg, aift_case_size(sizes, input->of, scale));
        break;
    case AIFT_CASE_OUTPUT:
        fill_output(call, input, sizes, scale, arg);
        break;
    case AIFT_CASE_ABSENT:
        break;
    }
}

/* Turns a double argument into a float one. */
static void narrow(const aift_case_call *call, aift__arg *arg)
{
    aift__arg narrow = *arg;
    size_t n = (size_t)aift__arg_elements(arg);
    narrow.dtype = AIFT_DTYPE_F32;
    narrow.data = aift__aligned_alloc(call->context, n * sizeof(float));
    assert_non_null(narrow.data);
    for (size_t i = 0; i < n; i++)
        aift_case_set(&narrow, (int64_t)i, aift_case_get(arg, (int64_t)i));
    aift__aligned_free(call->context, arg->data);
    *arg = narrow;
}

void aift_case_make(aift_context *context, const aift_case *source, const char *sizes, int64_t scale,
                    aift_dtype dtype, aift_case_call *out)
{
    *out = (aift_case_call){.context = context,
                            .source = source,
                            .op = aift__op_find(source->op),
                            .n_in = aift_case_inputs(source),
                            .training = true};
    assert_non_null(out->op);
    aift_case_attrs(out->op, source->attrs, out->attrs);
    aift__rng rng;
    size_t bytes;
    aift__rng_init(&rng, 1, aift__name_key(source->op));
    for (int later = 0; later < 2; later++) /* what is another operator's output comes last */
        for (int32_t i = 0; i < out->n_in; i++) {
            const aift_case_input *input = &source->in[i];
            if (input->fill == AIFT_CASE_ABSENT || (input->fill == AIFT_CASE_OUTPUT) != later)
                continue;
            allocate(context, input->shape, sizes, scale,
                     aift_case_is_int(input) ? AIFT_DTYPE_I32 : AIFT_DTYPE_F64, &out->in[i], &bytes);
            fill(out, input, sizes, scale, &rng, &out->in[i]);
        }
    for (int32_t i = 0; i < out->n_in && dtype == AIFT_DTYPE_F32; i++)
        if (out->in[i].dtype == AIFT_DTYPE_F64 && out->in[i].data)
            narrow(out, &out->in[i]);
    bool integer = aift_case_gives_int(source);
    for (int32_t k = 0; k < out->op->n_out; k++)
        if (k > 0 && k == out->op->marks) /* of a state, which there is none of */
            out->out[k] = (aift__arg){.dtype = AIFT_DTYPE_I32, .rank = 1};
        else
            allocate(context, source->out[k], sizes, scale, integer ? AIFT_DTYPE_I32 : dtype, &out->out[k],
                     &out->out_bytes[k]);
}

void aift_case_free(aift_case_call *call)
{
    for (int32_t i = 0; i < call->n_in; i++)
        aift__aligned_free(call->context, call->in[i].data);
    for (int32_t k = 0; k < call->op->n_out; k++)
        aift__aligned_free(call->context, call->out[k].data);
}

aift_status aift_case_run(const aift_case_call *call)
{
    aift__call run = {
        .kernel = kernel_of(call), .attrs = call->attrs, .in = call->in, .out = call->out, .add = call->add};
    size_t scratch = call->op->scratch ? call->op->scratch(&run) : 0;
    if (scratch) {
        run.kernel.scratch = aift__aligned_alloc(call->context, scratch);
        assert_non_null(run.kernel.scratch);
    }
    aift_status status = (call->in[0].dtype == AIFT_DTYPE_F64 ? call->op->f64 : call->op->f32)(&run);
    aift__aligned_free(call->context, run.kernel.scratch);
    return status;
}
