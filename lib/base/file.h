/* Files by path. Files are opened in base/ only. Messages begin with the path and end in the system's (English)
 * reason.
 */
#ifndef AIFT_LIB_BASE_FILE_H
#define AIFT_LIB_BASE_FILE_H

#include "aift/io.h"
#include "base/base.h"

typedef enum aift__file_kind {
    AIFT__FILE_NONE, /* nothing is there, or a link to nothing */
    AIFT__FILE_REGULAR,
    AIFT__FILE_FOLDER,
    AIFT__FILE_OTHER /* a device, a pipe, a socket */
} aift__file_kind;

/* What a path leads to, links followed; AIFT_E_IO if that cannot be found out. */
aift_status aift__file_kind_of(const char *path, aift__file_kind *kind);
bool aift__file_exists(const char *path);  /* a regular file */
int64_t aift__file_size(const char *path); /* of a regular file; 0: it is none, or cannot be examined */

/* folder/name, freed with aift__free; NULL: out of memory. */
char *aift__file_join(aift_context *context, const char *folder, const char *name);

/* The bytes of a whole file; zeroed when it could not be read. */
typedef struct aift__file_bytes {
    const unsigned char *data; /* 64-byte aligned; never NULL on success */
    size_t size;
    aift_context *context;
    void *mapped; /* or NULL */
    void *owned;  /* or NULL */
} aift__file_bytes;

/* Maps a regular file, or reads it when `copy` is set: a mapped file that another process cuts short ends
 * this process by SIGBUS. */
aift_status aift__file_map(aift_context *context, const char *path, bool copy, aift__file_bytes *out);
/* Reads a regular file of at most `most` bytes; a larger one is AIFT_E_RANGE before any memory is taken. */
aift_status aift__file_read(aift_context *context, const char *path, size_t most, aift__file_bytes *out);
/* The same of a caller's source; always a copy, so the source need not outlive the call. */
aift_status aift__file_read_source(aift_context *context, const aift_source *source, size_t most,
                                   aift__file_bytes *out);
aift_status aift__file_map_source(aift_context *context, const aift_source *source, aift__file_bytes *out);
/* Gives the memory of a part of mapped bytes back to the system, which reads them again when they are met. */
void aift__file_rest(const void *mapped, size_t size);
void aift__file_unmap(aift__file_bytes *bytes); /* zeroed bytes are accepted */

/* Writes a file beside its target, syncs and renames it: the path holds the old or the new, never a part. A
 * link at the path is followed; anything there that is no regular file is refused. */
aift_status aift__file_write_atomic(aift_context *context, const char *path, const void *data, size_t size);

#endif
