/* The one way to work on several threads. */
#ifndef AIFT_LIB_BASE_PARALLEL_H
#define AIFT_LIB_BASE_PARALLEL_H

#include "base/base.h"

/* Calls fn(arg, begin, end) for the pieces [0, grain), [grain, 2 grain), ... of [0, n), on the context's
 * threads, and returns when all are done. Pieces depend on n and grain only, never on the number of threads,
 * so what they compute does not either. One piece runs at once, without a hand-off. fn must not call
 * aift__parallel_for, and must not fail. */
void aift__parallel_for(aift_context *context, int64_t n, int64_t grain, aift_range_fn fn, void *arg);

#endif
