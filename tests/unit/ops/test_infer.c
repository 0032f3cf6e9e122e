/* Shape rules of all operators, over the table of cases: the outputs' types, and inputs that do not fit. */
#include "support.h"

#include "cases/ops.h"

/* The types of a case's inputs, with a symbol a letter, and what the rule makes of them. */
typedef struct rule {
    const aift_case *source;
    const aift__op *op;
    aift__attr attrs[AIFT__MAX_ATTRS];
    aift__type types[AIFT__MAX_IN];
    aift__infer infer;
} rule;

static aift__dim dim_of(aift__dims *dims, char letter, int32_t plus)
{
    char name[2] = {letter, 0};
    aift__dim dim =
        letter <= '9' ? aift__dim_const(dims, aift_case_size("", letter, 1)) : aift__dim_symbol(dims, name);
    return plus ? aift__dim_add(dims, dim, aift__dim_const(dims, plus)) : dim;
}

static aift__type type_of(aift__dims *dims, const char *shape, aift_dtype dtype)
{
    aift__type type = {.dtype = dtype};
    int32_t plus;
    for (char letter; (letter = aift_case_letter(shape, type.rank, &plus)); type.rank++)
        type.dim[type.rank] = dim_of(dims, letter, plus);
    return type;
}

static void rule_init(rule *r, aift__dims *dims, const aift_case *source)
{
    *r = (rule){.source = source, .op = aift__op_find(source->op)};
    assert_non_null(r->op);
    aift_case_attrs(r->op, source->attrs, r->attrs);
    r->infer = (aift__infer){.dims = dims, .attrs = r->attrs, .n_in = aift_case_inputs(source)};
    for (int32_t i = 0; i < r->infer.n_in; i++) {
        const aift_case_input *input = &source->in[i];
        if (input->fill == AIFT_CASE_ABSENT)
            continue;
        r->types[i] = type_of(dims, input->shape, aift_case_is_int(input) ? AIFT_DTYPE_I32 : AIFT_DTYPE_F32);
        r->infer.in[i] = &r->types[i];
    }
}

/* How many of the case's dimensions are of this letter. */
static int32_t uses(const aift_case *source, char letter)
{
    int32_t n = 0, plus;
    for (int32_t i = 0; i < aift_case_inputs(source); i++)
        for (int32_t axis = 0; source->in[i].shape && aift_case_letter(source->in[i].shape, axis, &plus);
             axis++)
            n += aift_case_letter(source->in[i].shape, axis, &plus) == letter;
    return n;
}

/* A dimension that no input has: its expression has the right value for each list of sizes. */
static bool is_derived(const rule *r, char letter, aift__dim met)
{
    int64_t symbols[16], values[256];
    int32_t n = aift__dims_num_symbols(r->infer.dims), count = aift__dims_count(r->infer.dims);
    assert_true(n <= (int32_t)AIFT__COUNT(symbols) && count <= (int32_t)AIFT__COUNT(values));
    for (int s = 0; s < AIFT_CASE_SIZES && r->source->sizes[s]; s++) {
        for (int32_t i = 0; i < n; i++)
            symbols[i] = aift_case_size(r->source->sizes[s], aift__dims_symbol_name(r->infer.dims, i)[0], 1);
        assert_ok(aift__dims_eval(r->infer.dims, symbols, values));
        if (values[met] != aift_case_size(r->source->sizes[s], letter, 1))
            return false;
    }
    return true;
}

static void check_outputs(const rule *r)
{
    for (int32_t k = 0; k < r->op->n_out; k++) {
        bool integer = aift_case_gives_int(r->source) || (k > 0 && k == r->op->marks);
        const char *shape = r->source->out[k];
        const aift__type *met = &r->infer.out[k];
        bool same = met->dtype == (integer ? AIFT_DTYPE_I32 : AIFT_DTYPE_F32);
        int32_t axis = 0, plus;
        for (char letter; same && (letter = aift_case_letter(shape, axis, &plus)); axis++)
            same = axis < met->rank && (letter <= '9' || plus || uses(r->source, letter)
                                            ? met->dim[axis] == dim_of(r->infer.dims, letter, plus)
                                            : is_derived(r, letter, met->dim[axis]));
        if (!same || axis != met->rank)
            fail_msg("%s: output %d is not %s", r->op->name, (int)k, shape);
    }
}

/* The rule refuses, and names the operator, the input, and `part`. */
static void refuses(rule *r, const char *what, int32_t input, const char *part)
{
    aift_status status = r->op->infer(&r->infer);
    const char *message = aift_last_error();
    size_t length = strlen(r->op->name);
    if (status != AIFT_E_SHAPE)
        fail_msg("%s: input %d %s: the rule returns %s", r->op->name, (int)input, what,
                 aift_status_name(status));
    if (strncmp(message, r->op->name, length) != 0 || message[length] != ':' || !strstr(message, "input ") ||
        !strstr(message, part))
        fail_msg("%s: input %d %s: the message is \"%s\"", r->op->name, (int)input, what, message);
}

static int32_t floating_inputs(const aift_case *source)
{
    int32_t n = 0;
    for (int32_t i = 0; i < aift_case_inputs(source); i++)
        n += source->in[i].fill != AIFT_CASE_ABSENT && !aift_case_is_int(&source->in[i]);
    return n;
}

static void spoil_dims(rule *r, int32_t i)
{
    int32_t plus;
    for (int32_t axis = 0; axis < r->types[i].rank && !r->source->in[i].derived; axis++) {
        aift__dim kept = r->types[i].dim[axis];
        char letter = aift_case_letter(r->source->in[i].shape, axis, &plus);
        r->types[i].dim[axis] = aift__dim_symbol(r->infer.dims, "odd");
        if (uses(r->source, letter) > 1 || letter <= '9')
            refuses(r, "has another size", i, "odd");
        else
            assert_ok(r->op->infer(&r->infer)); /* nothing says what it must be */
        r->types[i].dim[axis] = kept;
    }
}

static void spoil_rank(rule *r, int32_t i)
{
    if (r->source->in[i].any_rank)
        return;
    char wanted[32];
    snprintf(wanted, sizeof wanted, "expected %d", (int)r->types[i].rank);
    r->types[i].dim[r->types[i].rank++] = aift__dim_const(r->infer.dims, 1);
    if (uses(r->source, aift_case_letter(r->source->in[i].shape, 0, &(int32_t){0})) == 1 || i > 0)
        refuses(r, "has a dimension more", i, wanted);
    else
        refuses(r, "has a dimension more", i, "rank");
    r->types[i].rank--;
}

static void spoil_dtype(rule *r, int32_t i)
{
    aift_dtype kept = r->types[i].dtype;
    bool integer = aift_case_is_int(&r->source->in[i]);
    r->types[i].dtype = integer ? AIFT_DTYPE_F32 : AIFT_DTYPE_I32;
    refuses(r, "has another dtype", i, "expected");
    r->types[i].dtype = AIFT_DTYPE_F64;
    if (integer || floating_inputs(r->source) > 1)
        refuses(r, "is F64 beside F32", i, "F64");
    r->types[i].dtype = kept;
}

static void spoil_presence(rule *r, int32_t i)
{
    r->infer.in[i] = NULL;
    bool optional = false; /* is there a case without it? */
    for (size_t c = 0; c < aift_n_cases; c++)
        optional = optional || (strcmp(aift_cases[c].op, r->op->name) == 0 && !aift_cases[c].in[i].shape);
    if (!optional)
        refuses(r, "is missing", i, "missing");
    else
        assert_ok(r->op->infer(&r->infer));
    r->infer.in[i] = &r->types[i];
}

static void spoil_each(rule *r)
{
    for (int32_t i = 0; i < r->infer.n_in; i++) {
        if (!r->infer.in[i])
            continue;
        spoil_dims(r, i);
        spoil_rank(r, i);
        spoil_dtype(r, i);
        if (i >= r->op->min_in && !r->source->in[i].derived) /* the graph checks the first ones */
            spoil_presence(r, i);
    }
}

static void shapes_are_inferred_and_checked(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++) {
        aift_test_heap *heap = aift_test_heap_create();
        aift_context *context = aift_test_context(heap, 1);
        aift__dims *dims = aift__dims_create(context);
        rule r;
        rule_init(&r, dims, &aift_cases[c]);
        assert_ok(r.op->infer(&r.infer));
        check_outputs(&r);
        spoil_each(&r);
        aift__dims_destroy(dims);
        aift_context_release(context);
        aift_test_heap_destroy(heap);
    }
}

static void heads_must_divide_the_width(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++) {
        if (strncmp(aift_cases[c].op, "attention", 9) != 0)
            continue;
        aift_test_heap *heap = aift_test_heap_create();
        aift_context *context = aift_test_context(heap, 1);
        aift__dims *dims = aift__dims_create(context);
        rule r;
        rule_init(&r, dims, &aift_cases[c]);
        for (int32_t i = 0; i < r.infer.n_in; i++)
            if (r.types[i].rank == 2)
                r.types[i].dim[1] = aift__dim_const(dims, i == 4 ? 2 : 7);
        refuses(&r, "has 7 columns for 2 heads", 0, "a multiple of 2 heads");
        aift__dims_destroy(dims);
        aift_context_release(context);
        aift_test_heap_destroy(heap);
    }
}

static aift_status infer_case(aift_context *context, void *arg)
{
    const aift_case *source = arg;
    aift__dims *dims = aift__dims_create(context);
    if (!dims)
        return AIFT_E_NOMEM;
    rule r;
    rule_init(&r, dims, source);
    aift_status status = AIFT_OK;
    for (int32_t i = 0; i < r.infer.n_in && status == AIFT_OK; i++)
        for (int32_t axis = 0; axis < r.types[i].rank; axis++)
            if (r.types[i].dim[axis] == AIFT__DIM_NONE)
                status = AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = r.op->infer(&r.infer);
    aift__dims_destroy(dims);
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++)
        aift_test_sweep(infer_case, (void *)&aift_cases[c]);
}

/* A new operator without a case fails here. */
static void every_operator_has_a_case(void **state)
{
    assert_true(aift__op_count() > 0);
    for (int32_t i = 0; i < aift__op_count(); i++) {
        const aift__op *op = aift__op_at(i);
        bool found = false;
        for (size_t c = 0; c < aift_n_cases; c++)
            found = found || strcmp(aift_cases[c].op, op->name) == 0;
        if (!found)
            fail_msg("the operator %s has no case in tests/cases/ops.c", op->name);
    }
}

/* What the registry says of each operator makes sense. */
static void operators_are_declared_well(void **state)
{
    for (int32_t n = 0; n < aift__op_count(); n++) {
        const aift__op *op = aift__op_at(n);
        assert_ptr_equal(aift__op_find(op->name), op);
        assert_true(op->min_in >= 1 && op->min_in <= op->max_in && op->max_in <= AIFT__MAX_IN);
        assert_true(op->n_out >= 1 && op->n_out <= AIFT__MAX_OUT);
        assert_true(op->infer && op->f32 && op->f64);
        assert_true(op->accumulates >> op->n_out == 0);
        assert_true(op->optional >> op->n_out == 0);
        assert_true(op->marks < op->n_out);
        for (int32_t k = 0; k < op->n_out; k++)
            assert_true(op->place[k].input >= 0 && op->place[k].input < op->max_in);
        for (int i = 0; i < AIFT__MAX_ATTRS && op->attrs[i].name; i++)
            assert_true(op->attrs[i].min <= op->attrs[i].otherwise &&
                        op->attrs[i].otherwise <= op->attrs[i].max);
    }
    assert_null(aift__op_find("no such operator"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_has_a_case),       cmocka_unit_test(operators_are_declared_well),
        cmocka_unit_test(shapes_are_inferred_and_checked), cmocka_unit_test(heads_must_divide_the_width),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
