/* What all tests share: cmocka, assertions with messages, an allocator that fails on demand, files.
 *
 * A test program lists its cases and ends in cmocka_run_group_tests. The support library makes each program
 * use the locale of its environment, so that the suite can run under one that writes decimals with a comma.
 * Assertions jump out of the test: never assert from a worker thread.
 */
#ifndef AIFT_TESTS_SUPPORT_H
#define AIFT_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "aift/context.h"
#include "aift/status.h"

/* The call succeeds; else its status and message are printed. */
#define assert_ok(call) aift_test_ok((call), #call, __FILE__, __LINE__)

/* The call fails with this status, and its message contains `part`. */
#define assert_fails(call, status, part) aift_test_fails((call), (status), (part), #call, __FILE__, __LINE__)

/* |a - b| <= tolerance; never true of NaN. */
#define assert_close(a, b, tolerance)                                                                        \
    aift_test_close((double)(a), (double)(b), (double)(tolerance), #a, #b, __FILE__, __LINE__)

/* The text contains the part. */
#define assert_contains(text, part) aift_test_contains((text), (part), __FILE__, __LINE__)

void aift_test_ok(aift_status status, const char *call, const char *file, int line);
void aift_test_fails(aift_status status, aift_status want, const char *part, const char *call,
                     const char *file, int line);
void aift_test_close(double a, double b, double tolerance, const char *a_text, const char *b_text,
                     const char *file, int line);
void aift_test_contains(const char *text, const char *part, const char *file, int line);

/* Leaves the test as skipped; the reason names what is missing. */
#define skip_because(...) (print_message("skipped: " __VA_ARGS__), print_message("\n"), skip())

/* An allocator that counts, and fails when it is told to. Threads may share it. */
typedef struct aift_test_heap aift_test_heap;
aift_test_heap *aift_test_heap_create(void);
void aift_test_heap_destroy(aift_test_heap *heap); /* fails the test if a block is still allocated */
aift_allocator aift_test_heap_allocator(aift_test_heap *heap);
/* The nth allocation from now fails (1 is the next), and if `sticky`, every one after it; 0: none. */
void aift_test_heap_fail(aift_test_heap *heap, int64_t nth, bool sticky);
bool aift_test_heap_failed(const aift_test_heap *heap);   /* has one failed since aift_test_heap_fail? */
int64_t aift_test_heap_live(const aift_test_heap *heap);  /* blocks allocated just now */
int64_t aift_test_heap_count(const aift_test_heap *heap); /* allocations so far, failed ones too */
/* The most bytes that were allocated at a time, beyond those at the last call of aift_test_heap_mark. */
int64_t aift_test_heap_peak(const aift_test_heap *heap);
void aift_test_heap_mark(aift_test_heap *heap);

/* A context on the heap with so many threads. */
aift_context *aift_test_context(aift_test_heap *heap, int32_t num_threads);

/* Runs the scenario with its 1st, 2nd, 3rd, ... allocation failing, once only and from there on, until it no
 * longer meets a failure. Each time it must return AIFT_E_NOMEM with a message, leave nothing allocated, and
 * succeed when it is run again in the same context.
 *
 * The scenario makes all it needs with the context, releases it, and returns the first failure. It checks
 * with assert_null that what the failed call should have given is NULL. The JSON library's allocations
 * fail too: the first of a run each, of the later ones some. */
typedef aift_status (*aift_test_scenario)(aift_context *context, void *arg);
void aift_test_sweep(aift_test_scenario scenario, void *arg);
/* The same of what one call asks of the JSON library, every allocation of it; no JSON value may live from call to call. */
void aift_test_json_sweep(aift_status (*call)(void *arg), void *arg);

/* Texts and bytes below are kept until the program ends; what is wrong with a file fails the test. */

/* The path of a file of the tests, for example aift_test_path("golden/tiny/config.json"). */
const char *aift_test_path(const char *name);
/* A new empty folder, removed with all that is in it when the program ends. */
const char *aift_test_folder(void);
/* The path of `name` in a folder. */
const char *aift_test_join(const char *folder, const char *name);
/* A whole file, a NUL behind it; `size` may be NULL. */
const char *aift_test_read(const char *path, size_t *size);
void aift_test_write(const char *path, const void *data, size_t size);
bool aift_test_exists(const char *path);

/* An aift_read_fn over bytes in memory, at most `step` of them a call; `user` is an aift_test_bytes. */
typedef struct aift_test_bytes {
    const void *data;
    size_t size, step;
} aift_test_bytes;
int64_t aift_test_read_bytes(void *user, void *buffer, size_t size);

#endif
