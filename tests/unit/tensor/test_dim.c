/* tensor/dim: equal expressions have one number; values; text; limits. */
#include "support.h"

#include "tensor/dim.h"

static int setup(void **state)
{
    *state = aift_test_heap_create();
    return 0;
}

static int teardown(void **state)
{
    aift_test_heap_destroy(*state);
    return 0;
}

static void equal_expressions_are_one(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__dims *d = aift__dims_create(context);
    aift__dim t = aift__dim_symbol(d, "t"), r = aift__dim_symbol(d, "r"), one = aift__dim_const(d, 1);
    assert_int_equal(t, aift__dim_symbol(d, "t"));
    assert_int_not_equal(t, r);
    assert_int_equal(aift__dim_add(d, t, r), aift__dim_add(d, r, t));
    assert_int_equal(aift__dim_sub(d, aift__dim_add(d, r, one), one), r);
    aift__dim sum = aift__dim_add(d, t, r);
    aift__dim squared = aift__dim_mul(d, sum, sum); /* t*t + 2*t*r + r*r */
    aift__dim apart =
        aift__dim_add(d, aift__dim_mul(d, t, t),
                      aift__dim_add(d, aift__dim_mul(d, aift__dim_const(d, 2), aift__dim_mul(d, t, r)),
                                    aift__dim_mul(d, r, r)));
    assert_int_equal(squared, apart);
    aift__dim four = aift__dim_const(d, 4);
    assert_int_equal(aift__dim_binary(d, AIFT__DIM_FLOORDIV, aift__dim_mul(d, four, t), four), t);
    assert_int_equal(aift__dim_binary(d, AIFT__DIM_MIN, t, r), aift__dim_binary(d, AIFT__DIM_MIN, r, t));
    assert_int_equal(aift__dim_binary(d, AIFT__DIM_MAX, t, t), t);
    aift__dims_destroy(d);
    aift_context_release(context);
}

static void values_and_text(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__dims *d = aift__dims_create(context);
    aift__dim t = aift__dim_symbol(d, "t"), r = aift__dim_symbol(d, "r"), three = aift__dim_const(d, 3);
    struct {
        aift__dim dim;
        int64_t want; /* for t = 10, r = 4 */
        const char *text;
    } rows[] = {
        {aift__dim_const(d, 0), 0, "0"},
        {aift__dim_add(d, aift__dim_mul(d, three, t), aift__dim_const(d, 1)), 31, "1 + 3*t"},
        {aift__dim_binary(d, AIFT__DIM_FLOORDIV, t, three), 3, "floordiv(t, 3)"},
        {aift__dim_binary(d, AIFT__DIM_CEILDIV, t, three), 4, "ceildiv(t, 3)"},
        {aift__dim_binary(d, AIFT__DIM_MIN, t, r), 4, "min(t, r)"},
        {aift__dim_binary(d, AIFT__DIM_MAX, t, r), 10, "max(t, r)"},
        {aift__dim_binary(d, AIFT__DIM_FLOORDIV, aift__dim_sub(d, r, t), three), -2, "floordiv(r + -1*t, 3)"},
        {aift__dim_mul(d, t, r), 40, "t*r"},
    };
    int64_t values[64];
    assert_true(aift__dims_count(d) <= 64);
    assert_ok(aift__dims_eval(d, (const int64_t[2]){10, 4}, values));
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        char text[64];
        assert_int_equal(values[rows[i].dim], rows[i].want);
        if (i != 6) /* the order of its terms is not promised */
            assert_string_equal(aift__dim_text(d, rows[i].dim, text, sizeof text), rows[i].text);
    }
    aift__dims_destroy(d);
    aift_context_release(context);
}

static void refuses(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__dims *d = aift__dims_create(context);
    aift__dim t = aift__dim_symbol(d, "t"), r = aift__dim_symbol(d, "r");
    int64_t values[64];
    assert_int_equal(aift__dim_binary(d, AIFT__DIM_FLOORDIV, aift__dim_const(d, 4), aift__dim_const(d, 0)),
                     AIFT__DIM_NONE);
    assert_int_equal(aift__dim_add(d, t, AIFT__DIM_NONE), AIFT__DIM_NONE);
    aift__dim power = t;
    for (int i = 0; i < 7; i++)
        power = aift__dim_mul(d, power, t);
    assert_int_not_equal(power, AIFT__DIM_NONE);
    assert_int_equal(aift__dim_mul(d, power, t), AIFT__DIM_NONE); /* nine factors */
    aift__dim_binary(d, AIFT__DIM_FLOORDIV, t, r);
    assert_fails(aift__dims_eval(d, (const int64_t[2]){1, 0}, values), AIFT_E_RANGE, "floordiv(t, r)");
    assert_fails(aift__dims_eval(d, (const int64_t[2]){INT64_MAX, 1}, values), AIFT_E_RANGE, "overflows");
    aift__dims_destroy(d);
    aift_context_release(context);
}

static aift_status build(aift_context *context, void *arg)
{
    aift__dims *d = aift__dims_create(context);
    if (!d)
        return AIFT_E_NOMEM;
    aift__dim sum = aift__dim_const(d, 0);
    for (int i = 0; i < 12; i++) {
        char name[8];
        snprintf(name, sizeof name, "s%d", i);
        sum = aift__dim_add(d, sum, aift__dim_symbol(d, name));
    }
    aift__dims_destroy(d);
    return sum == AIFT__DIM_NONE ? AIFT_E_NOMEM : AIFT_OK;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(build, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_expressions_are_one, setup, teardown),
        cmocka_unit_test_setup_teardown(values_and_text, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses, setup, teardown),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
