/* What most tests begin and end with: a context of one thread on a heap of its own, which must be empty at the
 * end. Each case gets them anew.
 */
#ifndef AIFT_TESTS_FIXTURE_H
#define AIFT_TESTS_FIXTURE_H

#include "support.h"

static aift_test_heap *heap;
static aift_context *context;

static inline int set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 1);
    return 0;
}

static inline int tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

/* A line of the table of cases. */
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
