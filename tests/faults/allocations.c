/* malloc and its kin, in front of the C library's. */
#define _GNU_SOURCE
#include "allocations.h"

#ifdef AIFT_TESTS_OWN_MALLOC
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By the beginnings of their files' names. Not libsndfile with its codecs and libsoxr, which write to what they did not
 * get. */
static struct library {
    const char *name;
    uintptr_t begin, end; /* of its code; 0: it is not here */
    atomic_llong failed;
} libraries[] = {
    {.name = "libaift."},    {.name = "libjansson"}, {.name = "libz."},   {.name = "libpcre2"},
    {.name = "libutf8proc"}, {.name = "libsqlite3"}, {.name = "libjpeg"}, {.name = "libpng"},
};
enum { LIBRARIES = sizeof libraries / sizeof libraries[0] };

static atomic_llong left, live;
static atomic_bool armed, stays, failed;

static int find_library(struct dl_phdr_info *info, size_t size, void *arg)
{
    const char *slash = strrchr(info->dlpi_name, '/'), *name = slash ? slash + 1 : info->dlpi_name;
    for (int i = 0; i < LIBRARIES; i++)
        for (int k = 0;
             strncmp(name, libraries[i].name, strlen(libraries[i].name)) == 0 && k < info->dlpi_phnum; k++) {
            const ElfW(Phdr) *part = &info->dlpi_phdr[k];
            if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
                libraries[i].begin = info->dlpi_addr + part->p_vaddr;
                libraries[i].end = libraries[i].begin + part->p_memsz;
            }
        }
    return 0;
}

__attribute__((constructor)) static void find_libraries(void)
{
    dl_iterate_phdr(find_library, NULL);
}

static struct library *library_of(const void *caller)
{
    const uintptr_t at = (uintptr_t)caller;
    for (int i = 0; i < LIBRARIES; i++)
        if (at >= libraries[i].begin && at < libraries[i].end)
            return &libraries[i];
    return NULL;
}

static bool fails(struct library *library)
{
    if (!library || !armed)
        return false;
    const long long n = atomic_fetch_sub(&left, 1);
    if (n > 1 || (n < 1 && !stays))
        return false;
    failed = true;
    library->failed++;
    errno = ENOMEM;
    return true;
}

/* ---- the blocks they hold ---- */

/* glibc's own names, which need no look-up. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

typedef struct held {
    struct held *next;
    void *block;
} held;

enum { BUCKETS = 4096 };
static held *buckets[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static held **bucket_of(const void *block)
{
    return &buckets[((uintptr_t)block >> 4) % BUCKETS];
}

static void *hold(const struct library *library, void *block)
{
    if (!library || !block)
        return block;
    held *h = __libc_malloc(sizeof *h), **bucket = bucket_of(block);
    pthread_mutex_lock(&lock);
    *h = (held){*bucket, block};
    *bucket = h;
    live++;
    pthread_mutex_unlock(&lock);
    return block;
}

/* True if it was held. */
static bool let_go(void *block)
{
    if (!block || live == 0)
        return false;
    pthread_mutex_lock(&lock);
    held **at = bucket_of(block), *found = NULL;
    while (*at && (*at)->block != block)
        at = &(*at)->next;
    if (*at) {
        found = *at;
        *at = found->next;
        live--;
    }
    pthread_mutex_unlock(&lock);
    __libc_free(found);
    return found != NULL;
}

/* ---- in front ---- */

#define LIBRARY library_of(__builtin_return_address(0))

static void *aligned(struct library *library, size_t alignment, size_t size)
{
    return fails(library) ? NULL : hold(library, __libc_memalign(alignment, size));
}

static void *copied(struct library *library, const char *text, size_t size)
{
    char *copy = fails(library) ? NULL : hold(library, __libc_malloc(size + 1));
    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

static void *grown(struct library *library, void *block, size_t size)
{
    if (fails(library))
        return NULL;
    const bool was_held = let_go(block);
    void *got = __libc_realloc(block, size);
    if (!got && size && was_held)
        hold(library, block);
    return hold(library, got);
}

void *malloc(size_t size)
{
    struct library *library = LIBRARY;
    return fails(library) ? NULL : hold(library, __libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    struct library *library = LIBRARY;
    return fails(library) ? NULL : hold(library, __libc_calloc(n, size));
}

void *realloc(void *block, size_t size)
{
    return grown(LIBRARY, block, size);
}

void *reallocarray(void *block, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return grown(LIBRARY, block, bytes);
}

void free(void *block)
{
    let_go(block);
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size)
{
    return aligned(LIBRARY, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return aligned(LIBRARY, alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *block = aligned(LIBRARY, alignment, size);
    if (!block)
        return ENOMEM;
    *out = block;
    return 0;
}

#undef strdup
#undef strndup
char *strdup(const char *text)
{
    return copied(LIBRARY, text, strlen(text));
}

char *strndup(const char *text, size_t most)
{
    return copied(LIBRARY, text, strnlen(text, most));
}

/* ---- for the test ---- */

bool allocations_are_seen(void)
{
    return true;
}

void allocations_fail(int64_t nth, bool sticky)
{
    armed = false;
    left = nth;
    stays = sticky;
    failed = false;
    armed = nth > 0;
}

bool allocations_failed(void)
{
    return failed;
}

int64_t allocations_live(void)
{
    return live;
}

void allocations_print(void)
{
    for (int i = 0; i < LIBRARIES; i++)
        if (libraries[i].begin)
            printf("  %s: %lld\n", libraries[i].name, (long long)libraries[i].failed);
}
#else
bool allocations_are_seen(void)
{
    return false;
}

void allocations_fail(int64_t nth, bool sticky) {}

bool allocations_failed(void)
{
    return false;
}

int64_t allocations_live(void)
{
    return 0;
}

void allocations_print(void) {}
#endif
