/* What the tests of threads share: a context, and threads whose faults are told when they have ended. */
#ifndef AIFT_TESTS_THREAD_FIXTURE_H
#define AIFT_TESTS_THREAD_FIXTURE_H

#include <pthread.h>

#include "subjects.h"

/* ---- the context ---- */

/* A context of two threads on a heap of its own, which must be empty at the end. */
static aift_test_heap *heap;
static aift_context *context;

static inline int threads_set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 2);
    return 0;
}

static inline int threads_tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

/* ---- threads ---- */

enum { THREADS = 8 };

/* One thread of a test, and the first thing that it found wrong. */
typedef struct worker {
    pthread_t thread;
    int number;
    void *shared;
    char fault[512];
} worker;

/* Asserting jumps, which only the test's own thread may do. */
#define expect(w, condition, ...)                                                                            \
    do {                                                                                                     \
        if (!(condition) && !(w)->fault[0])                                                                  \
            snprintf((w)->fault, sizeof(w)->fault, __VA_ARGS__);                                             \
    } while (0)

static inline void begin_threads(worker *workers, int n, void *(*run)(void *), void *shared)
{
    for (int i = 0; i < n; i++) {
        workers[i] = (worker){.number = i, .shared = shared};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, run, &workers[i]), 0);
    }
}

static inline void end_threads(const worker *workers, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < n; i++)
        if (workers[i].fault[0])
            fail_msg("thread %d: %s", i, workers[i].fault);
}

static inline void run_threads(int n, void *(*run)(void *), void *shared)
{
    worker workers[THREADS];
    begin_threads(workers, n, run, shared);
    end_threads(workers, n);
}

#endif
