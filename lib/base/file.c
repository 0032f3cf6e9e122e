/* Files by path: their kind, their bytes, and replacing one in one step. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_calls.h"
#include "base/sibling.h"
#include "base/stream.h"

aift_status aift__file_kind_of(const char *path, aift__file_kind *kind)
{
    struct stat st;
    *kind = AIFT__FILE_NONE;
    if (stat(path, &st) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return AIFT_OK;
        return aift__file_fail(path, "cannot be examined", errno);
    }
    *kind = S_ISREG(st.st_mode)   ? AIFT__FILE_REGULAR
            : S_ISDIR(st.st_mode) ? AIFT__FILE_FOLDER
                                  : AIFT__FILE_OTHER;
    return AIFT_OK;
}

bool aift__file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

int64_t aift__file_size(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_size : 0;
}

char *aift__file_join(aift_context *context, const char *folder, const char *name)
{
    size_t n = strlen(folder);
    return aift__asprintf(context, "%s%s%s", folder, n > 0 && folder[n - 1] == '/' ? "" : "/", name);
}

static aift_status read_whole(int fd, const char *path, aift__file_bytes *out)
{
    unsigned char *block = aift__aligned_alloc(out->context, out->size);
    if (!block)
        return AIFT_E_NOMEM;
    out->owned = block;
    for (size_t at = 0; at < out->size;) {
        int64_t n = aift__file_read_fd(fd, block + at, out->size - at);
        if (n < 0)
            return aift__file_fail(path, "cannot be read", (int)-n);
        if (n == 0)
            return aift__fail(AIFT_E_IO, "%s: became shorter while it was read: %zu bytes, not %zu", path, at,
                              out->size);
        at += (size_t)n;
    }
    out->data = block;
    return AIFT_OK;
}

static aift_status map_fd(int fd, const char *path, bool copy, size_t most, aift__file_bytes *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return aift__file_fail(path, "cannot be examined", errno);
    if (!S_ISREG(st.st_mode))
        return aift__fail(AIFT_E_IO, "%s: is %s; a regular file is expected", path,
                          S_ISDIR(st.st_mode) ? "a folder" : "not a regular file");
    if ((uintmax_t)st.st_size > most)
        return aift__fail_in(
            aift__fail(AIFT_E_RANGE, "has %lld bytes; %zu are the most", (long long)st.st_size, most),
            "%s: ", path);
    out->size = (size_t)st.st_size;
    if (copy || out->size == 0)
        return read_whole(fd, path, out);
    void *at = mmap(NULL, out->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return aift__file_fail(path, "cannot be mapped into memory", errno);
    out->data = out->mapped = at;
    return AIFT_OK;
}

static aift_status open_and_map(aift_context *context, const char *path, bool copy, size_t most,
                                aift__file_bytes *out)
{
    *out = (aift__file_bytes){.context = context};
    int fd = aift__file_open_fd(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK,
                                0); /* a pipe must not make us wait */
    if (fd < 0)
        return aift__file_fail(path, "cannot be opened", errno);
    aift_status status = map_fd(fd, path, copy, most, out);
    close(fd);
    if (status != AIFT_OK)
        aift__file_unmap(out);
    return status;
}

aift_status aift__file_map(aift_context *context, const char *path, bool copy, aift__file_bytes *out)
{
    return open_and_map(context, path, copy, SIZE_MAX, out);
}

aift_status aift__file_read(aift_context *context, const char *path, size_t most, aift__file_bytes *out)
{
    return open_and_map(context, path, true, most, out);
}

aift_status aift__file_map_source(aift_context *context, const aift_source *source, aift__file_bytes *out)
{
    return aift__file_read_source(context, source, PTRDIFF_MAX, out);
}

aift_status aift__file_read_source(aift_context *context, const aift_source *source, size_t most,
                                   aift__file_bytes *out)
{
    *out = (aift__file_bytes){.context = context};
    aift__stream *stream;
    aift__buf buf;
    aift__buf_init(&buf, context, PTRDIFF_MAX);
    AIFT__TRY(aift__stream_open_source(context, source, &stream));
    aift_status status = aift__stream_read_all(stream, most, &buf);
    aift__stream_close(stream);
    if (status == AIFT_OK) {
        out->owned = aift__aligned_alloc(context, buf.size);
        if (out->owned) {
            out->data = memcpy(out->owned, buf.size ? buf.data : "", buf.size);
            out->size = buf.size;
        } else
            status = AIFT_E_NOMEM;
    }
    aift__buf_finish(&buf);
    return status;
}

void aift__file_unmap(aift__file_bytes *bytes)
{
    if (bytes->mapped)
        munmap(bytes->mapped, bytes->size);
    if (bytes->owned)
        aift__aligned_free(bytes->context, bytes->owned);
    *bytes = (aift__file_bytes){0};
}

void aift__file_rest(const void *mapped, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), at = (uintptr_t)mapped;
    uintptr_t begin = (at + page - 1) / page * page, end = (at + size) / page * page;
    if (begin < end)
        (void)madvise((char *)(uintptr_t)mapped + (begin - at), end - begin, MADV_DONTNEED);
}

static aift_status publish(aift__target *target, aift__sibling *sibling, const void *data, size_t size)
{
    int error = aift__file_write_fd(sibling->fd, data, size);
    if (error == 0 && target->regular && fchmod(sibling->fd, target->mode) != 0)
        error = errno;
    if (error == 0)
        error = aift__file_sync_fd(sibling->fd);
    if (error == 0 && renameat(target->parent, sibling->name, target->parent, target->name) != 0)
        error = errno;
    if (error != 0) {
        aift__sibling_discard(target, sibling);
        return aift__file_fail(target->path, "cannot be written", error);
    }
    error = aift__file_sync_fd(target->parent);
    return error ? aift__file_fail(target->path, "is written, but its folder cannot be synced", error)
                 : AIFT_OK;
}

aift_status aift__file_write_atomic(aift_context *context, const char *path, const void *data, size_t size)
{
    aift__target target;
    aift__sibling sibling;
    AIFT__TRY(aift__target_open(context, path, &target));
    aift_status status;
    if (target.present && !target.regular)
        status = aift__fail(AIFT_E_IO, "%s: is %s; a regular file can be written here", path,
                            target.folder ? "a folder" : "not a regular file");
    else
        status = aift__sibling_make(&target, false, &sibling);
    if (status == AIFT_OK) {
        status = publish(&target, &sibling, data, size);
        aift__sibling_finish(&target, &sibling);
    }
    aift__target_close(&target);
    return status;
}
