/* Ranks, intervals where something is missing, and reversals, beside plain calculations of all pairs. */
#include <math.h>
#include <stdlib.h>

#include "base/philox.h"
#include "lifecycle/rank.h"
#include "support.h"

static const aift__rank_method matrix = {
    "weighted",
    {{.name = "value", .weight = 0.55}, {.name = "cost", .weight = 0.45, .cost = true}},
    2,
    AIFT__RANK_WEIGHTED};
static const aift__rank_row abc[] = {{"A", 1, NAN, NAN}, {"B", 1, NAN, NAN}, {"C", 1, NAN, NAN}};
static const double abc_values[] = {8, 100, 5, 50, 2, 10};

static aift_status ranked(aift_context *context, const aift__rank_method *method,
                          const aift__rank_row *portfolio, size_t rows, const double *values, size_t most,
                          aift__ranked *out)
{
    aift__rank_range known[AIFT__RANK_INPUTS];
    aift__rank_ranges(method, rows, values, known);
    return aift__rank(context, method, known, portfolio, rows, values, most, out);
}

static void weighted_matrix(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__ranked out[3];
    const double expected[] = {0.55, 0.525, 0.45};
    assert_ok(ranked(context, &matrix, abc, 3, abc_values, SIZE_MAX, out));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(out[i].row, i);
        assert_int_equal(out[i].rank, i + 1);
        assert_close(out[i].low, expected[i], 1e-12);
        assert_close(out[i].high, expected[i], 1e-12);
    }
    aift_context_release(context);
}

static void reversals_of_the_matrix(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const struct {
        size_t input, a, b;
        double factor;
    } expected[] = {{0, 0, 1, 0.8}, {0, 0, 2, 0.8}, {1, 0, 1, 1.2}};
    aift__reversal *found;
    size_t n, all;
    aift__rank_range known[AIFT__RANK_INPUTS];
    aift__rank_ranges(&matrix, 3, abc_values, known);
    assert_ok(aift__rank_reversals(context, &matrix, known, 3, abc_values, 0.2, &found, &n, &all));
    assert_int_equal(n, AIFT__COUNT(expected));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(found[i].input, expected[i].input);
        assert_int_equal(found[i].a, expected[i].a);
        assert_int_equal(found[i].b, expected[i].b);
        assert_close(found[i].factor, expected[i].factor, 1e-12);
        assert_int_equal(found[i].row, 3);
    }
    aift__free(context, found);
    aift_context_release(context);
}

static void rice(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const aift__rank_method *method = aift__rank_method_find("rice");
    const aift__rank_row rows[] = {{"UC-1", 1, 3, 0.8},
                                   {"UC-2", 1, 1, NAN},
                                   {"UC-3", 1, NAN, 1},
                                   {"UC-4", 1, 3, 0.8},
                                   {"UC-5", 0, 3, 0.8}};
    const double values[] = {2000, 2,   0.8,  3, 100, 1, NAN,  1, 100, NAN,
                             1,    NAN, 2000, 2, 0.8, 3, 2000, 2, 0.8, 3};
    const struct {
        const char *id;
        int64_t rank;
        double low, high;
        uint64_t missing;
    } expected[] = {{"UC-5", 1, 3200.0 / 3, 3200.0 / 3, 0}, /* the older one */
                    {"UC-1", 1, 3200.0 / 3, 3200.0 / 3, 0},
                    {"UC-4", 1, 3200.0 / 3, 3200.0 / 3, 0},
                    {"UC-2", 4, 50, 100, 1 << 2},
                    {"UC-3", 5, 25.0 / 3, 300, 1 << 1 | 1 << 3}};
    aift__ranked out[5];
    assert_ok(ranked(context, method, rows, 5, values, SIZE_MAX, out));
    for (size_t most = 0; most < 5; most++) {
        aift__ranked some[5] = {{.rank = 77}, {.rank = 77}, {.rank = 77}, {.rank = 77}, {.rank = 77}};
        assert_ok(ranked(context, method, rows, 5, values, most, some));
        for (size_t i = 0; i < 5; i++) {
            assert_int_equal(some[i].rank, i < most ? out[i].rank : 77);
            assert_int_equal(some[i].row, i < most ? out[i].row : 0);
        }
    }
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(rows[out[i].row].id, expected[i].id);
        assert_int_equal(out[i].rank, expected[i].rank);
        assert_close(out[i].low, expected[i].low, 1e-9);
        assert_close(out[i].high, expected[i].high, 1e-9);
        assert_int_equal(out[i].missing, expected[i].missing);
    }
    aift_context_release(context);
}

/* Nobody knows an input that has no scale: there is no score, and the place is the last. */
static void what_nobody_knows(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const aift__rank_method *method = aift__rank_method_find("wsjf");
    const aift__rank_row rows[] = {{"UC-1", 1, NAN, NAN}, {"UC-2", 1, NAN, NAN}};
    const double values[] = {NAN, 1, 1, 2, NAN, 1, 1, 2};
    aift__ranked out[2];
    assert_ok(ranked(context, method, rows, 2, values, SIZE_MAX, out));
    assert_true(isnan(out[0].low) && isnan(out[0].high));
    assert_int_equal(out[1].rank, 1);
    aift_context_release(context);
}

static void refusals(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const aift__rank_row row = {"UC-7", 1, NAN, NAN};
    const double no_effort[] = {1, 1, 1, 0}, less[] = {1, 1, 1, -2}, reach[] = {-1, 1, 1, 1},
                 cost[] = {-3, -1};
    aift__ranked out;
    const aift__rank_method *method = aift__rank_method_find("rice");
    assert_fails(ranked(context, method, &row, 1, no_effort, SIZE_MAX, &out), AIFT_E_RANGE,
                 "UC-7: scores.effort is 0: expected a number above 0");
    assert_fails(ranked(context, method, &row, 1, less, SIZE_MAX, &out), AIFT_E_RANGE,
                 "UC-7: scores.effort is -2");
    assert_fails(ranked(context, method, &row, 1, reach, SIZE_MAX, &out), AIFT_E_RANGE,
                 "UC-7: scores.reach is -1");
    assert_fails(ranked(context, &matrix, &row, 1, cost, SIZE_MAX, &out), AIFT_E_RANGE,
                 "UC-7: scores.criteria.cost is -1");
    assert_null(aift__rank_method_find("mice"));
    aift_context_release(context);
}

/* ---- against all pairs ---- */

enum { ROWS = 40 };

static double plain_score(const aift__rank_method *m, const double *weights, const double *x)
{
    aift__rank_range known[AIFT__RANK_INPUTS];
    for (size_t i = 0; i < m->n; i++)
        known[i] = (aift__rank_range){0, 1};
    return aift__rank_score(m, weights, known, x, false);
}

/* How many pairs a change turns round. */
static size_t count_pairs(const double *before, const double *after)
{
    size_t n = 0;
    for (int a = 0; a < ROWS; a++)
        for (int b = 0; b < ROWS; b++)
            n += before[a] > before[b] && after[a] < after[b];
    return n;
}

static size_t count_all(const aift__rank_method *m, double *values, double share)
{
    size_t n = 0;
    double before[ROWS], after[ROWS], weights[AIFT__RANK_INPUTS];
    const bool by_weight = m->kind == AIFT__RANK_WEIGHTED;
    for (size_t i = 0; i < m->n; i++)
        weights[i] = m->inputs[i].weight;
    for (int row = 0; row < ROWS; row++)
        before[row] = plain_score(m, weights, values + (size_t)row * m->n);
    for (size_t i = 0; i < m->n; i++)
        for (size_t r = 0; r < (by_weight ? 1 : ROWS); r++)
            for (int up = 0; up < 2; up++) {
                double *changed = by_weight ? &weights[i] : &values[r * m->n + i], old = *changed;
                *changed *= up ? 1 + share : 1 - share;
                for (int row = 0; row < ROWS; row++)
                    after[row] = plain_score(m, weights, values + (size_t)row * m->n);
                *changed = old;
                n += count_pairs(before, after);
            }
    return n;
}

static void all_reversals_are_found(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const aift__rank_method *methods[] = {&matrix, aift__rank_method_find("rice"),
                                          aift__rank_method_find("wsjf"), aift__rank_method_find("ice")};
    for (size_t k = 0; k < AIFT__COUNT(methods); k++) {
        const aift__rank_method *m = methods[k];
        double values[ROWS * 4];
        aift__rng rng;
        aift__rng_init(&rng, 7, k);
        for (size_t i = 0; i < ROWS * m->n; i++) /* some are equal; each input's range is 0 to 1 */
            values[i] = i < m->n                       ? 1
                        : i < 2 * m->n && m == &matrix ? 0
                                                       : (double)(1 + aift__rng_below(&rng, 8)) / 8;
        aift__reversal *found;
        size_t n, all;
        aift__rank_range known[AIFT__RANK_INPUTS];
        aift__rank_ranges(m, ROWS, values, known);
        assert_ok(aift__rank_reversals(context, m, known, ROWS, values, 0.2, &found, &n, &all));
        assert_true(n > 0);
        assert_int_equal(n, count_all(m, values, 0.2));
        assert_int_equal(all, n);
        aift__free(context, found);
    }
    aift_context_release(context);
}

static aift_status reversals(aift_context *context, void *arg)
{
    (void)arg;
    aift__reversal *found;
    aift__ranked out[3];
    size_t n, all;
    aift__rank_range known[AIFT__RANK_INPUTS];
    aift__rank_ranges(&matrix, 3, abc_values, known);
    aift_status status = ranked(context, &matrix, abc, 3, abc_values, SIZE_MAX, out);
    if (status == AIFT_OK) {
        status = aift__rank_reversals(context, &matrix, known, 3, abc_values, 0.2, &found, &n, &all);
        aift__free(context, found);
    }
    return status;
}

static void survives_allocation_failure(void **state)
{
    (void)state;
    aift_test_sweep(reversals, NULL);
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
        cmocka_unit_test_setup_teardown(weighted_matrix, setup, teardown),
        cmocka_unit_test_setup_teardown(reversals_of_the_matrix, setup, teardown),
        cmocka_unit_test_setup_teardown(rice, setup, teardown),
        cmocka_unit_test_setup_teardown(what_nobody_knows, setup, teardown),
        cmocka_unit_test_setup_teardown(refusals, setup, teardown),
        cmocka_unit_test_setup_teardown(all_reversals_are_found, setup, teardown),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
