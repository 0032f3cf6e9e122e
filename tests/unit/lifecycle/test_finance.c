/* Cash flows: the reference's figures, rates of return that are none, one or several, and Monte Carlo. */
#include <math.h>

#include "lifecycle/finance.h"
#include "support.h"

static void certain(const double *values, size_t n, aift__flow *flows)
{
    for (size_t i = 0; i < n; i++)
        flows[i] = (aift__flow){values[i], values[i], values[i]};
}

static void goldens(void **state)
{
    (void)state;
    aift__flow flows[4];
    aift__finance f;
    certain((double[]){-1000, 500, 500, 500}, 4, flows);
    assert_ok(aift__finance_of(flows, 4, 0.1, &f));
    assert_close(f.npv, 243.42599549211130, 1e-12);
    assert_close(f.roi, 0.5, 1e-15);
    assert_close(f.payback, 2, 1e-15);
    assert_close(f.payback_discounted, 2.352, 1e-12);
    assert_int_equal(f.irr.status, AIFT__IRR_ONE);
    assert_close(f.irr.rates[0], 0.23375192852825854, 1e-13);
}

static const struct {
    double flows[5];
    size_t n, found;
    double rates[4];
} returns[] = {
    {{-1600, 10000, -10000}, 3, 2, {0.25, 4}},
    {{100, 100}, 2, 0, {0}},
    {{0, -100, 110, 0}, 4, 1, {0.1}}, /* nothing at first, nothing at last */
    {{0, 0}, 2, 0, {0}},
    {{-5}, 1, 0, {0}},
    {{-100, 50}, 2, 1, {-0.5}},
    {{-1, 2, -1}, 3, 1, {0}}, /* touches nothing, and does not cross it */
    {{1, 0, 1}, 3, 0, {0}},
    {{-1e9, 2e9}, 2, 1, {1}},
    {{-24, 50, -35, 10, -1}, 5, 4, {-0.75, -2.0 / 3, -0.5, 0}}, /* -(x-1)(x-2)(x-3)(x-4) */
    {{-1, 1e6}, 2, 1, {999999}},
};

static void rates_of_return(void **state)
{
    (void)state;
    for (size_t i = 0; i < AIFT__COUNT(returns); i++) {
        aift__irr irr;
        aift__irr_of(returns[i].flows, returns[i].n, &irr);
        assert_int_equal(irr.n, returns[i].found);
        assert_int_equal(irr.status, irr.n == 0   ? AIFT__IRR_NONE
                                     : irr.n == 1 ? AIFT__IRR_ONE
                                                  : AIFT__IRR_MULTIPLE);
        for (size_t k = 0; k < irr.n; k++)
            assert_true(fabs(irr.rates[k] - returns[i].rates[k]) <= 1e-9 * (1 + fabs(returns[i].rates[k])));
    }
}

/* As many periods as there may be: the worth at the rate found is nothing. */
static void long_plans(void **state)
{
    (void)state;
    double flows[AIFT__MAX_FLOWS] = {-1e5};
    for (int i = 1; i < AIFT__MAX_FLOWS; i++)
        flows[i] = 700 + i % 7;
    aift__irr irr;
    aift__irr_of(flows, AIFT__MAX_FLOWS, &irr);
    assert_int_equal(irr.n, 1);
    double worth = 0;
    for (int i = AIFT__MAX_FLOWS; i-- > 0;)
        worth = worth / (1 + irr.rates[0]) + flows[i];
    assert_true(fabs(worth) < 1e-6);
}

static void what_is_never_paid_back(void **state)
{
    (void)state;
    aift__flow flows[3];
    aift__finance f;
    certain((double[]){-100, 40, 40}, 3, flows);
    assert_ok(aift__finance_of(flows, 3, 0, &f));
    assert_close(f.npv, -20, 1e-12);
    assert_true(isnan(f.payback) && isnan(f.payback_discounted));
    certain((double[]){10, 40, 40}, 3, flows);
    assert_ok(aift__finance_of(flows, 3, 0.1, &f));
    assert_true(isnan(f.roi));
    assert_close(f.payback, 0, 0);
    assert_int_equal(f.irr.status, AIFT__IRR_NONE);
}

static void monte_carlo(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const aift__flow flows[] = {{-1200, -1000, -900}, {300, 500, 900}, {600, 600, 600}};
    aift__monte_carlo a, b;
    assert_ok(aift__monte_carlo_of(context, flows, 3, 0.1, 100000, 42, &a));
    assert_ok(aift__monte_carlo_of(context, flows, 3, 0.1, 100000, 42, &b));
    assert_memory_equal(&a, &b, sizeof a);
    assert_ok(aift__monte_carlo_of(context, flows, 3, 0.1, 100000, 43, &b));
    assert_true(a.p50 != b.p50);
    assert_true(a.p5 < a.p50 && a.p50 < a.p95);
    /* means of the triangles: -1033.3, 566.7, 600: -22.3 in all, deviation 128 */
    assert_true(fabs(a.p50 + 22.3) < 15 && a.p_negative > 0.5 && a.p_negative < 0.65);
    assert_ok(aift__monte_carlo_of(context, flows + 2, 1, 0.1, 10, 1, &a));
    assert_true(a.p5 == 600 && a.p95 == 600 && a.p_negative == 0);
    aift_context_release(context);
}

static void refusals(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const aift__flow good = {1, 2, 3}, bad[] = {{2, 1, 3}, {1, 3, 2}, {NAN, 1, 1}, {1, 1, INFINITY}};
    const double rates[] = {-1, -2, NAN, INFINITY};
    aift__finance f;
    aift__monte_carlo m;
    for (size_t i = 0; i < AIFT__COUNT(bad); i++)
        assert_fails(aift__finance_of(&bad[i], 1, 0.1, &f), AIFT_E_RANGE, "cash_flows[0]");
    for (size_t i = 0; i < AIFT__COUNT(rates); i++)
        assert_fails(aift__finance_of(&good, 1, rates[i], &f), AIFT_E_RANGE, "finance.rate");
    assert_fails(aift__finance_of(&good, 0, 0, &f), AIFT_E_RANGE, "0 flows");
    assert_fails(aift__monte_carlo_of(context, &good, 1, 0, 0, 1, &m), AIFT_E_RANGE, "draws: 0");
    aift_context_release(context);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens),
        cmocka_unit_test(rates_of_return),
        cmocka_unit_test(long_plans),
        cmocka_unit_test(what_is_never_paid_back),
        cmocka_unit_test_setup_teardown(monte_carlo, setup, teardown),
        cmocka_unit_test_setup_teardown(refusals, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
