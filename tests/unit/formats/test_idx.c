/* formats/idx: every type, plain and gzip; headers that lie. */
#include "fixture.h"

#include <zlib.h>

#include "formats/idx.h"

static aift_status read_bytes(aift_context *ctx, const void *data, size_t size, size_t step, size_t most,
                              aift__idx *out)
{
    aift_test_bytes bytes = {data, size, step};
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "a.idx", source.read = aift_test_read_bytes, source.user = &bytes;
    aift__stream *stream;
    *out = (aift__idx){0};
    AIFT__TRY(aift__stream_open_source(ctx, &source, &stream));
    return aift__idx_read(ctx, stream, most, out);
}

/* The bytes as a gzip file of its own memory. */
static char *zipped(const void *data, size_t size, size_t *n)
{
    z_stream z = {0};
    char *out = test_malloc(size + 200);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)data, z.avail_in = (unsigned)size;
    z.next_out = (unsigned char *)out, z.avail_out = (unsigned)(size + 200);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    *n = z.total_out;
    deflateEnd(&z);
    return out;
}

typedef struct example {
    const char *bytes;
    size_t size;
    aift_dtype dtype;
    int32_t rank;
    int64_t shape[3];
    double first, last;
} example;

#define BYTES(bytes) bytes, sizeof(bytes) - 1

static const example examples[] = {
    {BYTES("\0\0\x08\1\0\0\0\3\1\2\xFF"), AIFT_DTYPE_U8, 1, {3}, 1, 255},
    {BYTES("\0\0\x09\2\0\0\0\1\0\0\0\2\1\xFF"), AIFT_DTYPE_I8, 2, {1, 2}, 1, -1},
    {BYTES("\0\0\x0B\1\0\0\0\2\1\0\xFF\xFE"), AIFT_DTYPE_I16, 1, {2}, 256, -2},
    {BYTES("\0\0\x0C\1\0\0\0\2\0\0\1\0\xFF\xFF\xFF\xFE"), AIFT_DTYPE_I32, 1, {2}, 256, -2},
    {BYTES("\0\0\x0D\1\0\0\0\2\x3F\x80\0\0\xC0\0\0\0"), AIFT_DTYPE_F32, 1, {2}, 1, -2},
    {BYTES("\0\0\x0E\3\0\0\0\1\0\0\0\2\0\0\0\1\x3F\xF0\0\0\0\0\0\0\xC0\0\0\0\0\0\0\0"),
     AIFT_DTYPE_F64,
     3,
     {1, 2, 1},
     1,
     -2},
    {BYTES("\0\0\x08\2\0\0\0\0\xFF\xFF\xFF\xFF"), AIFT_DTYPE_U8, 2, {0, 0xFFFFFFFF}, 0, 0},
};

static double value_at(const aift__idx *idx, int64_t i)
{
    switch (idx->dtype) {
    case AIFT_DTYPE_U8:
        return ((const uint8_t *)idx->data)[i];
    case AIFT_DTYPE_I8:
        return ((const int8_t *)idx->data)[i];
    case AIFT_DTYPE_I16:
        return ((const int16_t *)idx->data)[i];
    case AIFT_DTYPE_I32:
        return ((const int32_t *)idx->data)[i];
    case AIFT_DTYPE_F32:
        return (double)((const float *)idx->data)[i];
    default:
        return ((const double *)idx->data)[i];
    }
}

static void check(const example *e, const void *bytes, size_t size, size_t step)
{
    aift__idx idx;
    assert_ok(read_bytes(context, bytes, size, step, AIFT__IDX_MAX_BYTES, &idx));
    assert_int_equal(idx.dtype, e->dtype);
    assert_int_equal(idx.rank, e->rank);
    assert_memory_equal(idx.shape, e->shape, (size_t)e->rank * sizeof *e->shape);
    assert_non_null(idx.data);
    if (idx.elements > 0) {
        assert_close(value_at(&idx, 0), e->first, 0);
        assert_close(value_at(&idx, idx.elements - 1), e->last, 0);
    } else
        assert_int_equal(idx.nbytes, 0);
    aift__idx_finish(context, &idx);
    assert_null(idx.data);
}

static void reads_every_type(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++) {
        size_t n;
        char *gzip = zipped(examples[i].bytes, examples[i].size, &n);
        check(&examples[i], examples[i].bytes, examples[i].size, 1);
        check(&examples[i], examples[i].bytes, examples[i].size, 1000);
        check(&examples[i], gzip, n, 3);
        test_free(gzip);
    }
}

static void refuses(const void *bytes, size_t size, size_t most, aift_status status, const char *message)
{
    aift__idx idx;
    assert_fails(read_bytes(context, bytes, size, 1000, most, &idx), status, message);
    assert_contains(aift_last_error(), "a.idx: ");
    assert_null(idx.data);
    assert_int_equal(idx.rank, 0);
}

static void refuses_what_is_none(void **state)
{
    const size_t most = 1000;
    refuses(BYTES(""), most, AIFT_E_FORMAT, "is empty; IDX data begin with");
    refuses(BYTES("hello"), most, AIFT_E_FORMAT, "is text (\"hell\")");
    refuses(BYTES("\0\0"), most, AIFT_E_FORMAT, "begins with the bytes 00 00, which");
    refuses(BYTES("\0\1\x08\1\0\0\0\0"), most, AIFT_E_FORMAT, "begins with the bytes 00 01 08 01");
    refuses(BYTES("\0\0\x0A\1\0\0\0\0"), most, AIFT_E_FORMAT, "begins with the bytes");
    refuses(BYTES("\0\0\x0F\1\0\0\0\0"), most, AIFT_E_FORMAT, "begins with the bytes");
    refuses(BYTES("\0\0\x08\0"), most, AIFT_E_UNSUPPORTED, "has 0 dimensions");
    refuses(BYTES("\0\0\x08\x09"), most, AIFT_E_UNSUPPORTED, "has 9 dimensions; from 1 to 8");
    refuses(BYTES("\0\0\x08\2\0\0\0\1\0\0\0"), most, AIFT_E_FORMAT,
            "is truncated: IDX data end in the header");
    refuses(BYTES("\0\0\x08\1\0\0\0\5ab"), most, AIFT_E_FORMAT, "says 5 bytes of elements, but 2 are there");
    refuses(BYTES("\0\0\x08\1\0\0\0\2abc"), most, AIFT_E_FORMAT, "goes on behind the 2 bytes");
    refuses(BYTES("\0\0\x0E\1\0\0\0\x7E"), most, AIFT_E_RANGE, "the maximum of 1000 bytes");
    refuses(BYTES("\0\0\x0E\3\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), SIZE_MAX, AIFT_E_RANGE,
            "the maximum of 4294967296 bytes");
    /* 4 GiB that are not there: little memory is taken */
    refuses(BYTES("\0\0\x08\1\xFF\xFF\xFF\xFFxyz"), SIZE_MAX, AIFT_E_FORMAT,
            "says 4294967295 bytes of elements, but 3");
}

static void sees_broken_gzip(void **state)
{
    static char big[50000] = "\0\0\x08\1\0\0\xC3\x48";
    for (size_t i = 8; i < sizeof big; i++)
        big[i] = (char)(i * 7919 >> 5);
    size_t n;
    char *gzip = zipped(big, sizeof big, &n);
    aift__idx idx;
    assert_ok(read_bytes(context, gzip, n, 1000, SIZE_MAX, &idx));
    assert_memory_equal(idx.data, big + 8, idx.nbytes);
    aift__idx_finish(context, &idx);
    refuses(gzip, n - 3, SIZE_MAX, AIFT_E_FORMAT, "gzip data ends too early");
    gzip[n - 6] ^= 1; /* the check sum */
    refuses(gzip, n, SIZE_MAX, AIFT_E_FORMAT, "gzip data is corrupt");
    test_free(gzip);
}

static aift_status read_example(aift_context *ctx, void *arg)
{
    const example *e = arg;
    aift__idx idx;
    aift_status status = read_bytes(ctx, e->bytes, e->size, 5, SIZE_MAX, &idx);
    if (status != AIFT_OK)
        assert_null(idx.data);
    aift__idx_finish(ctx, &idx);
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        aift_test_sweep(read_example, (void *)(uintptr_t)&examples[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads_every_type),
        CASE(refuses_what_is_none),
        CASE(sees_broken_gzip),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
