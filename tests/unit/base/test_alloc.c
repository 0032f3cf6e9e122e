/* base/alloc: overflow, alignment, growth, pages, allocation failure. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "support.h"

#include "base/base.h"
#include "base/clock.h"

static aift_test_heap *heap;
static aift_context *context;

static int setup(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 1);
    return 0;
}

static int teardown(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

static void refuses_sizes_that_overflow(void **state)
{
    int64_t before = aift_test_heap_count(heap);
    assert_null(aift__malloc(context, SIZE_MAX / 2, 3));
    assert_contains(aift_last_error(), "overflows");
    assert_null(aift__calloc(context, SIZE_MAX, 1));
    assert_null(aift__realloc(context, NULL, (size_t)PTRDIFF_MAX, 2));
    assert_null(aift__aligned_alloc(context, SIZE_MAX - 32));
    assert_null(aift__strndup(context, "x", SIZE_MAX));
    int32_t *array = NULL;
    size_t cap = 0;
    assert_int_equal(AIFT__RESERVE(context, array, SIZE_MAX / 2, cap), AIFT_E_NOMEM);
    assert_null(array);
    assert_int_equal(cap, 0);
    assert_int_equal(aift_test_heap_count(heap), before);
}

static void gives_a_block_for_nothing(void **state)
{
    void *block = aift__malloc(context, 0, 8);
    assert_non_null(block);
    aift__free(context, block);
    block = aift__aligned_alloc(context, 0);
    assert_non_null(block);
    aift__aligned_free(context, block);
    aift__free(context, NULL);
    aift__aligned_free(context, NULL);
}

static void aligns_and_zeroes(void **state)
{
    for (size_t size = 1; size < 300; size += 13) {
        unsigned char *block = aift__aligned_alloc(context, size);
        assert_int_equal((uintptr_t)block % 64, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xFF, size);
        aift__aligned_free(context, block);
    }
}

static void an_array_grows(void **state)
{
    int32_t *array = NULL;
    size_t cap = 0;
    for (size_t n = 0; n < 1000; n++) {
        assert_ok(AIFT__RESERVE(context, array, n, cap));
        assert_true(cap > n);
        array[n] = (int32_t)n;
    }
    for (size_t n = 0; n < 1000; n++)
        assert_int_equal(array[n], n);
    aift__free(context, array);
}

static aift_status all(aift_context *c, void *arg)
{
    aift_status status = AIFT_E_NOMEM;
    int32_t *array = NULL;
    size_t cap = 0;
    char *a = NULL, *b = NULL, *d = NULL, *e = NULL;
    if (!(a = aift__strdup(c, "text")) || !(b = aift__strndup(c, "text", 2)))
        goto out;
    if (!(d = aift__asprintf(c, "%s-%d", a, 5)) || !(e = aift__aligned_alloc(c, 100)))
        goto out;
    assert_string_equal(b, "te");
    assert_string_equal(d, "text-5");
    for (size_t n = 0; n < 100; n++)
        AIFT__GOTO(AIFT__RESERVE(c, array, n, cap));
    status = AIFT_OK;
out:
    aift__free(c, a);
    aift__free(c, b);
    aift__free(c, d);
    aift__aligned_free(c, e);
    aift__free(c, array);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(all, NULL);
}

/* The system's memory is given back and comes again as zeros; a host's is left as it is. */
static void rests(void **state)
{
    enum { SIZE = 1 << 24 };
    aift_context *standard;
    assert_ok(aift_context_create(NULL, &standard));
    aift_context *each[] = {standard, context};
    for (int i = 0; i < 2; i++) {
        unsigned char *block = aift__aligned_alloc(each[i], SIZE);
        assert_non_null(block);
        memset(block, 7, SIZE);
        int64_t held = aift__clock_rss();
        aift__aligned_rest(each[i], block, SIZE);
        if (i == 0)
            assert_true(aift__clock_rss() <= held - SIZE / 2);
        assert_int_equal(block[SIZE / 2], i == 0 ? 0 : 7);
        aift__aligned_rest(each[i], block, 1);
        aift__aligned_rest(each[i], NULL, SIZE);
        memset(block, 1, SIZE);
        aift__aligned_free(each[i], block);
    }
    assert_true(aift__clock_rss() > 0 && aift__clock_rss() <= aift__clock_peak_rss() + (1 << 22));
    assert_true(aift__clock_memory() > 1 << 22);
    aift_context_release(standard);
}

/* A byte here and there takes a page each, although the system was asked for large ones, as glibc does where
 * GLIBC_TUNABLES says glibc.malloc.hugetlb=1. A host's memory stays as it is. */
static void spares_pages(void **state)
{
    enum { LARGE = 1 << 21, COUNT = 32, SIZE = COUNT * LARGE };
    aift_context *standard;
    assert_ok(aift_context_create(NULL, &standard));
    unsigned char *block = aift__aligned_alloc(standard, SIZE);
    assert_non_null(block);
    uintptr_t page = aift__page_bytes(), begin = ((uintptr_t)block + page - 1) / page * page;
    assert_true(page >= 4096 && (page & (page - 1)) == 0);
    if (madvise((void *)begin, SIZE - page, MADV_HUGEPAGE) != 0)
        skip_because("this system has no large pages");
    memset(block, 0, SIZE); /* as where malloc has it from earlier use */
    int64_t held = aift__clock_rss();
    aift__aligned_sparse(standard, block, SIZE);
    int64_t before = aift__clock_rss();
    assert_true(before <= held - SIZE / 2);
    for (size_t i = 0; i < COUNT; i++)
        block[i * LARGE + LARGE / 2] = 1;
    if (aift__clock_rss() - before > 2 * LARGE)
        fail_msg("%d bytes took %lld bytes", COUNT, (long long)(aift__clock_rss() - before));
    assert_true(block[0] == 0 && block[LARGE] == 0 && block[LARGE / 2] == 1);
    aift__aligned_sparse(standard, block, 1);
    aift__aligned_sparse(standard, NULL, SIZE);
    aift__aligned_free(standard, block);
    block = aift__aligned_alloc(context, SIZE);
    memset(block, 7, SIZE);
    aift__aligned_sparse(context, block, SIZE);
    assert_int_equal(block[SIZE / 2], 7);
    aift__aligned_free(context, block);
    aift_context_release(standard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_sizes_that_overflow, setup, teardown),
        cmocka_unit_test_setup_teardown(gives_a_block_for_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(aligns_and_zeroes, setup, teardown),
        cmocka_unit_test_setup_teardown(an_array_grows, setup, teardown),
        cmocka_unit_test_setup_teardown(rests, setup, teardown),
        cmocka_unit_test_setup_teardown(spares_pages, setup, teardown),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
