/* formats: files of every kind with bytes changed at random. Whatever a reader makes of them, it returns, and a
 * sanitizer sees nothing. AIFT_TEST_ROUNDS says how many mutations a file; the seed is fixed. */
#include "fixture.h"

#include <stdlib.h>

#include <zlib.h>

#include "base/philox.h"
#include "formats/idx.h"
#include "formats/image.h"
#include "formats/pth.h"
#include "formats/sound.h"

static aift_status read_image(const void *bytes, size_t size)
{
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    options.max_pixels = 1 << 20;
    options.grey = size % 2 == 0;
    options.min_width = size % 3 == 0 ? 5 : 0;
    aift__image image;
    aift_status status = aift__image_decode(context, bytes, size, "a", &options, &image);
    assert_int_equal(status == AIFT_OK, image.pixels != NULL);
    aift__image_finish(context, &image);
    return status;
}

static aift_status read_sound(const void *bytes, size_t size)
{
    aift__sound_options options = {1 << 20};
    aift__sound sound;
    aift_status status = aift__sound_decode(context, bytes, size, "a", &options, &sound);
    assert_int_equal(status == AIFT_OK, sound.samples != NULL);
    aift__sound_finish(context, &sound);
    return status;
}

static aift_status read_pth(const void *bytes, size_t size)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift__file_bytes data;
    aift__pth *file;
    source.data = bytes, source.size = size;
    assert_ok(aift__file_map_source(context, &source, &data));
    aift_status status = aift__pth_open(context, "a", &data, &file);
    assert_int_equal(status == AIFT_OK, file != NULL);
    unsigned sum = 0;
    for (size_t i = 0; file && i < aift__pth_size(file); i++) {
        const aift__safetensor *t = aift__pth_at(file, i);
        for (size_t b = 0; b < t->nbytes; b++) /* all of it can be read */
            sum += ((const unsigned char *)t->data)[b];
    }
    aift__pth_close(file);
    return sum == 12345 ? AIFT_OK : status;
}

static aift_status read_idx(const void *bytes, size_t size)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift__stream *stream;
    aift__idx idx;
    source.data = bytes, source.size = size;
    assert_ok(aift__stream_open_source(context, &source, &stream));
    aift_status status = aift__idx_read(context, stream, 1 << 20, &idx);
    assert_int_equal(status == AIFT_OK, idx.data != NULL);
    aift__idx_finish(context, &idx);
    return status;
}

static const struct {
    const char *name;
    aift_status (*read)(const void *bytes, size_t size);
} files[] = {
    {"media/grey.jpg", read_image},
    {"media/turned.jpg", read_image},
    {"media/progressive.jpg", read_image},
    {"media/cmyk.jpg", read_image},
    {"media/palette.png", read_image},
    {"media/grey16.png", read_image},
    {"media/grey1.png", read_image},
    {"media/rgba16.png", read_image},
    {"media/pcm16.wav", read_sound},
    {"media/pcm24.wav", read_sound},
    {"media/float.wav", read_sound},
    {"media/ulaw.wav", read_sound},
    {"media/stereo.flac", read_sound},
    {"media/mono.ogg", read_sound},
    {"pth/zip.pth", read_pth},
    {"pth/older.pth", read_pth},
    {"media/digits.idx", read_idx},
    {"media/digits.idx.gz", read_idx},
};

static aift__rng rng;

static size_t below(size_t n)
{
    return n ? (size_t)aift__rng_below(&rng, n) : 0;
}

/* Some bytes changed, a part doubled, left out or put elsewhere, the end cut. */
static size_t mutate(unsigned char *bytes, size_t size)
{
    static const unsigned char odd[] = {0, 1, 0x7F, 0x80, 0xFF};
    for (size_t n = 1 + below(4); n > 0 && size > 8; n--) {
        /* headers more often than the rest */
        size_t at = below(2) ? below(AIFT__MIN(size, (size_t)120)) : below(size);
        size_t part = 1 + below(AIFT__MIN(size - at, (size_t)32));
        switch (below(6)) {
        case 0:
            bytes[at] ^= (unsigned char)(1u << below(8));
            break;
        case 1:
            bytes[at] = odd[below(sizeof odd)];
            break;
        case 2:
            memset(bytes + at, odd[below(sizeof odd)], AIFT__MIN(part, (size_t)8));
            break;
        case 3: /* left out */
            memmove(bytes + at, bytes + at + part, size - at - part);
            size -= part;
            break;
        case 4: /* over another place */
            memmove(bytes + below(size - part + 1), bytes + at, part);
            break;
        default:
            if (below(8) == 0)
                size = at;
            else
                bytes[at] = (unsigned char)below(256);
        }
    }
    return size;
}

/* PNG's check sums made right again, so that more than their check is tried. */
static void mend_png(unsigned char *bytes, size_t size)
{
    for (size_t at = 8; size >= 12 && at <= size - 12;) {
        size_t n = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 | (size_t)bytes[at + 2] << 8 |
                   bytes[at + 3];
        if (n > size - 12 - at)
            return;
        unsigned long sum = crc32(0, bytes + at + 4, (unsigned)n + 4);
        for (size_t i = 0; i < 4; i++)
            bytes[at + 8 + n + i] = (unsigned char)(sum >> (24 - 8 * i));
        at += 12 + n;
    }
}

static void survives(void **state)
{
    aift__rng_init(&rng, 1, 0);
    const char *asked = getenv("AIFT_TEST_ROUNDS");
    const long rounds = asked ? atol(asked) : 150;
    for (size_t i = 0; i < AIFT__COUNT(files); i++) {
        char path[64];
        size_t size, read = 0;
        snprintf(path, sizeof path, "golden/%s", files[i].name);
        const char *bytes = aift_test_read(aift_test_path(path), &size);
        for (long r = 0; r < rounds; r++) {
            unsigned char *changed = malloc(size);
            assert_non_null(changed);
            memcpy(changed, bytes, size);
            size_t n = mutate(changed, size);
            if (strstr(files[i].name, ".png") && below(4))
                mend_png(changed, n);
            unsigned char *fitting = malloc(n ? n : 1); /* so that a reader that goes on is seen */
            assert_non_null(fitting);
            memcpy(fitting, changed, n);
            free(changed);
            read += files[i].read(fitting, n) == AIFT_OK;
            free(fitting);
        }
        print_message("%s: %zu of %ld are readable\n", files[i].name, read, rounds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(survives)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
