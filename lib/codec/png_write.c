/* PNG: a header, one run of zlib's stored blocks, an end. */
#include <string.h>
#include <zlib.h>

#include "codec/png_write.h"

enum { STORED = 65535 }; /* bytes of a stored block at most */

static void put32(uint8_t *at, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(n >> (24 - 8 * i));
}

static aift_status begin_chunk(aift__buf *out, const char *type, size_t size)
{
    uint8_t head[8];
    put32(head, (uint32_t)size);
    memcpy(head + 4, type, 4);
    return aift__buf_add(out, head, sizeof head);
}

/* `from`: where the chunk's type stands. */
static aift_status end_chunk(aift__buf *out, size_t from)
{
    uint8_t sum[4];
    put32(sum, (uint32_t)crc32(0, (const unsigned char *)out->data + from, (uInt)(out->size - from)));
    return aift__buf_add(out, sum, sizeof sum);
}

static aift_status write_header(aift__buf *out, int32_t width, int32_t height, int32_t channels)
{
    uint8_t head[13] = {0};
    size_t from = out->size + 4;
    put32(head, (uint32_t)width);
    put32(head + 4, (uint32_t)height);
    head[8] = 8; /* bits */
    head[9] = channels == 3 ? 2 : 0;
    AIFT__TRY(begin_chunk(out, "IHDR", sizeof head));
    AIFT__TRY(aift__buf_add(out, head, sizeof head));
    return end_chunk(out, from);
}

/* The lines, each behind its filter (0: none), as they stand in the stream. */
static aift_status lines(const uint8_t *pixels, size_t stride, int32_t height, aift__buf *out)
{
    for (int32_t y = 0; y < height; y++) {
        AIFT__TRY(aift__buf_add(out, "", 1));
        AIFT__TRY(aift__buf_add(out, pixels + (size_t)y * stride, stride));
    }
    return AIFT_OK;
}

static aift_status write_data(aift__buf *out, const aift__buf *raw)
{
    const size_t blocks = (raw->size + STORED - 1) / STORED, from = out->size + 4;
    uint8_t end[4];
    AIFT__TRY(begin_chunk(out, "IDAT", 2 + raw->size + 5 * blocks + 4));
    AIFT__TRY(aift__buf_add(out, "\x78\x01", 2));
    for (size_t at = 0; at < raw->size; at += STORED) {
        const size_t n = AIFT__MIN(raw->size - at, STORED);
        const uint8_t head[5] = {at + n == raw->size, (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)~n,
                                 (uint8_t)(~n >> 8)};
        AIFT__TRY(aift__buf_add(out, head, sizeof head));
        AIFT__TRY(aift__buf_add(out, raw->data + at, n));
    }
    put32(end, (uint32_t)adler32(1, (const unsigned char *)raw->data, (uInt)raw->size));
    AIFT__TRY(aift__buf_add(out, end, sizeof end));
    return end_chunk(out, from);
}

aift_status aift__png_write(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                            aift__buf *out)
{
    if (width < 1 || height < 1 || (channels != 1 && channels != 3) || (int64_t)width * height > (1 << 28))
        return aift__fail(AIFT_E_RANGE, "a picture of %d x %d x %d cannot be written", (int)width,
                          (int)height, (int)channels);
    aift__buf raw;
    aift__buf_init(&raw, out->context, (size_t)1 << 30);
    aift_status status = lines(pixels, (size_t)width * (size_t)channels, height, &raw);
    if (status == AIFT_OK)
        status = aift__buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    if (status == AIFT_OK)
        status = write_header(out, width, height, channels);
    if (status == AIFT_OK)
        status = write_data(out, &raw);
    aift__buf_finish(&raw);
    AIFT__TRY(status);
    size_t from = out->size + 4;
    AIFT__TRY(begin_chunk(out, "IEND", 0));
    return end_chunk(out, from);
}
