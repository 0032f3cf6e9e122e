/* Cuts a loop into pieces and runs them: on the host's loop, the pool, OpenMP, or here. */
#include "base/parallel.h"
#include "base/context_struct.h"
#include "base/pool.h"

static void run_here(int64_t n, int64_t grain, aift_range_fn fn, void *arg)
{
    for (int64_t begin = 0; begin < n; begin += grain)
        fn(arg, begin, AIFT__MIN(begin + grain, n));
}

#ifdef AIFT_WITH_OPENMP
static void run_openmp(aift_context *context, int64_t n, int64_t grain, aift_range_fn fn, void *arg)
{
    int64_t pieces = (n + grain - 1) / grain;
#pragma omp parallel for schedule(dynamic, 1) num_threads(context->num_threads)
    for (int64_t i = 0; i < pieces; i++)
        fn(arg, i * grain, AIFT__MIN((i + 1) * grain, n));
}
#endif

void aift__parallel_for(aift_context *context, int64_t n, int64_t grain, aift_range_fn fn, void *arg)
{
    if (n <= 0)
        return;
    if (grain < 1)
        grain = 1;
    if (n <= grain || context->num_threads == 1) {
        run_here(n, grain, fn, arg);
        return;
    }
    if (context->parallel_for) {
        context->parallel_for(context->parallel_for_user, n, grain, fn, arg);
        return;
    }
    if (aift__context_is_forked(context)) {
        run_here(n, grain, fn, arg);
        return;
    }
#ifdef AIFT_WITH_OPENMP
    run_openmp(context, n, grain, fn, arg);
#else
    if (!context->pool || !aift__pool_run(context->pool, n, grain, fn, arg))
        run_here(n, grain, fn, arg);
#endif
}
