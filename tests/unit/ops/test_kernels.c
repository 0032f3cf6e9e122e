/* Kernels of all operators, over the table of cases: float against double, threads, bad ids, work. */
#include "kernels.h"

#include "ops/conv.h"

static double tolerance_of(const aift_case *source)
{
    return source->tolerance != 0 ? source->tolerance : 1e-5;
}

static void fast_against_reference(const aift_case *source, const char *sizes, int64_t scale, bool training,
                                   aift__simd_level level)
{
    aift_case_call fast, reference;
    aift_case_make(contexts[2], source, sizes, scale, AIFT_DTYPE_F32, &fast);
    aift_case_make(contexts[2], source, sizes, scale, AIFT_DTYPE_F64, &reference);
    fast.training = reference.training = training;
    fast.simd = level;
    int64_t allocations = aift_test_heap_count(heap);
    run(&fast);
    if (!fast.op->scratch)
        assert_int_equal(aift_test_heap_count(heap), allocations);
    run(&reference);
    compare(&fast, &reference, tolerance_of(source), "float against double", sizes);
    aift_case_free(&fast);
    aift_case_free(&reference);
}

/* Outside training an operator with dropout is another function, so both; scales that end in a vector's tail. */
static void fast_kernel(const aift_case *source, const char *sizes)
{
    for (int training = 0; training < 2; training++)
        for (int64_t scale = 1; scale <= 15; scale += 7) {
            fast_against_reference(source, sizes, scale, training, AIFT__SIMD_BEST);
            fast_against_reference(source, sizes, scale, training, AIFT__SIMD_GENERIC);
        }
}

static void fast_kernels_agree_with_the_references(void **state)
{
    each(fast_kernel);
}

static void threads(const aift_case *source, const char *sizes)
{
    aift_case_call call[4];
    for (int n = 1; n < 4; n++) {
        aift_case_make(contexts[n], source, sizes, 24, AIFT_DTYPE_F32, &call[n]);
        run(&call[n]);
    }
    for (int n = 2; n < 4; n++)
        if (source->product)
            compare(&call[n], &call[1], 1e-6, "more threads", sizes);
        else
            compare_bytes(&call[n], &call[1], "more threads", sizes);
    for (int n = 1; n < 4; n++)
        aift_case_free(&call[n]);
}

static void the_number_of_threads_changes_nothing(void **state)
{
    each(threads);
}

/* A weight's packed copy is read in another order, and gives the same. */
static void packed(const aift_case *source, const char *sizes)
{
    aift_case_call with, without;
    float *copies[AIFT__MAX_IN] = {NULL};
    aift_case_make(contexts[2], source, sizes, 8, AIFT_DTYPE_F32, &with);
    aift_case_make(contexts[2], source, sizes, 8, AIFT_DTYPE_F32, &without);
    const aift__kernel_context kernel = {.context = contexts[2]};
    with.training = without.training = false;
    for (int32_t i = 0; i < with.n_in; i++) {
        aift__arg *weight = &with.in[i];
        size_t size = 0;
        if (!weight->data || !with.op->pack || !(with.op->packs >> i & 1))
            continue;
        assert_ok(with.op->pack(&kernel, with.attrs, weight->rank, weight->dim, weight->data, &size, NULL));
        if (!size)
            continue;
        weight->packed = copies[i] = aift__aligned_alloc(contexts[2], size * sizeof(float));
        assert_ok(
            with.op->pack(&kernel, with.attrs, weight->rank, weight->dim, weight->data, &size, copies[i]));
    }
    run(&with);
    run(&without);
    compare(&with, &without, 1e-6, "packed weights", sizes);
    for (int32_t i = 0; i < with.n_in; i++)
        aift__aligned_free(contexts[2], copies[i]);
    aift_case_free(&with);
    aift_case_free(&without);
}

static void packed_weights_give_the_same(void **state)
{
    each(packed);
}

static void says_unsupported(const aift_case_call *call, const char *part)
{
    assert_fails(aift_case_run(call), AIFT_E_UNSUPPORTED, part);
}

/* The first picture of a call gets the same bits alone, however the batch is cut. */
static void alone(const aift_case *source, const char *sizes)
{
    aift_case_call all, one;
    if (strcmp(source->op, "inverted_residual") != 0)
        return;
    aift_case_make(contexts[2], source, sizes, 8, AIFT_DTYPE_F32, &all);
    aift_case_make(contexts[2], source, sizes, 8, AIFT_DTYPE_F32, &one);
    one.in[0].dim[0] = one.out[0].dim[0] = 1;
    run(&all);
    run(&one);
    assert_memory_equal(one.out[0].data, all.out[0].data, one.out_bytes[0] / (size_t)all.out[0].dim[0]);
    aift_case_free(&all);
    aift_case_free(&one);
}

static void a_picture_gets_the_same_alone(void **state)
{
    each(alone);
}

/* What has no kernel says what is in the way. */
static void inverted_residuals_say_why_not(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++) {
        if (strcmp(aift_cases[c].op, "inverted_residual") != 0)
            continue;
        enum { X, DEPTH = 6 };
        aift_case_call call;
        aift_case_make(contexts[1], &aift_cases[c], aift_cases[c].sizes[0], 1, AIFT_DTYPE_F32, &call);
        const aift_case_call kept = call;
        call.in[X].dim[2] = call.out[0].dim[2] = 8000;
        says_unsupported(&call, "pixels of ");
        call = kept;
        call.attrs[AIFT__CONV_GROUPS].i = 1;
        says_unsupported(&call, "has 1 groups for ");
        call = kept;
        call.in[DEPTH].dim[2] = 17;
        says_unsupported(&call, "windows of 17 lines: 16 are the most");
        call = kept;
        aift_case_free(&call);
    }
}

/* It fails with a message that contains `part`. */
static void refuses(const aift_case_call *call, const char *part, const char *what, const char *sizes)
{
    aift_status status = aift_case_run(call);
    if (status != AIFT_E_RANGE)
        fail_msg("%s (%s): %s: it returns %s", call->op->name, sizes, what, aift_status_name(status));
    if (!strstr(aift_last_error(), part))
        fail_msg("%s (%s): %s: the message is \"%s\"", call->op->name, sizes, what, aift_last_error());
}

static void bad_ids(const aift_case_call *call, int32_t input, const char *sizes)
{
    const aift__arg *ids = &call->in[input];
    int64_t last = aift__arg_elements(ids) - 1;
    double kept = aift_case_get(ids, last);
    const double bad[] = {-1, INT32_MIN, INT32_MAX, 1000};
    for (size_t i = 0; i < AIFT__COUNT(bad); i++) {
        aift_case_set(ids, last, bad[i]);
        char part[32];
        snprintf(part, sizeof part, " %d ", (int)bad[i]);
        refuses(call, part, "an id out of range", sizes);
    }
    aift_case_set(ids, last, kept);
}

static void bad_offsets(const aift_case_call *call, int32_t input, const char *sizes)
{
    const aift__arg *offsets = &call->in[input];
    int32_t *at = offsets->data;
    int64_t rows = offsets->dim[0] - 1;
    at[0] = 1;
    refuses(call, "the offsets", "offsets that do not begin with 0", sizes);
    at[0] = 0;
    at[rows]++;
    refuses(call, "the offsets", "offsets that go beyond the tokens", sizes);
    at[rows] -= 2;
    refuses(call, "the offsets", "offsets that leave a token out", sizes);
    at[rows]++;
    if (rows < 2)
        return;
    int32_t kept = at[1];
    at[1] = 0;
    refuses(call, "at least one token", "an empty row", sizes);
    at[1] = at[rows] + 1;
    refuses(call, "the offsets", "offsets that fall", sizes);
    at[1] = kept;
}

static void bad_content(const aift_case *source, const char *sizes)
{
    for (int dtype = 0; dtype < 2; dtype++) {
        aift_case_call call;
        aift_case_make(contexts[2], source, sizes, 1, dtype ? AIFT_DTYPE_F64 : AIFT_DTYPE_F32, &call);
        for (int32_t i = 0; i < call.n_in; i++)
            if (source->in[i].fill == AIFT_CASE_IDS && !source->in[i].any_content)
                bad_ids(&call, i, sizes);
            else if (source->in[i].fill == AIFT_CASE_OFFSETS)
                bad_offsets(&call, i, sizes);
        run(&call);
        aift_case_free(&call);
    }
}

static void bad_ids_and_offsets_are_refused(void **state)
{
    each(bad_content);
}

/* With probability 1 nothing is kept, and nothing becomes NaN. */
static void dropout_of_everything_gives_zeros(void **state)
{
    for (size_t c = 0; c < aift_n_cases; c++)
        for (int dtype = 0; dtype < 2 && strcmp(aift_cases[c].op, "dropout") == 0; dtype++) {
            aift_case_call call;
            aift_case_make(contexts[1], &aift_cases[c], aift_cases[c].sizes[0], 5,
                           dtype ? AIFT_DTYPE_F64 : AIFT_DTYPE_F32, &call);
            call.attrs[0].f = 1;
            run(&call);
            for (int64_t i = 0; i < aift__arg_elements(&call.out[0]); i++)
                assert_true(aift_case_get(&call.out[0], i) == 0);
            aift_case_free(&call);
        }
}

/* The comparison can fail: a float kernel that is 1e-4 too large would be seen. */
static void wrong_kernel(const aift_case *source, const char *sizes)
{
    aift_case_call wrong, reference;
    aift_case_make(contexts[1], source, sizes, 1, AIFT_DTYPE_F32, &wrong);
    aift_case_make(contexts[1], source, sizes, 1, AIFT_DTYPE_F64, &reference);
    run(&wrong);
    run(&reference);
    bool any = false; /* some output is not 0 */
    for (int32_t k = 0; k < wrong.op->n_out; k++)
        for (int64_t i = 0; i < aift__arg_elements(&wrong.out[k]); i++) {
            double x = aift_case_get(&wrong.out[k], i);
            any = any || x != 0;
            aift_case_set(&wrong.out[k], i, wrong.out[k].dtype == AIFT_DTYPE_I32 ? x + 1 : x * 1.0001);
        }
    if (any && !(distance(&wrong, &reference) > tolerance_of(source)))
        fail_msg("%s (%s): the comparison does not see a wrong kernel", source->op, sizes);
    aift_case_free(&wrong);
    aift_case_free(&reference);
}

static void a_wrong_kernel_is_seen(void **state)
{
    each(wrong_kernel);
}

static double flops_of(const char *op, const char *sizes)
{
    for (size_t c = 0; c < aift_n_cases; c++) {
        if (strcmp(aift_cases[c].op, op) != 0)
            continue;
        aift_case_call call;
        aift_case_make(contexts[1], &aift_cases[c], sizes, 1, AIFT_DTYPE_F32, &call);
        double flops = call.op->flops(&(aift__call){.attrs = call.attrs, .in = call.in, .out = call.out});
        aift_case_free(&call);
        return flops;
    }
    fail_msg("no case of %s", op);
    return 0;
}

/* The products of a linear layer and of attention, by hand. With one token in the first of two rows and five in
 * the second, attention has 1 * 1 + 5 * 5 pairs. */
static void work_is_counted(void **state)
{
    assert_close(flops_of("linear", "T=3 I=5 O=7"), 2 * 3 * 5 * 7, 0);
    assert_close(flops_of("linear_grad_input", "T=3 I=5 O=7"), 2 * 3 * 5 * 7, 0);
    assert_close(flops_of("linear_grad_weight", "T=3 I=5 O=7"), 2 * 3 * 5 * 7, 0);
    assert_close(flops_of("attention", "Q=6 K=6 R=2 H=4"), 2 * 2 * (1 + 25) * 4, 0);
    assert_close(flops_of("attention_grad", "Q=6 K=6 R=2 H=4"), 5 * 2 * (1 + 25) * 4, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fast_kernels_agree_with_the_references),
        cmocka_unit_test(a_wrong_kernel_is_seen),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(packed_weights_give_the_same),
        cmocka_unit_test(a_picture_gets_the_same_alone),
        cmocka_unit_test(inverted_residuals_say_why_not),
        cmocka_unit_test(bad_ids_and_offsets_are_refused),
        cmocka_unit_test(dropout_of_everything_gives_zeros),
        cmocka_unit_test(work_is_counted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
