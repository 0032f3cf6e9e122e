/* The inside of a context: for base/, and for who asks how many threads there are. */
#ifndef AIFT_LIB_BASE_CONTEXT_STRUCT_H
#define AIFT_LIB_BASE_CONTEXT_STRUCT_H

#include <stdatomic.h>

#include "aift/context.h"
#include "base/origin.h"

struct aift__pool;

struct aift_context {
    aift_allocator allocator;
    aift_log_fn log;
    void *log_user;
    aift_log_level log_level;
    int32_t num_threads;
    aift_parallel_for_fn parallel_for; /* the host's, or NULL */
    void *parallel_for_user;
    struct aift__pool *pool; /* NULL: one thread, the host's loop, or OpenMP */
    aift__origin origin;     /* the process in which its threads are */
    atomic_size_t references;
};

/* In a child of the process that made the context its threads do not live, and what they held stays held. */
static inline bool aift__context_is_forked(const aift_context *context)
{
    return aift__origin_is_elsewhere(&context->origin);
}

#endif
