/* System calls on descriptors, for the files of base/ alone; each is restarted after signals. */
#ifndef AIFT_LIB_BASE_FILE_CALLS_H
#define AIFT_LIB_BASE_FILE_CALLS_H

#include "base/base.h"

/* Fails with AIFT_E_IO (AIFT_E_NOMEM where there is no memory, or no descriptor for another file): "<path>: <what>: <the reason of errno>". */
aift_status aift__file_fail(const char *path, const char *what, int error);
const char *aift__file_reason(int error);

/* openat(2); the descriptor, or -1 and errno. */
int aift__file_open_fd(int folder, const char *path, int flags, unsigned mode);
/* write(2) until all is written; 0 or an errno. */
int aift__file_write_fd(int fd, const void *data, size_t size);
/* read(2) once, restarted after signals; the bytes, or -errno. */
int64_t aift__file_read_fd(int fd, void *buffer, size_t size);
/* fsync; a file system that cannot sync a folder is not a fault. 0 or an errno. */
int aift__file_sync_fd(int fd);

#endif
