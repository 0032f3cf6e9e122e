/* The pthread pool behind aift__parallel_for. */
#ifndef AIFT_LIB_BASE_POOL_H
#define AIFT_LIB_BASE_POOL_H

#include "base/base.h"

/* A pool of num_threads - 1 workers; the caller's thread is the last. It runs and stops in the process that made the
 * context; in a child it can only be freed. */
struct aift__pool *aift__pool_create(aift_context *context, int32_t num_threads);
void aift__pool_destroy(aift_context *context, struct aift__pool *pool);

/* Runs the pieces on the workers and the caller's thread; false, with nothing run, if another thread of the
 * host is using the pool just now. */
bool aift__pool_run(struct aift__pool *pool, int64_t n, int64_t grain, aift_range_fn fn, void *arg);

#endif
