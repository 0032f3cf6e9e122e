/* Sketches against what they stand for: distinct values within 2%, ranks within 0.5%. */
#include <math.h>
#include <stdlib.h>

#include "fixture.h"

#include "base/philox.h"
#include "profile/cell.h"
#include "profile/sketch.h"
#include "profile/values.h"

static void distinct(void **state)
{
    static const int sizes[] = {0, 1, 100, 50000, 100001, 1000000, 5000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        aift__hll hll = {0};
        assert_ok(aift__hll_begin(&hll, context));
        for (int k = 0; k < sizes[i]; k++)
            aift__hll_add(&hll, aift__spread((uint64_t)k + 12345));
        assert_close(aift__hll_count(&hll), sizes[i], 0.02 * sizes[i] + 0.5);
        aift__hll_finish(&hll, context);
    }
}

/* The order in which numbers come. */
static double number_at(int kind, int64_t i, int64_t n, aift__rng *rng)
{
    switch (kind) {
    case 0:
        return (double)i;
    case 1:
        return (double)(n - i);
    case 2:
        return (double)aift__rng_below(rng, (uint64_t)n);
    case 3:
        return i % 2 ? (double)i : -(double)i;
    default:
        return (double)(i % 10); /* many equal */
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How many are less. */
static double below(const double *all, size_t n, double value)
{
    size_t low = 0;
    for (size_t high = n; low < high;) {
        const size_t middle = (low + high) / 2;
        if (all[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low;
}

static void ranks(void **state)
{
    enum { N = 500000 };
    double *all = malloc(N * sizeof *all);
    for (int kind = 0; kind < 5; kind++) {
        aift__ranks ranks;
        aift__rng rng;
        aift__weighted *kept;
        size_t n;
        aift__rng_init(&rng, 3, (uint64_t)kind);
        aift__ranks_init(&ranks, context);
        for (int64_t i = 0; i < N; i++)
            assert_ok(aift__ranks_add(&ranks, all[i] = number_at(kind, i, N, &rng)));
        qsort(all, N, sizeof *all, by_value);
        assert_ok(aift__ranks_take(&ranks, &kept, &n));
        int64_t behind = 0;
        for (size_t i = 0; i < n; i++) { /* the rank of each that is kept */
            behind += kept[i].weight;
            assert_true(behind >= below(all, N, kept[i].value) - 0.005 * N);
            assert_true(behind <= below(all, N, nextafter(kept[i].value, INFINITY)) + 0.005 * N);
        }
        assert_int_equal(behind, N);
        aift__free(context, kept);
        aift__ranks_finish(&ranks);
    }
    free(all);
}

static void counts_are_exact_until_full(void **state)
{
    aift__values values;
    aift__values_init(&values, context, 1000);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 1000; i++) {
            char text[16];
            const int n = snprintf(text, sizeof text, "v%d", i);
            assert_ok(aift__values_add(&values, aift__value_hash(text, (size_t)n), text, (uint32_t)n));
        }
    assert_int_equal(values.n, 1000);
    for (size_t i = 0; i < values.n; i++)
        assert_int_equal(values.items[i].count, 3);
    assert_false(values.sketch);
    assert_ok(aift__values_shrink(&values, 100));
    assert_true(values.sketch);
    assert_int_equal(values.missed, 3);
    aift__values_finish(&values);
}

/* Equal hashes are not enough. */
static void values_that_collide(void **state)
{
    aift__values values;
    aift__values_init(&values, context, 10);
    assert_ok(aift__values_add(&values, 42, "a", 1));
    assert_ok(aift__values_add(&values, 42, "b", 1));
    assert_ok(aift__values_add(&values, 42, "a", 1));
    assert_ok(aift__values_add(&values, 42, "a", 1 | AIFT__SIZE_TEXT));
    assert_int_equal(values.n, 3);
    assert_int_equal(values.items[0].count, 2);
    aift__values_finish(&values);
}

static void numbers(void **state)
{
    static const struct {
        const char *text;
        bool is, integer;
        double value;
    } table[] = {{"0", true, true, 0},
                 {"-0", true, true, 0},
                 {"+5", true, true, 5},
                 {"1.5", true, false, 1.5},
                 {".5", true, false, 0.5},
                 {"5.", true, false, 5},
                 {"1e3", true, false, 1000},
                 {"-1.25E-2", true, false, -0.0125},
                 {"0.1", true, false, 0.1},
                 {"3.141592653589793238", true, false, 3.141592653589793},
                 {"123456789012345678901", true, true, 123456789012345678901.0},
                 {"007", false, false, 0},
                 {"", false, false, 0},
                 {"-", false, false, 0},
                 {".", false, false, 0},
                 {"1e", false, false, 0},
                 {"1 ", false, false, 0},
                 {"0x10", false, false, 0},
                 {"nan", false, false, 0},
                 {"1e999", false, false, 0},
                 {"1.2.3", false, false, 0},
                 {"1,5", false, false, 0},
                 {"00.5", false, false, 0},
                 {"-.5e1", true, false, -5},
                 {"9223372036854775807", true, true, 9223372036854775807.0}};
    for (size_t i = 0; i < AIFT__COUNT(table); i++) {
        aift__number number;
        bool integer;
        const bool is = aift__cell_number(table[i].text, strlen(table[i].text), &number, &integer);
        if (is != table[i].is || (is && (integer != table[i].integer || number.value != table[i].value)))
            fail_msg("\"%s\": %d %d %.17g", table[i].text, is, integer, number.value);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(distinct), CASE(ranks), CASE(counts_are_exact_until_full),
                                       CASE(values_that_collide), CASE(numbers)};
    return cmocka_run_group_tests(cases, NULL, NULL);
}
