/* The context: allocator, log sink and threads of everything made with it.
 *
 * Threads: a context is immutable once created; any number of threads may share it. fork(): docs/threading.md.
 */
#ifndef AIFT_CONTEXT_H
#define AIFT_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "aift/macros.h"
#include "aift/status.h"

/** Allocator, log sink and threads of the objects that are made with it.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_context aift_context;

/** As malloc. */
typedef void *(*aift_malloc_fn)(void *user AIFT_NULLABLE, size_t size);

/** As realloc. */
typedef void *(*aift_realloc_fn)(void *user AIFT_NULLABLE, void *block AIFT_NULLABLE, size_t size);

/** As free. */
typedef void (*aift_free_fn)(void *user AIFT_NULLABLE, void *block AIFT_NULLABLE);

/** Memory functions, called from any thread. All of malloc, realloc and free, or none, must be given.
 *  Sizes are in bytes; blocks are aligned as malloc aligns them. */
typedef struct aift_allocator {
    void *user AIFT_NULLABLE;                            /**< first argument of the three */
    aift_malloc_fn malloc AIFT_CALLBACK AIFT_NULLABLE;   /**< gives a block; NULL: there is no memory */
    aift_realloc_fn realloc AIFT_CALLBACK AIFT_NULLABLE; /**< NULL: there is no memory; the block stays */
    aift_free_fn free AIFT_CALLBACK AIFT_NULLABLE;       /**< takes a block of these two, or NULL */
} aift_allocator;

/** How grave a line of the log is. */
typedef enum aift_log_level {
    AIFT_LOG_ERROR = 0,
    AIFT_LOG_WARNING = 1,
    AIFT_LOG_INFO = 2,
    AIFT_LOG_DEBUG = 3
} aift_log_level;

/** Receives one line without a line end; the text is valid during the call only. Called from any thread. */
typedef void (*aift_log_fn)(void *user AIFT_NULLABLE, aift_log_level level, const char *message);

/** One piece of a parallel loop: works on the indices [begin, end). */
typedef void (*aift_range_fn)(void *arg AIFT_NULLABLE, int64_t begin, int64_t end);

/** A host's own parallel loop: calls fn(arg, begin, end) for disjoint ranges that cover [0, n), each range
 *  beginning at a multiple of `grain` and, but for the last, `grain` long; on any threads, in any order;
 *  returns when all are done. */
typedef void (*aift_parallel_for_fn)(void *user AIFT_NULLABLE, int64_t n, int64_t grain,
                                     aift_range_fn fn AIFT_CALLBACK, void *arg AIFT_NULLABLE);

/** Options of aift_context_create. */
typedef struct aift_context_options {
    size_t struct_size;                          /**< sizeof(aift_context_options) */
    aift_allocator allocator;                    /**< all NULL: malloc, realloc, free */
    aift_log_fn log AIFT_CALLBACK AIFT_NULLABLE; /**< NULL: nothing is logged */
    void *log_user AIFT_NULLABLE;                /**< first argument of log */
    aift_log_level log_level;                    /**< the most detailed level that is sent; default WARNING */
    int32_t num_threads;                         /**< threads that compute, 1 to 1024; 0: one a processor */
    aift_parallel_for_fn parallel_for AIFT_CALLBACK AIFT_NULLABLE; /**< NULL: the library's own threads */
    void *parallel_for_user AIFT_NULLABLE;                         /**< first argument of parallel_for */
} aift_context_options;
/** The defaults of aift_context_options. */
#define AIFT_CONTEXT_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        sizeof(aift_context_options), {NULL, NULL, NULL, NULL}, NULL, NULL, AIFT_LOG_WARNING, 0, NULL, NULL  \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_CONTEXT_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_context_options_init(aift_context_options *options AIFT_OUT);

/** Creates a context.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_context_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_RANGE, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_context_create(const aift_context_options *options AIFT_NULLABLE,
                                         aift_context **out AIFT_OUT AIFT_OWNED);

/** Adds a reference; each object made with a context holds one.
 *  @return the context given.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_context *aift_context_retain(aift_context *context) AIFT_OWNED;

/** Gives a reference back; the last one stops the threads and frees the context. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_context_release(aift_context *context AIFT_NULLABLE);

/** The number of threads that compute.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_context_num_threads(const aift_context *context);

AIFT_END_DECLS

#endif
