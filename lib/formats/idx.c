/* IDX: two zeros, a type, the number of dimensions, their sizes and the elements, all big-endian. */
#include <inttypes.h>
#include <string.h>

#include "codec/gzip.h"
#include "formats/idx.h"
#include "formats/signature.h"

/* By the third byte, from FIRST_TYPE on; there is no type 0x0A. */
enum { FIRST_TYPE = 0x08, LAST_TYPE = 0x0E };
static const aift_dtype types[] = {AIFT_DTYPE_U8,  AIFT_DTYPE_I8,  AIFT_DTYPE_U8, AIFT_DTYPE_I16,
                                   AIFT_DTYPE_I32, AIFT_DTYPE_F32, AIFT_DTYPE_F64};

typedef struct reader {
    aift__stream *stream;
    aift__idx idx;
    size_t max_bytes;
    aift__buf buf; /* the elements */
} reader;

/* Up to n bytes: fewer only at the end. */
static aift_status read_some(aift__stream *stream, unsigned char *to, size_t n, size_t *got)
{
    for (*got = 0; *got < n;) {
        size_t step;
        AIFT__TRY(aift__stream_read(stream, to + *got, n - *got, &step));
        if (step == 0)
            break;
        *got += step;
    }
    return AIFT_OK;
}

static aift_status fail_in_file(const reader *r, aift_status status)
{
    return aift__fail_in(status, "%s: ", r->stream->name);
}

static aift_status fail_header(const reader *r)
{
    return aift__fail(AIFT_E_FORMAT, "%s: is truncated: IDX data end in the header", r->stream->name);
}

static aift_status read_type(reader *r)
{
    unsigned char magic[4];
    size_t n;
    AIFT__TRY(read_some(r->stream, magic, sizeof magic, &n));
    int type = n == sizeof magic ? magic[2] : 0;
    if (n < sizeof magic || magic[0] || magic[1] || type < FIRST_TYPE || type > LAST_TYPE || type == 0x0A)
        return fail_in_file(
            r, aift__fail_signature(magic, n,
                                    "IDX data begin with 00 00, a type from 08 to 0E and the number "
                                    "of dimensions"));
    if (magic[3] < 1 || magic[3] > AIFT__MAX_RANK)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: has %d dimensions; from 1 to %d are supported",
                          r->stream->name, magic[3], AIFT__MAX_RANK);
    r->idx.dtype = types[type - FIRST_TYPE];
    r->idx.rank = magic[3];
    return AIFT_OK;
}

static aift_status read_shape(reader *r)
{
    unsigned char bytes[4 * AIFT__MAX_RANK];
    aift__idx *idx = &r->idx;
    size_t n;
    AIFT__TRY(read_some(r->stream, bytes, 4 * (size_t)idx->rank, &n));
    if (n < 4 * (size_t)idx->rank)
        return fail_header(r);
    int64_t product = 1;
    bool fits = true, empty = false;
    for (int32_t i = 0; i < idx->rank; i++) {
        const unsigned char *b = bytes + 4 * i;
        idx->shape[i] = (int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
        empty |= idx->shape[i] == 0;
        fits = fits && !__builtin_mul_overflow(product, AIFT__MAX(idx->shape[i], 1), &product);
    }
    idx->elements = empty ? 0 : product;
    if (!fits || !aift__dtype_bytes(idx->dtype, idx->elements, &idx->nbytes) || idx->nbytes > r->max_bytes)
        return aift__fail(AIFT_E_RANGE,
                          "%s: its header asks for more than the maximum of %zu bytes of elements",
                          r->stream->name, r->max_bytes);
    return AIFT_OK;
}

static aift_status read_elements(reader *r)
{
    enum { CHUNK = 1 << 16 };
    const size_t want = r->idx.nbytes;
    size_t n = 0;
    AIFT__TRY(aift__buf_reserve(&r->buf, 1)); /* there is a block for no elements too */
    while (r->buf.size < want) {
        size_t room = AIFT__MIN(want - r->buf.size, (size_t)CHUNK);
        AIFT__TRY(aift__buf_reserve(&r->buf, room));
        AIFT__TRY(aift__stream_read(r->stream, r->buf.data + r->buf.size, room, &n));
        if (n == 0)
            return aift__fail(AIFT_E_FORMAT,
                              "%s: is truncated: its header says %zu bytes of elements, but %zu are there",
                              r->stream->name, want, r->buf.size);
        r->buf.size += n;
    }
    char more;
    AIFT__TRY(aift__stream_read(r->stream, &more, 1, &n)); /* gzip's check sum is looked at here too */
    if (n > 0)
        return aift__fail(AIFT_E_FORMAT, "%s: goes on behind the %zu bytes of elements that its header says",
                          r->stream->name, want);
    return AIFT_OK;
}

/* From big-endian; `width` is the bytes of an element. */
static void swap_bytes(unsigned char *data, size_t n, size_t width)
{
    for (size_t i = 0; i + width <= n; i += width)
        for (size_t a = i, b = i + width - 1; a < b; a++, b--) {
            unsigned char kept = data[a];
            data[a] = data[b];
            data[b] = kept;
        }
}

static aift_status read_all(reader *r)
{
    AIFT__TRY(read_type(r));
    AIFT__TRY(read_shape(r));
    AIFT__TRY(read_elements(r));
    char *data = NULL;
    AIFT__TRY(aift__buf_take(&r->buf, &data));
    swap_bytes((unsigned char *)data, r->idx.nbytes, (size_t)aift__dtype(r->idx.dtype)->block_bytes);
    r->idx.data = data;
    return AIFT_OK;
}

aift_status aift__idx_read(aift_context *context, aift__stream *stream, size_t max_bytes, aift__idx *out)
{
    *out = (aift__idx){0};
    reader r = {.max_bytes = AIFT__MIN(max_bytes, AIFT__IDX_MAX_BYTES)};
    AIFT__TRY(aift__gzip_open(stream, &r.stream));
    aift__buf_init(&r.buf, context, r.max_bytes + 2);
    aift_status status = read_all(&r);
    aift__stream_close(r.stream);
    aift__buf_finish(&r.buf);
    if (status == AIFT_OK)
        *out = r.idx;
    return status;
}

void aift__idx_finish(aift_context *context, aift__idx *idx)
{
    aift__free(context, idx->data);
    *idx = (aift__idx){0};
}
