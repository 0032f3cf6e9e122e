/* The roadmap: the example of the reference, capacity and dependencies on random portfolios, and what is refused. */
#include <math.h>

#include "base/philox.h"
#include "lifecycle/roadmap.h"
#include "support.h"

static void example(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const size_t a[] = {0};
    aift__roadmap_item items[] = {{"A", 2, 1}, {"B", 1, 2}, {"C", 1, 1}, {"D", 1, 1, a, 1}};
    const int64_t expected[][2] = {{0, 60}, {60, 75}, {0, 30}, {75, 105}};
    assert_ok(aift__roadmap(context, items, 4, 2));
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(items[i].start, expected[i][0]);
        assert_int_equal(items[i].end, expected[i][1]);
    }
    aift_context_release(context);
}

/* C, which is ranked behind D, comes before it: D waits for it. */
static void waits_for_what_is_ranked_behind(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const size_t last[] = {2};
    aift__roadmap_item items[] = {{"D", 1, 1, last, 1}, {"B", 1, 1}, {"C", 1, 1}};
    assert_ok(aift__roadmap(context, items, 3, 1));
    assert_int_equal(items[1].start, 0);
    assert_int_equal(items[2].start, 30);
    assert_int_equal(items[0].start, 60);
    aift_context_release(context);
}

static void lengths(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__roadmap_item items[] = {{"A", 0.1, 3}, {"B", 1.0 / 3, 1}, {"C", 1.01, 1}, {"D", 1e-6, 1}};
    const int64_t days[] = {1, 10, 31, 1};
    assert_ok(aift__roadmap(context, items, 4, 10));
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(items[i].end - items[i].start, days[i]);
    aift_context_release(context);
}

enum { ITEMS = 60, CAPACITY = 5 };

static double at_work(const aift__roadmap_item *items, int64_t day, const aift__roadmap_item *but)
{
    double people = 0;
    for (int i = 0; i < ITEMS; i++)
        if (&items[i] != but && items[i].start <= day && day < items[i].end)
            people += items[i].people;
    return people;
}

/* On no day are there too many people, nothing begins before what it waits for has ended. */
static void capacity_and_dependencies_hold(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        aift__roadmap_item items[ITEMS];
        size_t after[ITEMS];
        aift__rng rng;
        aift__rng_init(&rng, seed, 0);
        for (size_t i = 0; i < ITEMS; i++) {
            after[i] = (i * 7 + 3) %
                       ITEMS; /* some are ranked before, some behind; sorted by `less` there is no circle */
            const bool waits = after[i] < i && aift__rng_below(&rng, 2);
            items[i] = (aift__roadmap_item){"x", 0.1 * (double)(1 + aift__rng_below(&rng, 20)),
                                            0.5 * (double)(1 + aift__rng_below(&rng, 10)), &after[i], waits};
        }
        assert_ok(aift__roadmap(context, items, ITEMS, CAPACITY));
        for (size_t i = 0; i < ITEMS; i++) {
            assert_true(items[i].end > items[i].start && items[i].start >= 0);
            assert_true(at_work(items, items[i].start, NULL) <= CAPACITY);
            if (items[i].n_after)
                assert_true(items[after[i]].end <= items[i].start);
        }
    }
    aift_context_release(context);
}

static void refusals(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    const size_t b[] = {1}, c[] = {2}, a[] = {0};
    aift__roadmap_item circle[] = {
        {"UC-1", 1, 1, b, 1}, {"UC-2", 1, 1, c, 1}, {"UC-3", 1, 1, b, 1}, {"UC-4", 1, 1, a, 1}};
    assert_fails(aift__roadmap(context, circle, 4, 2), AIFT_E_INVALID,
                 "depends_on is UC-2 -> UC-3 -> UC-2: expected no circle");
    aift__roadmap_item item = {"UC-9", 0, 1};
    assert_fails(aift__roadmap(context, &item, 1, 2), AIFT_E_RANGE, "UC-9: scores.effort is 0");
    item = (aift__roadmap_item){"UC-9", NAN, 1};
    assert_fails(aift__roadmap(context, &item, 1, 2), AIFT_E_RANGE, "scores.effort is nan");
    item = (aift__roadmap_item){"UC-9", 1, -1};
    assert_fails(aift__roadmap(context, &item, 1, 2), AIFT_E_RANGE, "UC-9: people is -1");
    item = (aift__roadmap_item){"UC-9", 1, 3};
    assert_fails(aift__roadmap(context, &item, 1, 2), AIFT_E_RANGE,
                 "people is 3: expected no more than the capacity of 2");
    item = (aift__roadmap_item){"UC-9", 1e9, 1};
    assert_fails(aift__roadmap(context, &item, 1, 2), AIFT_E_RANGE, "scores.effort is 1000000000: expected");
    item = (aift__roadmap_item){"UC-9", 1, 1};
    assert_fails(aift__roadmap(context, &item, 1, 0), AIFT_E_RANGE, "capacity is 0: expected");
    assert_ok(aift__roadmap(context, NULL, 0, 1));
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
        cmocka_unit_test_setup_teardown(example, setup, teardown),
        cmocka_unit_test_setup_teardown(waits_for_what_is_ranked_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(lengths, setup, teardown),
        cmocka_unit_test_setup_teardown(capacity_and_dependencies_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(refusals, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
