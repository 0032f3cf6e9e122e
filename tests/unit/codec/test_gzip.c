/* codec/gzip: members, padding, plain data, and every way to damage a file; codec/utf8: repair. */
#include <zlib.h>

#include "fixture.h"

#include "codec/gzip.h"
#include "codec/utf8.h"

/* Adds `text` to `to` as one gzip member; the bytes it has. */
static size_t member(const char *text, size_t size, unsigned char *to, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = (unsigned)size;
    z.next_out = to;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = room - z.avail_out;
    deflateEnd(&z);
    return n;
}

/* Inflates in small pieces on both sides. */
static aift_status inflate_all(aift_context *ctx, aift_test_bytes b, size_t piece, aift__buf *out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "x.gz", source.read = aift_test_read_bytes, source.user = &b;
    aift__stream *stream;
    AIFT__TRY(aift__stream_open_source(ctx, &source, &stream));
    aift_status status = aift__gzip_open(stream, &stream);
    if (status != AIFT_OK) {
        assert_null(stream);
        return status;
    }
    for (size_t n = 1; n > 0 && status == AIFT_OK;) {
        status = aift__buf_reserve(out, piece);
        if (status == AIFT_OK)
            status = aift__stream_read(stream, out->data + out->size, piece, &n);
        out->size += status == AIFT_OK ? n : 0;
    }
    aift__stream_close(stream);
    return status;
}

static void assert_inflates(const unsigned char *data, size_t size, const char *want, size_t want_size)
{
    static const size_t steps[] = {1, 7, 1 << 20};
    for (size_t i = 0; i < AIFT__COUNT(steps); i++)
        for (size_t j = 0; j < AIFT__COUNT(steps); j++) {
            aift__buf out;
            aift__buf_init(&out, context, 1 << 24);
            assert_ok(inflate_all(context, (aift_test_bytes){data, size, steps[i]}, steps[j], &out));
            assert_int_equal(out.size, want_size);
            assert_memory_equal(out.data, want, want_size);
            aift__buf_finish(&out);
        }
}

static void assert_refused(const unsigned char *data, size_t size, const char *message)
{
    aift__buf out;
    aift__buf_init(&out, context, 1 << 24);
    assert_fails(inflate_all(context, (aift_test_bytes){data, size, 5}, 100, &out), AIFT_E_FORMAT, message);
    aift__buf_finish(&out);
}

static void inflates_members_and_padding(void **state)
{
    unsigned char data[4096] = {0};
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    size_t a = member(text, 1000, data, sizeof data);
    size_t b = a + member(text + 1000, 0, data + a, sizeof data - a);
    size_t c = b + member(text + 1000, 2000, data + b, sizeof data - b);
    assert_inflates(data, a, text, 1000);
    assert_inflates(data, c, text, 3000);
    assert_inflates(data, c + 17, text, 3000); /* zeros, as on tapes */
    size_t d = c + 17 + member("end", 3, data + c + 17, sizeof data - c - 17);
    char want[3003];
    memcpy(want, text, 3000);
    memcpy(want + 3000, "end", 3);
    assert_inflates(data, d, want, 3003);
}

static void passes_other_bytes(void **state)
{
    static const char *const texts[] = {"", "x", "plain text, not so short", "\x1f", "\x1fx"};
    for (size_t i = 0; i < AIFT__COUNT(texts); i++)
        assert_inflates((const unsigned char *)texts[i], strlen(texts[i]), texts[i], strlen(texts[i]));
}

static void refuses_damage(void **state)
{
    unsigned char data[300];
    size_t size = member("some text that is said again, some text that is said again", 58, data, sizeof data);
    for (size_t n = 2; n < size; n++)
        assert_refused(data, n, "x.gz: the gzip data ends too early");
    for (size_t i = 2; i < size; i++) { /* each byte but the magic: found, or in the header without effect */
        unsigned char kept = data[i];
        data[i] ^= 0x55;
        aift__buf out;
        aift__buf_init(&out, context, 1 << 24);
        aift_status status = inflate_all(context, (aift_test_bytes){data, size, 64}, 100, &out);
        assert_true(status == AIFT_E_FORMAT || (i < 10 && out.size == 58));
        aift__buf_finish(&out);
        data[i] = kept;
    }
    data[size - 6] ^= 1;
    assert_refused(data, size, "x.gz: the gzip data is corrupt: incorrect data check");
    data[size - 6] ^= 1;
    memcpy(data + size, "junk", 4);
    assert_refused(data, size + 4, "x.gz: what follows the gzip data is no gzip");
}

static aift_status inflate_once(aift_context *ctx, void *arg)
{
    aift__buf out;
    aift__buf_init(&out, ctx, 1 << 20);
    aift_status status = inflate_all(ctx, *(aift_test_bytes *)arg, 100, &out);
    aift__buf_finish(&out);
    return status;
}

static void survives_failing_allocations(void **state)
{
    unsigned char data[200];
    aift_test_bytes b = {data, member("some text", 9, data, sizeof data), 1000};
    aift_test_sweep(inflate_once, &b);
}

typedef struct repair {
    const char *from, *to;
} repair;

/* The first is the example of Unicode 3.9, table 3-11; the others are what the WHATWG decoder gives. */
static const repair repairs[] = {
    {"a\xF1\x80\x80\xE1\x80\xC2"
     "b\x80"
     "c\x80\xBF"
     "d",
     "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd"},
    {"", ""},
    {"na\xC3\xAFve", "na\xC3\xAFve"},
    {"caf\xE9", "caf\uFFFD"},
    {"\xC0\xAF\xE0\x80\xBF", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
    {"\xF4\x91\x92\x93\xFF", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"\xE2\x82", "\uFFFD"},
    {"\xF0\x9F\x98", "\uFFFD"},
    {"\xF0\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
};

static void repairs_utf8(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(repairs); i++) {
        aift__buf out;
        aift__buf_init(&out, context, 1000);
        assert_ok(aift__utf8_repair(repairs[i].from, strlen(repairs[i].from), &out));
        assert_string_equal(out.data, repairs[i].to);
        aift__buf_finish(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(inflates_members_and_padding), CASE(passes_other_bytes), CASE(refuses_damage),
        CASE(survives_failing_allocations), CASE(repairs_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
