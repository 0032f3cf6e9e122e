/* gzip in front of a stream, inflated as it is read. */
#include <limits.h>
#include <string.h>

#include <zlib.h>

#include "codec/gzip.h"

enum { CHUNK = 1 << 16 };

typedef enum mode { UNKNOWN, PLAIN, MEMBER, BETWEEN } mode;

typedef struct gzip {
    aift__stream *inner;
    mode mode;
    bool begun; /* inflateInit2 was called */
    z_stream z; /* next_in and avail_in are what is left of `in`, for a plain stream too */
    unsigned char in[CHUNK];
} gzip;

static void *allocate(void *context, unsigned n, unsigned size)
{
    return aift__malloc(context, n, size);
}

static void release(void *context, void *block)
{
    aift__free(context, block);
}

/* At least `want` bytes, or all that there are. */
static aift_status fill(gzip *gz, unsigned want)
{
    if (gz->z.avail_in >= want)
        return AIFT_OK;
    memmove(gz->in, gz->z.next_in, gz->z.avail_in);
    gz->z.next_in = gz->in;
    while (gz->z.avail_in < want) {
        size_t n;
        AIFT__TRY(aift__stream_read(gz->inner, gz->in + gz->z.avail_in, CHUNK - gz->z.avail_in, &n));
        if (n == 0)
            break;
        gz->z.avail_in += (unsigned)n;
    }
    return AIFT_OK;
}

static bool at_magic(const gzip *gz)
{
    return gz->z.avail_in >= 2 && gz->z.next_in[0] == 0x1F && gz->z.next_in[1] == 0x8B;
}

static aift_status recognise(aift__stream *stream)
{
    gzip *gz = stream->state;
    AIFT__TRY(fill(gz, 2));
    gz->mode = at_magic(gz) ? MEMBER : PLAIN;
    if (gz->mode == PLAIN)
        return AIFT_OK;
    if (inflateInit2(&gz->z, MAX_WBITS + 16) != Z_OK)
        return aift__fail(AIFT_E_NOMEM, "%s: out of memory: gzip cannot be read", stream->name);
    gz->begun = true;
    return AIFT_OK;
}

static aift_status read_plain(gzip *gz, void *buffer, size_t size, size_t *n)
{
    if (gz->z.avail_in == 0)
        return aift__stream_read(gz->inner, buffer, size, n);
    *n = AIFT__MIN(size, gz->z.avail_in);
    memcpy(buffer, gz->z.next_in, *n);
    gz->z.next_in += *n;
    gz->z.avail_in -= (unsigned)*n;
    return AIFT_OK;
}

/* After a member: another one, zeros (as tapes and tar pad) or the end. */
static aift_status next_member(aift__stream *stream, bool *ended)
{
    gzip *gz = stream->state;
    do {
        while (gz->z.avail_in > 0 && *gz->z.next_in == 0)
            gz->z.next_in++, gz->z.avail_in--;
        AIFT__TRY(fill(gz, 2));
    } while (gz->z.avail_in > 0 && *gz->z.next_in == 0);
    *ended = gz->z.avail_in == 0;
    if (*ended)
        return AIFT_OK;
    if (!at_magic(gz))
        return aift__fail(AIFT_E_FORMAT, "%s: what follows the gzip data is no gzip", stream->name);
    gz->mode = MEMBER;
    inflateReset(&gz->z);
    return AIFT_OK;
}

static aift_status fail_inflate(aift__stream *stream, int result)
{
    gzip *gz = stream->state;
    if (result == Z_MEM_ERROR)
        return aift__fail(AIFT_E_NOMEM, "%s: out of memory: gzip cannot be read", stream->name);
    return aift__fail(AIFT_E_FORMAT, "%s: the gzip data is corrupt: %s", stream->name,
                      gz->z.msg ? gz->z.msg : "it cannot be inflated");
}

static aift_status read_gzip(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    gzip *gz = stream->state;
    if (gz->mode == UNKNOWN)
        AIFT__TRY(recognise(stream));
    if (gz->mode == PLAIN)
        return read_plain(gz, buffer, size, n);
    gz->z.next_out = buffer;
    gz->z.avail_out = (unsigned)AIFT__MIN(size, (size_t)INT_MAX);
    const unsigned room = gz->z.avail_out;
    while (gz->z.avail_out == room) {
        bool ended = false;
        if (gz->mode == BETWEEN)
            AIFT__TRY(next_member(stream, &ended));
        if (ended)
            return AIFT_OK;
        AIFT__TRY(fill(gz, 1));
        if (gz->z.avail_in == 0)
            return aift__fail(AIFT_E_FORMAT, "%s: the gzip data ends too early; the file is incomplete",
                              stream->name);
        int result = inflate(&gz->z, Z_NO_FLUSH);
        if (result == Z_STREAM_END)
            gz->mode = BETWEEN;
        else if (result != Z_OK)
            return fail_inflate(stream, result);
    }
    *n = room - gz->z.avail_out;
    return AIFT_OK;
}

static void close_gzip(aift__stream *stream)
{
    gzip *gz = stream->state;
    if (gz->begun)
        inflateEnd(&gz->z);
    aift__stream_close(gz->inner);
}

static const aift__stream_class gzip_class = {read_gzip, close_gzip};

bool aift__gzip_found(const aift__stream *stream)
{
    return stream->class == &gzip_class && ((const gzip *)stream->state)->begun;
}

aift_status aift__gzip_open(aift__stream *inner, aift__stream **out)
{
    aift_status status = aift__stream_create(inner->context, inner->name, &gzip_class, sizeof(gzip), out);
    if (status != AIFT_OK) {
        aift__stream_close(inner);
        return status;
    }
    gzip *gz = (*out)->state;
    gz->inner = inner;
    gz->z.zalloc = allocate;
    gz->z.zfree = release;
    gz->z.opaque = inner->context;
    gz->z.next_in = gz->in;
    return AIFT_OK;
}
