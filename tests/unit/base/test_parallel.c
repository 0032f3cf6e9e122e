/* base/parallel and base/pool: the pieces, callers at once, a host's own loop. */
#include <pthread.h>
#include <stdatomic.h>

#include "support.h"

#include "base/base.h"
#include "base/parallel.h"

enum { MAX = 5000 };

typedef struct loop {
    int64_t n, grain;
    atomic_int times[MAX]; /* how often each index was worked on */
    atomic_int pieces, wrong;
} loop;

/* Runs on workers: faults are counted, and asserted afterwards. */
static void work(void *arg, int64_t begin, int64_t end)
{
    loop *l = arg;
    atomic_fetch_add(&l->pieces, 1);
    int64_t grain = l->grain < 1 ? 1 : l->grain;
    if (begin % grain != 0 || (end - begin != grain && end != l->n) || begin >= end || end > l->n)
        atomic_fetch_add(&l->wrong, 1);
    for (int64_t i = begin; i < end; i++)
        atomic_fetch_add(&l->times[i], 1);
}

static bool run(aift_context *context, loop *l, int64_t n, int64_t grain)
{
    memset(l, 0, sizeof *l);
    l->n = n;
    l->grain = grain;
    aift__parallel_for(context, n, grain, work, l);
    for (int64_t i = 0; i < n; i++)
        if (l->times[i] != 1)
            return false;
    int64_t step = grain < 1 ? 1 : grain;
    return l->wrong == 0 && l->pieces == (n <= 0 ? 0 : (n + step - 1) / step);
}

static void covers_each_index_once(void **state)
{
    static const int64_t sizes[] = {0, 1, 2, 3, 63, 64, 65, 1000, MAX};
    static const int64_t grains[] = {0, 1, 7, 64, MAX, INT64_MAX / 4};
    static loop l;
    for (int threads = 1; threads <= 5; threads++) {
        aift_test_heap *heap = aift_test_heap_create();
        aift_context *context = aift_test_context(heap, threads);
        for (size_t s = 0; s < AIFT__COUNT(sizes); s++)
            for (size_t g = 0; g < AIFT__COUNT(grains); g++)
                assert_true(run(context, &l, sizes[s], grains[g]));
        aift_context_release(context);
        aift_test_heap_destroy(heap);
    }
}

static void many_short_loops_in_a_row(void **state)
{
    static loop l;
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 4);
    int64_t before = aift_test_heap_count(heap);
    for (int i = 0; i < 3000; i++)
        assert_true(run(context, &l, 2 + i % 17, 1));
    assert_int_equal(aift_test_heap_count(heap), before); /* a loop allocates nothing */
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

typedef struct caller {
    aift_context *context;
    loop l;
    bool fine;
} caller;

static void *call(void *arg)
{
    caller *c = arg;
    c->fine = true;
    for (int i = 0; i < 300; i++)
        c->fine = run(c->context, &c->l, 500, 3) && c->fine;
    return NULL;
}

static void callers_at_once_do_not_meet(void **state)
{
    static caller callers[4];
    pthread_t threads[4];
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 3);
    for (int i = 0; i < 4; i++) {
        callers[i].context = context;
        assert_int_equal(pthread_create(&threads[i], NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 4; i++)
        assert_true(callers[i].fine);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void contexts_come_and_go(void **state)
{
    static loop l;
    for (int i = 0; i < 50; i++) {
        aift_test_heap *heap = aift_test_heap_create();
        aift_context *context = aift_test_context(heap, 2 + i % 3);
        if (i % 2)
            assert_true(run(context, &l, 10, 1));
        aift_context_release(context);
        aift_test_heap_destroy(heap);
    }
}

/* Backwards, to show that the order is free. */
static void hosts_loop(void *user, int64_t n, int64_t grain, aift_range_fn fn, void *arg)
{
    (*(int *)user)++;
    for (int64_t piece = (n + grain - 1) / grain - 1; piece >= 0; piece--)
        fn(arg, piece * grain, AIFT__MIN((piece + 1) * grain, n));
}

static void a_host_may_bring_its_own_loop(void **state)
{
    static loop l;
    int calls = 0;
    aift_context *context;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 4;
    options.parallel_for = hosts_loop;
    options.parallel_for_user = &calls;
    assert_ok(aift_context_create(&options, &context));
    assert_true(run(context, &l, 1000, 7));
    assert_int_equal(calls, 1);
    assert_true(run(context, &l, 7, 7)); /* one piece needs no loop */
    assert_int_equal(calls, 1);
    aift_context_release(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_each_index_once),        cmocka_unit_test(many_short_loops_in_a_row),
        cmocka_unit_test(callers_at_once_do_not_meet),   cmocka_unit_test(contexts_come_and_go),
        cmocka_unit_test(a_host_may_bring_its_own_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
