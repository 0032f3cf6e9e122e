/* The allocator that counts and fails on demand, and the sweep over every allocation of a scenario. */
#include <stdatomic.h>
#include <stdlib.h>

#include <jansson.h>

#include "support.h"

struct aift_test_heap {
    atomic_llong live, count;
    atomic_llong bytes, most, marked; /* allocated just now; at most since it was marked; when it was */
    atomic_llong left;                /* allocations until one fails; 0 or less: see `armed` */
    atomic_bool armed, sticky, failed;
};

/* In front of each block: who allocated it. Blocks stay aligned as malloc aligns them. */
typedef struct header {
    aift_test_heap *heap;
    uint64_t magic;
    size_t size;
    uint64_t unused;
} header;

enum { LIVE = 0x4c495645, FREED = 0x44454144 };

/* The heap that the JSON library uses during a sweep; it has one allocator for the whole process. */
static aift_test_heap *json_heap;
static int64_t json_blocks; /* asked for since it began */

static bool must_fail(aift_test_heap *heap)
{
    atomic_fetch_add(&heap->count, 1);
    if (!atomic_load(&heap->armed))
        return false;
    long long left = atomic_fetch_sub(&heap->left, 1);
    bool fails = left == 1 || (left < 1 && atomic_load(&heap->sticky));
    if (fails)
        atomic_store(&heap->failed, true);
    return fails;
}

/* More bytes, or fewer. */
static void count_bytes(aift_test_heap *heap, long long more)
{
    const long long now = atomic_fetch_add(&heap->bytes, more) + more;
    long long most = atomic_load(&heap->most);
    while (most < now && !atomic_compare_exchange_weak(&heap->most, &most, now))
        ;
}

static header *header_of(void *block)
{
    header *h = (header *)block - 1;
    if (h->magic != LIVE) {
        fprintf(stderr,
                "a block that this allocator did not give, or that was freed before, is given back\n");
        abort();
    }
    return h;
}

static void *block_of(aift_test_heap *heap, size_t size)
{
    header *h = malloc(sizeof *h + size);
    if (!h)
        return NULL;
    *h = (header){.heap = heap, .magic = LIVE, .size = size};
    if (heap) {
        atomic_fetch_add(&heap->live, 1);
        count_bytes(heap, (long long)size);
    }
    return h + 1;
}

static void *heap_malloc(void *user, size_t size)
{
    return must_fail(user) ? NULL : block_of(user, size);
}

static void heap_free(void *user, void *block)
{
    (void)user;
    if (!block)
        return;
    header *h = header_of(block);
    if (h->heap) {
        atomic_fetch_sub(&h->heap->live, 1);
        count_bytes(h->heap, -(long long)h->size);
    }
    h->magic = FREED;
    free(h);
}

static void *heap_realloc(void *user, void *block, size_t size)
{
    aift_test_heap *heap = user;
    header *h = header_of(block);
    if (h->heap != heap) {
        fprintf(stderr, "a block of one context is grown with another\n");
        abort();
    }
    if (must_fail(heap))
        return NULL;
    const size_t before = h->size;
    h = realloc(h, sizeof *h + size);
    if (!h)
        return NULL;
    h->size = size;
    count_bytes(heap, (long long)size - (long long)before);
    return h + 1;
}

/* Of a long file most values are alike: of the later ones only some can fail. */
static void *json_malloc(size_t size)
{
    enum { FIRST = 256, STRIDE = 61 };
    if (json_heap && (json_blocks++ < FIRST || json_blocks % STRIDE == 0) && must_fail(json_heap))
        return NULL;
    return block_of(json_heap, size);
}

static void json_free(void *block)
{
    heap_free(NULL, block);
}

__attribute__((constructor)) static void watch_what_the_json_library_allocates(void)
{
    json_set_alloc_funcs(json_malloc, json_free);
}

aift_test_heap *aift_test_heap_create(void)
{
    aift_test_heap *heap = calloc(1, sizeof *heap);
    assert_non_null(heap);
    return heap;
}

void aift_test_heap_destroy(aift_test_heap *heap)
{
    long long live = atomic_load(&heap->live);
    if (live) /* the blocks left over still point at the heap: it is not freed */
        fail_msg("%lld blocks were not given back", live);
    free(heap);
}

aift_allocator aift_test_heap_allocator(aift_test_heap *heap)
{
    return (aift_allocator){heap, heap_malloc, heap_realloc, heap_free};
}

void aift_test_heap_fail(aift_test_heap *heap, int64_t nth, bool sticky)
{
    atomic_store(&heap->armed, false);
    atomic_store(&heap->left, nth);
    atomic_store(&heap->sticky, sticky);
    atomic_store(&heap->failed, false);
    atomic_store(&heap->armed, nth > 0);
}

bool aift_test_heap_failed(const aift_test_heap *heap)
{
    return atomic_load(&heap->failed);
}

int64_t aift_test_heap_live(const aift_test_heap *heap)
{
    return atomic_load(&heap->live);
}

int64_t aift_test_heap_count(const aift_test_heap *heap)
{
    return atomic_load(&heap->count);
}

int64_t aift_test_heap_peak(const aift_test_heap *heap)
{
    return atomic_load(&heap->most) - atomic_load(&heap->marked);
}

void aift_test_heap_mark(aift_test_heap *heap)
{
    atomic_store(&heap->marked, atomic_load(&heap->bytes));
    atomic_store(&heap->most, atomic_load(&heap->bytes));
}

aift_context *aift_test_context(aift_test_heap *heap, int32_t num_threads)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.allocator = aift_test_heap_allocator(heap);
    options.num_threads = num_threads;
    aift_context *context;
    assert_ok(aift_context_create(&options, &context));
    return context;
}

/* A failure that leaves the thread's old message standing would go unseen: so set one that is known. */
static void set_known_message(void)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = -1;
    aift_context *context;
    assert_int_equal(aift_context_create(&options, &context), AIFT_E_RANGE);
}

/* One run with the nth allocation failing; true if none failed any more. */
static bool attempt(aift_test_scenario scenario, void *arg, int64_t nth, bool sticky)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    int64_t before = aift_test_heap_live(heap);
    set_known_message();
    json_heap = heap;
    json_blocks = 0;
    aift_test_heap_fail(heap, nth, sticky);
    aift_status status = scenario(context, arg);
    bool failed = aift_test_heap_failed(heap);
    aift_test_heap_fail(heap, 0, false);
    const char *mode = sticky ? "all from there on fail" : "only that one fails";
    if (!failed && status != AIFT_OK)
        fail_msg("without a failing allocation: %s: %s", aift_status_name(status), aift_last_error());
    if (failed && status != AIFT_E_NOMEM)
        fail_msg("allocation %lld (%s): the scenario returned %s: %s", (long long)nth, mode,
                 aift_status_name(status), status == AIFT_OK ? "" : aift_last_error());
    if (failed && !strstr(aift_last_error(), "out of memory"))
        fail_msg("allocation %lld (%s): the message is \"%s\"", (long long)nth, mode, aift_last_error());
    if (aift_test_heap_live(heap) != before)
        fail_msg("allocation %lld (%s): %lld blocks were not given back", (long long)nth, mode,
                 (long long)(aift_test_heap_live(heap) - before));
    if (failed)
        assert_ok(scenario(context, arg));
    json_heap = NULL;
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return !failed;
}

void aift_test_sweep(aift_test_scenario scenario, void *arg)
{
    for (int sticky = 0; sticky < 2; sticky++)
        for (int64_t nth = 1; !attempt(scenario, arg, nth, sticky); nth++)
            if (nth == 1000000)
                fail_msg("no end: make the scenario smaller");
}

void aift_test_json_sweep(aift_status (*call)(void *arg), void *arg)
{
    bool failed = true;
    aift_test_heap *heap = aift_test_heap_create();
    for (int64_t nth = 1; failed; nth++) {
        json_heap = heap;
        json_blocks = INT64_MIN; /* never the later ones */
        aift_test_heap_fail(heap, nth, false);
        const aift_status status = call(arg);
        failed = aift_test_heap_failed(heap);
        aift_test_heap_fail(heap, 0, false);
        json_heap = NULL;
        if (status != (failed ? AIFT_E_NOMEM : AIFT_OK))
            fail_msg("JSON allocation %lld: %s: %s", (long long)nth, aift_status_name(status),
                     status == AIFT_OK ? "" : aift_last_error());
        if (aift_test_heap_live(heap) != 0)
            fail_msg("JSON allocation %lld: %lld blocks were not given back", (long long)nth,
                     (long long)aift_test_heap_live(heap));
    }
    aift_test_heap_destroy(heap);
}
