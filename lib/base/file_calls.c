/* System calls on descriptors, and what to say when one fails. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file_calls.h"

const char *aift__file_reason(int error)
{
    const char *text = strerrordesc_np(error); /* not strerror: that speaks the locale's language */
    return text ? text : "unknown error";
}

aift_status aift__file_fail(const char *path, const char *what, int error)
{
    /* What the process or the system has run out of is no fault of the file: the next one would fail alike. */
    const bool out_of = error == ENOMEM || error == EMFILE || error == ENFILE;
    const aift_status status = out_of ? AIFT_E_NOMEM : AIFT_E_IO;
    aift__fail(status, "%s: %s%s", what, aift__file_reason(error),
               error == EMFILE ? ": close some, or raise this process's limit (ulimit -n)" : "");
    return aift__fail_in(status, "%s: ", path);
}

int aift__file_open_fd(int folder, const char *path, int flags, unsigned mode)
{
    int fd;
    do
        fd = openat(folder, path, flags, mode);
    while (fd < 0 && errno == EINTR); /* network file systems */
    return fd;
}

int aift__file_write_fd(int fd, const void *data, size_t size)
{
    const char *p = data;
    while (size > 0) {
        ssize_t n = write(fd, p, AIFT__MIN(size, (size_t)1 << 30));
        if (n < 0 && errno != EINTR)
            return errno;
        if (n == 0)
            return EIO;
        if (n > 0) {
            p += n;
            size -= (size_t)n;
        }
    }
    return 0;
}

int64_t aift__file_read_fd(int fd, void *buffer, size_t size)
{
    for (;;) {
        ssize_t n = read(fd, buffer, AIFT__MIN(size, (size_t)1 << 30));
        if (n >= 0)
            return n;
        if (errno != EINTR)
            return -errno;
    }
}

int aift__file_sync_fd(int fd)
{
    while (fsync(fd) != 0)
        if (errno != EINTR)
            return errno == EINVAL || errno == ENOTSUP ? 0 : errno;
    return 0;
}
