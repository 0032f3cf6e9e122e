/* formats/jpeg: pictures that libjpeg encodes here: arithmetic coding, progressive ones, few bytes for many pixels. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "base/buf.h"
#include "formats/image.h"

enum { WIDTH = 61, HEIGHT = 45 };

typedef struct kind {
    int32_t width, height;
    int channels; /* 1, 3, or 4: CMYK */
    bool arithmetic, progressive, blank;
} kind;

static uint8_t sample_at(const kind *k, int32_t x, int32_t y, int c)
{
    return k->blank ? 200 : (uint8_t)(x * (3 + c) + y * 5 + (x * y) % 17);
}

/* The file's bytes, in memory of malloc's. */
static unsigned char *encode(const kind *k, unsigned long *size)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    *size = 0;
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, size);
    c.image_width = (JDIMENSION)k->width;
    c.image_height = (JDIMENSION)k->height;
    c.input_components = k->channels;
    c.in_color_space = k->channels == 1 ? JCS_GRAYSCALE : k->channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&c);
    c.arith_code = k->arithmetic;
    if (k->progressive)
        jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    uint8_t *row = test_malloc((size_t)k->width * (size_t)k->channels);
    for (int32_t y = 0; y < k->height; y++) {
        for (int32_t i = 0; i < k->width * k->channels; i++)
            row[i] = sample_at(k, i / k->channels, y, i % k->channels);
        jpeg_write_scanlines(&c, &row, 1);
    }
    test_free(row);
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    return bytes;
}

static aift_status decode(const void *bytes, size_t size, bool grey, aift__image *out)
{
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    options.grey = grey;
    return aift__image_decode(context, bytes, size, "a.jpg", &options, out);
}

/* How the same coefficients are written makes no difference. */
static void every_coding_gives_the_same(void **state)
{
    for (int channels = 1; channels <= 4; channels++) {
        aift__image first = {NULL};
        for (int way = 0; way < 4 && channels != 2; way++) {
            unsigned long size;
            unsigned char *bytes = encode(&(kind){WIDTH, HEIGHT, channels, way & 1, way >> 1, false}, &size);
            aift__image image;
            assert_ok(decode(bytes, size, false, &image));
            free(bytes);
            if (!way) {
                first = image;
                continue;
            }
            assert_memory_equal(image.pixels, first.pixels, WIDTH * HEIGHT * 3);
            aift__image_finish(context, &image);
        }
        aift__image_finish(context, &first);
    }
}

/* Zeros at the end of arithmetic codes are left out, so that bytes can be missing unseen only in the last two: EOI. */
static void sees_truncated_arithmetic_codes(void **state)
{
    for (int progressive = 0; progressive < 2; progressive++) {
        unsigned long size;
        unsigned char *bytes = encode(&(kind){WIDTH, HEIGHT, 3, true, progressive, false}, &size);
        for (size_t n = 3; n + 2 < size; n++) {
            unsigned char *part = test_malloc(n);
            memcpy(part, bytes, n);
            aift__image image;
            assert_fails(decode(part, n, false, &image), AIFT_E_FORMAT, "a.jpg: ");
            assert_null(image.pixels);
            test_free(part);
        }
        free(bytes);
    }
}

static size_t find_scan(const unsigned char *bytes, size_t size, size_t from)
{
    while (from + 1 < size && !(bytes[from] == 0xFF && bytes[from + 1] == 0xDA))
        from++;
    return from;
}

/* A scan again and again, in either coding: time is bounded by their number. */
static void refuses_many_scans(void **state)
{
    for (int arithmetic = 0; arithmetic < 2; arithmetic++) {
        unsigned long size;
        unsigned char *bytes = encode(&(kind){WIDTH, HEIGHT, 1, arithmetic, true, false}, &size);
        const size_t begin = find_scan(bytes, size, 0);
        size_t end = begin + 2;
        while (bytes[end] != 0xFF || bytes[end + 1] == 0 || (bytes[end + 1] & 0xF8) == 0xD0)
            end++;
        aift__buf many;
        aift__buf_init(&many, context, 1 << 24);
        assert_ok(aift__buf_add(&many, bytes, end));
        for (int i = 0; i < 200; i++)
            assert_ok(aift__buf_add(&many, bytes + begin, end - begin));
        assert_ok(aift__buf_add(&many, bytes + end, size - end));
        aift__image image;
        assert_fails(decode(many.data, many.size, false, &image), AIFT_E_RANGE,
                     "the JPEG data have more than the maximum of 100 scans");
        aift__buf_finish(&many);
        free(bytes);
    }
}

/* Arithmetic codes of a blank picture are some bytes, whatever its size. */
static void large_pictures_have_bytes(void **state)
{
    unsigned long size;
    aift__image image;
    unsigned char *bytes = encode(&(kind){1500, 1200, 1, true, false, true}, &size);
    assert_in_range(size, 1, 1000);
    assert_ok(decode(bytes, size, true, &image));
    assert_int_equal(image.pixels[1500 * 1200 - 1], 200);
    aift__image_finish(context, &image);
    free(bytes);
    bytes = encode(&(kind){5500, 4000, 1, true, false, true}, &size);
    aift_test_heap_mark(heap);
    assert_fails(decode(bytes, size, true, &image), AIFT_E_FORMAT, "bytes, too few for 5500 x 4000 pixels");
    assert_in_range(aift_test_heap_peak(heap), 0, 1 << 20);
    free(bytes);
}

/* The coefficients of a progressive picture are libjpeg's memory, no allocator's. */
static void coefficients_are_bounded(void **state)
{
    static const unsigned char comment[4] = {0xFF, 0xFE, 0xFF, 0xFF}, side[2] = {12000 >> 8, 12000 & 0xFF};
    static const char blanks[0xFFFF - 2] = {0};
    unsigned long size;
    unsigned char *bytes = encode(&(kind){8, 8, 4, false, true, true}, &size);
    size_t at = 0;
    while (bytes[at] != 0xFF || bytes[at + 1] != 0xC2)
        at++;
    memcpy(bytes + at + 5, side, 2);
    memcpy(bytes + at + 7, side, 2);
    aift__buf large;
    aift__buf_init(&large, context, 1 << 20);
    assert_ok(aift__buf_add(&large, bytes, 2));
    assert_ok(aift__buf_add(&large, comment, sizeof comment));
    assert_ok(aift__buf_add(&large, blanks, sizeof blanks));
    assert_ok(aift__buf_add(&large, bytes + 2, size - 2));
    aift__image image;
    assert_fails(decode(large.data, large.size, true, &image), AIFT_E_RANGE,
                 "the JPEG data need more than the maximum of 1073741824 bytes");
    assert_null(image.pixels);
    aift__buf_finish(&large);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_coding_gives_the_same), CASE(sees_truncated_arithmetic_codes), CASE(refuses_many_scans),
        CASE(large_pictures_have_bytes),   CASE(coefficients_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
