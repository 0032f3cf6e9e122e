/* Files read ahead of their use, by a thread of its own, in a stated order and within a stated window.
 *
 * Whoever wants file i takes it: read already, or being read (then it waits), or else it reads it itself. So no order
 * of taking can wait for ever, and what is taken does not depend on timing.
 */
#ifndef AIFT_LIB_BASE_PREFETCH_H
#define AIFT_LIB_BASE_PREFETCH_H

#include "base/file.h"

typedef struct aift__prefetch aift__prefetch;

/* The most that is held: files, and bytes (one file more may pass that). */
enum { AIFT__PREFETCH_FILES = 256, AIFT__PREFETCH_BYTES = 64 << 20 };

/* The largest file that is read. */
#define AIFT__MEDIA_MOST ((size_t)1 << 30)

/* The path of the i-th file, which the caller frees with aift__free; *path is NULL where there is none to be read.
 * Called from any thread. */
typedef aift_status (*aift__prefetch_path_fn)(void *user, size_t i, char **path);

/* Begins with file 0 of n. */
aift_status aift__prefetch_start(aift_context *context, size_t n, aift__prefetch_path_fn path, void *user,
                                 aift__prefetch **out);
void aift__prefetch_stop(aift__prefetch *prefetch); /* NULL is accepted */

/* Takes file i, once; by any thread. The message begins with the path. Freed with aift__file_unmap. */
aift_status aift__prefetch_take(aift__prefetch *prefetch, size_t i, aift__file_bytes *out);

/* Reads a regular file of at most AIFT__MEDIA_MOST bytes whole. */
aift_status aift__media_read(aift_context *context, const char *path, aift__file_bytes *out);

#endif
