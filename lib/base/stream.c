/* Bytes in sequence from a path, from memory or from a callback. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_calls.h"
#include "base/options.h"
#include "base/stream.h"

enum { CHUNK = 1 << 16 };

aift_status aift__stream_create(aift_context *context, const char *name, const aift__stream_class *class,
                                size_t state_size, aift__stream **out)
{
    *out = NULL;
    aift__stream *stream = aift__calloc(context, 1, sizeof *stream);
    if (!stream)
        return AIFT_E_NOMEM;
    stream->class = class;
    stream->context = context;
    stream->name = aift__strdup(context, name);
    stream->state = aift__calloc(context, 1, state_size);
    if (!stream->name || !stream->state) {
        aift__free(context, stream->name);
        aift__free(context, stream->state);
        aift__free(context, stream);
        return AIFT_E_NOMEM;
    }
    *out = stream;
    return AIFT_OK;
}

void aift__stream_close(aift__stream *stream)
{
    if (!stream)
        return;
    aift_context *context = stream->context;
    stream->class->close(stream);
    aift__free(context, stream->name);
    aift__free(context, stream->state);
    aift__free(context, stream);
}

aift_status aift__stream_read(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    *n = 0;
    return size ? stream->class->read(stream, buffer, size, n) : AIFT_OK;
}

aift_status aift__stream_read_all(aift__stream *stream, size_t max, aift__buf *buf)
{
    size_t total = 0;
    for (;;) {
        AIFT__TRY(aift__buf_reserve(buf, AIFT__MIN(max - total, CHUNK - 1) + 1));
        size_t n, room = buf->cap - buf->size - 1;
        AIFT__TRY(aift__stream_read(stream, buf->data + buf->size, room, &n));
        if (n > max - total)
            return aift__fail(AIFT_E_RANGE, "%s: is longer than the maximum of %zu bytes", stream->name, max);
        total += n;
        buf->size += n;
        buf->data[buf->size] = '\0';
        if (n == 0)
            return AIFT_OK;
    }
}

static aift_status read_file(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    int64_t got = aift__file_read_fd(*(int *)stream->state, buffer, size);
    if (got < 0)
        return aift__file_fail(stream->name, "cannot be read", (int)-got);
    *n = (size_t)got;
    return AIFT_OK;
}

static void close_file(aift__stream *stream)
{
    close(*(int *)stream->state);
}

static const aift__stream_class file_class = {read_file, close_file};

aift_status aift__stream_open(aift_context *context, const char *path, aift__stream **out)
{
    *out = NULL;
    int fd = aift__file_open_fd(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return aift__file_fail(path, "cannot be opened", errno);
    struct stat st;
    aift_status status = AIFT_OK;
    if (fstat(fd, &st) != 0)
        status = aift__file_fail(path, "cannot be examined", errno);
    else if (S_ISDIR(st.st_mode))
        status = aift__fail(AIFT_E_IO, "%s: is a folder; a file is expected", path);
    if (status == AIFT_OK)
        status = aift__stream_create(context, path, &file_class, sizeof(int), out);
    if (status == AIFT_OK)
        *(int *)(*out)->state = fd;
    else
        close(fd);
    return status;
}

typedef struct source_state {
    aift_source source; /* .data and .size are what is left */
    bool ended;
} source_state;

static aift_status read_source(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    source_state *state = stream->state;
    aift_source *source = &state->source;
    if (source->data) {
        *n = AIFT__MIN(size, source->size);
        memcpy(buffer, source->data, *n);
        source->data = (const char *)source->data + *n;
        source->size -= *n;
        return AIFT_OK;
    }
    if (state->ended)
        return AIFT_OK;
    int64_t got = source->read(source->user, buffer, size);
    if (got < 0)
        return aift__fail(AIFT_E_IO, "%s: the read callback failed (%lld)", stream->name, (long long)got);
    if ((uint64_t)got > size)
        return aift__fail(AIFT_E_INVALID,
                          "%s: the read callback says that it read %lld bytes, but %zu were asked for",
                          stream->name, (long long)got, size);
    state->ended = got == 0;
    *n = (size_t)got;
    return AIFT_OK;
}

static void close_source(aift__stream *stream)
{
    (void)stream; /* the caller's */
}

static const aift__stream_class source_class = {read_source, close_source};

aift_status aift__stream_open_source(aift_context *context, const aift_source *given, aift__stream **out)
{
    *out = NULL;
    aift_source source = AIFT_SOURCE_INIT;
    AIFT__TRY(aift__options_read(&source, sizeof source, given, "aift_source"));
    if (!source.name)
        source.name = "memory";
    if (!source.data && !source.read)
        return aift__fail(AIFT_E_INVALID, "%s: aift_source has neither data nor read", source.name);
    AIFT__TRY(aift__stream_create(context, source.name, &source_class, sizeof(source_state), out));
    source.name = (*out)->name;
    ((source_state *)(*out)->state)->source = source;
    return AIFT_OK;
}
