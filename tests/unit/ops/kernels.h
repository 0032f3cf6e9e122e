/* What the tests of operators' kernels share: contexts of one to three threads, and comparing the outputs of two calls. */
#ifndef AIFT_TESTS_OPS_KERNELS_H
#define AIFT_TESTS_OPS_KERNELS_H

#include <math.h>

#include "support.h"

#include "cases/ops.h"

static aift_context *contexts[4]; /* by their number of threads */
static aift_test_heap *heap;

static inline int set_up(void **state)
{
    heap = aift_test_heap_create();
    for (int n = 1; n < 4; n++)
        contexts[n] = aift_test_context(heap, n);
    return 0;
}

static inline int tear_down(void **state)
{
    for (int n = 1; n < 4; n++)
        aift_context_release(contexts[n]);
    aift_test_heap_destroy(heap);
    return 0;
}

/* fn(source, sizes) for every case and each of its sizes. */
static inline void each(void (*fn)(const aift_case *source, const char *sizes))
{
    for (size_t c = 0; c < aift_n_cases; c++)
        for (int s = 0; s < AIFT_CASE_SIZES && aift_cases[c].sizes[s]; s++)
            fn(&aift_cases[c], aift_cases[c].sizes[s]);
}

static inline void run(const aift_case_call *call)
{
    aift_status status = aift_case_run(call);
    if (status != AIFT_OK)
        fail_msg("%s: %s: %s", call->op->name, aift_status_name(status), aift_last_error());
}

/* The largest difference of an output's elements, as a part of that output's largest; infinite for NaN. */
static inline double distance(const aift_case_call *a, const aift_case_call *b)
{
    double worst = 0;
    for (int32_t k = 0; k < a->op->n_out; k++) {
        double largest = 0, off = 0;
        for (int64_t i = 0; i < aift__arg_elements(&a->out[k]); i++) {
            double x = aift_case_get(&a->out[k], i), y = aift_case_get(&b->out[k], i);
            if (!isfinite(x) || !isfinite(y))
                return INFINITY;
            largest = fmax(largest, fabs(y));
            off = fmax(off, fabs(x - y));
        }
        worst = fmax(worst, off == 0 ? 0 : off / largest);
    }
    return worst;
}

static inline void compare(const aift_case_call *a, const aift_case_call *b, double tolerance,
                           const char *what, const char *sizes)
{
    double met = distance(a, b);
    if (!(met <= tolerance))
        fail_msg("%s (%s): %s: an output is off by %g of its largest element: allowed is %g", a->op->name,
                 sizes, what, met, tolerance);
}

static inline void compare_bytes(const aift_case_call *a, const aift_case_call *b, const char *what,
                                 const char *sizes)
{
    for (int32_t k = 0; k < a->op->n_out; k++)
        if (a->out_bytes[k] && memcmp(a->out[k].data, b->out[k].data, a->out_bytes[k]) != 0)
            fail_msg("%s (%s): %s: output %d differs", a->op->name, sizes, what, (int)k);
}

#endif
