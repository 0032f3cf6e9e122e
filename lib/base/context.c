/* Creating, sharing and ending a context. */
#include <unistd.h>

#include "base/context_struct.h"
#include "base/options.h"
#include "base/pool.h"

enum { MAX_THREADS = 1024 };

void aift_context_options_init(aift_context_options *options)
{
    AIFT__DEFAULTS(options, aift_context_options, AIFT_CONTEXT_OPTIONS_INIT);
}

static int32_t processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int32_t)n;
}

static aift_status check(const aift_context_options *options)
{
    const aift_allocator *a = &options->allocator;
    int given = !!a->malloc + !!a->realloc + !!a->free;
    if (given != 0 && given != 3)
        return aift__fail(AIFT_E_INVALID,
                          "aift_context_options.allocator: give malloc, realloc and free, or none of them");
    if (options->num_threads < 0 || options->num_threads > MAX_THREADS)
        return aift__fail(AIFT_E_RANGE, "aift_context_options.num_threads is %d: it must be 0 to %d",
                          (int)options->num_threads, MAX_THREADS);
    return AIFT_OK;
}

/* The threads, and the process that they are of. */
static aift_status begin(aift_context *context)
{
    AIFT__TRY(aift__origin_note(&context->origin));
    if (context->parallel_for || context->num_threads == 1)
        return AIFT_OK;
    context->pool = aift__pool_create(context, context->num_threads);
    if (context->pool)
        return AIFT_OK;
    aift__origin_release(&context->origin);
    return AIFT_E_NOMEM;
}

aift_status aift_context_create(const aift_context_options *given, aift_context **out)
{
    *out = NULL;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(&options, sizeof options, given, "aift_context_options"));
    AIFT__TRY(check(&options));
    aift_allocator allocator = options.allocator.malloc ? options.allocator : aift__standard_allocator;
    aift_context *context = allocator.malloc(allocator.user, sizeof *context);
    if (!context)
        return aift__fail_nomem(sizeof *context);
    *context = (aift_context){
        .allocator = allocator,
        .log = options.log,
        .log_user = options.log_user,
        .log_level = options.log_level,
        .num_threads = options.num_threads ? options.num_threads : processors(),
        .parallel_for = options.parallel_for,
        .parallel_for_user = options.parallel_for_user,
    };
    atomic_init(&context->references, 1);
    if (begin(context) != AIFT_OK) {
        allocator.free(allocator.user, context);
        return AIFT_E_NOMEM;
    }
    *out = context;
    return AIFT_OK;
}

aift_context *aift_context_retain(aift_context *context)
{
    atomic_fetch_add_explicit(&context->references, 1, memory_order_relaxed);
    return context;
}

void aift_context_release(aift_context *context)
{
    if (!context || atomic_fetch_sub_explicit(&context->references, 1, memory_order_acq_rel) != 1)
        return;
    aift__pool_destroy(context, context->pool);
    aift__origin_release(&context->origin);
    aift_allocator allocator = context->allocator;
    allocator.free(allocator.user, context);
}

int32_t aift_context_num_threads(const aift_context *context)
{
    return context->num_threads;
}
