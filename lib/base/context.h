/* The inside of a context. */
#ifndef AIFT_LIB_BASE_CONTEXT_H
#define AIFT_LIB_BASE_CONTEXT_H

#include <stdatomic.h>

#include "aift/context.h"

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
    atomic_size_t references;
};

extern const aift_allocator aift__standard_allocator;

/* Sends a line to the context's sink if the level is wanted. */
void aift__log(const aift_context *context, aift_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
