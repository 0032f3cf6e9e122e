/* All memory of the library goes through a context's allocator. malloc and friends stand in alloc.c only.
 *
 * A block remembers nothing: whoever allocates with a context frees with the same one. Functions that fail
 * set the message, so a caller only has to `return AIFT_E_NOMEM`.
 */
#ifndef AIFT_LIB_BASE_ALLOC_H
#define AIFT_LIB_BASE_ALLOC_H

#include <stddef.h>

#include "aift/context.h"

/* malloc and friends: a context's allocator unless it is given another. */
extern const aift_allocator aift__standard_allocator;

/* n * size bytes, zeroed; NULL on failure or overflow (the message is set). n * size of 0 gives a block. */
void *aift__calloc(aift_context *context, size_t n, size_t size);

/* The same, not zeroed. */
void *aift__malloc(aift_context *context, size_t n, size_t size);

/* Grows or shrinks to n * size bytes; on failure the old block stays as it was. */
void *aift__realloc(aift_context *context, void *block, size_t n, size_t size);

/* NULL is accepted. */
void aift__free(aift_context *context, void *block);

/* 64-byte aligned memory for tensors and arenas, zeroed; released with aift__aligned_free. */
void *aift__aligned_alloc(aift_context *context, size_t bytes);
/* Gives its memory back to the system until it is used again; what it held is lost. A host's own allocator is left
 * alone, and its blocks as they are. */
void aift__aligned_rest(aift_context *context, void *block, size_t bytes);
/* Of such memory that is still all zero: only some of it will be used, here and there. From now on it takes the pages
 * that are touched and no others, also where malloc has it from earlier use, or the system hands out large pages by
 * itself. A host's own allocator is left alone. */
void aift__aligned_sparse(aift_context *context, void *block, size_t bytes);
void aift__aligned_free(aift_context *context, void *block);

/* The bytes of the system's pages of memory. */
size_t aift__page_bytes(void);

/* A copy of the text, or of its first n bytes; ends in a NUL. */
char *aift__strdup(aift_context *context, const char *text);
char *aift__strndup(aift_context *context, const char *text, size_t n);

/* A printed text of any length. */
char *aift__asprintf(aift_context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for one more element of a growing array: doubles *cap when n == *cap. */
#define AIFT__RESERVE(context, array, n, cap)                                                                \
    aift__reserve((context), (void **)&(array), (n), &(cap), sizeof *(array))
aift_status aift__reserve(aift_context *context, void **array, size_t n, size_t *cap, size_t size);

#endif
