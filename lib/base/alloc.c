/* Overflow-checked allocation through the context's allocator. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/base.h"
#include "base/context_struct.h"

/* Bytes from which a block asks for large pages: one such page on most processors. Products that walk through tens of
 * megabytes of weights wait for translations of small ones. */
enum { LARGE_PAGES_FROM = 2 << 20 };

static void *standard_malloc(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void *standard_realloc(void *user, void *block, size_t size)
{
    (void)user;
    return realloc(block, size);
}

static void standard_free(void *user, void *block)
{
    (void)user;
    free(block);
}

const aift_allocator aift__standard_allocator = {NULL, standard_malloc, standard_realloc, standard_free};

static bool total(size_t n, size_t size, size_t *bytes)
{
    if (__builtin_mul_overflow(n, size, bytes) || *bytes > PTRDIFF_MAX) {
        aift__fail_nomem(SIZE_MAX);
        return false;
    }
    if (*bytes == 0)
        *bytes = 1;
    return true;
}

void *aift__malloc(aift_context *context, size_t n, size_t size)
{
    size_t bytes;
    if (!total(n, size, &bytes))
        return NULL;
    void *block = context->allocator.malloc(context->allocator.user, bytes);
    if (!block)
        aift__fail_nomem(bytes);
    return block;
}

void *aift__calloc(aift_context *context, size_t n, size_t size)
{
    size_t bytes;
    if (!total(n, size, &bytes))
        return NULL;
    /* The system's zeroed pages cost no memory before they are touched: rows that a training never meets, say. */
    bool standard = context->allocator.malloc == standard_malloc;
    void *block = standard ? calloc(1, bytes) : context->allocator.malloc(context->allocator.user, bytes);
    if (!block)
        aift__fail_nomem(bytes);
    else if (!standard)
        memset(block, 0, bytes);
    return block;
}

void *aift__realloc(aift_context *context, void *block, size_t n, size_t size)
{
    size_t bytes;
    if (!total(n, size, &bytes))
        return NULL;
    void *grown = block ? context->allocator.realloc(context->allocator.user, block, bytes)
                        : context->allocator.malloc(context->allocator.user, bytes);
    if (!grown)
        aift__fail_nomem(bytes);
    return grown;
}

void aift__free(aift_context *context, void *block)
{
    if (block)
        context->allocator.free(context->allocator.user, block);
}

size_t aift__page_bytes(void)
{
    long bytes = sysconf(_SC_PAGESIZE);
    return bytes > 0 ? (size_t)bytes : 4096;
}

/* The whole pages within the block. */
static void advise(const aift_context *context, void *block, size_t bytes, int advice)
{
    uintptr_t page = aift__page_bytes(), at = (uintptr_t)block;
    uintptr_t begin = (at + page - 1) / page * page, end = (at + bytes) / page * page;
    if (block && begin < end && context->allocator.malloc == standard_malloc)
        (void)madvise((char *)block + (begin - at), end - begin, advice);
}

/* The block that was really allocated is kept in the word before the aligned one. */
void *aift__aligned_alloc(aift_context *context, size_t bytes)
{
    if (bytes > PTRDIFF_MAX - 128) {
        aift__fail_nomem(SIZE_MAX);
        return NULL;
    }
    char *block = aift__calloc(context, bytes + 64 + sizeof(void *), 1);
    if (!block)
        return NULL;
#ifdef MADV_HUGEPAGE
    if (bytes >= LARGE_PAGES_FROM)
        advise(context, block, bytes, MADV_HUGEPAGE);
#endif
    uintptr_t at = ((uintptr_t)block + sizeof(void *) + 63) & ~(uintptr_t)63;
    char *aligned = block + (at - (uintptr_t)block);
    memcpy(aligned - sizeof(void *), &block, sizeof block);
    return aligned;
}

void aift__aligned_rest(aift_context *context, void *block, size_t bytes)
{
    advise(context, block, bytes, MADV_DONTNEED);
}

void aift__aligned_sparse(aift_context *context, void *block, size_t bytes)
{
#ifdef MADV_NOHUGEPAGE
    advise(context, block, bytes, MADV_NOHUGEPAGE);
#endif
    advise(context, block, bytes, MADV_DONTNEED); /* and so zero again */
}

void aift__aligned_free(aift_context *context, void *aligned)
{
    if (!aligned)
        return;
    void *block;
    memcpy(&block, (char *)aligned - sizeof(void *), sizeof block);
    aift__free(context, block);
}

char *aift__strndup(aift_context *context, const char *text, size_t n)
{
    if (n == SIZE_MAX) {
        aift__fail_nomem(SIZE_MAX);
        return NULL;
    }
    char *copy = aift__malloc(context, n + 1, 1);
    if (copy) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

char *aift__strdup(aift_context *context, const char *text)
{
    return aift__strndup(context, text, strlen(text));
}

char *aift__asprintf(aift_context *context, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : aift__malloc(context, (size_t)n + 1, 1);
    if (text) {
        va_start(args, format);
        vsnprintf(text, (size_t)n + 1, format, args);
        va_end(args);
    }
    return text;
}

aift_status aift__reserve(aift_context *context, void **array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return AIFT_OK;
    size_t want = *cap ? *cap : 8;
    while (want <= n) {
        if (want > SIZE_MAX / 2)
            return aift__fail_nomem(SIZE_MAX);
        want *= 2;
    }
    void *grown = aift__realloc(context, *array, want, size);
    if (!grown)
        return AIFT_E_NOMEM;
    *array = grown;
    *cap = want;
    return AIFT_OK;
}
