/* formats/image: the pictures of tests/golden/media against Pillow's pixels; what is refused, and how. */
#include "fixture.h"

#include <zlib.h>

#include "formats/exif.h"
#include "formats/image.h"

typedef struct example {
    const char *name;
    int32_t width, height;
} example;

static const example examples[] = {
    {"grey.jpg", 21, 14},   {"turned.jpg", 14, 21}, {"progressive.jpg", 21, 14}, {"cmyk.jpg", 21, 14},
    {"palette.png", 11, 6}, {"grey16.png", 11, 6},  {"grey1.png", 11, 6},        {"rgba16.png", 6, 11},
};

static const char *file(const char *name, const char *ending, size_t *size)
{
    char path[64];
    snprintf(path, sizeof path, "golden/media/%s%s", name, ending);
    return aift_test_read(aift_test_path(path), size);
}

/* The library was built with the reader of such files. */
static bool readable(const char *name)
{
    aift__image image;
    const char *bytes = strstr(name, ".png") ? "\x89PNG\r\n\x1A\n" : "\xFF\xD8\xFF\0\0\0\0\0";
    aift_status status = aift__image_decode(context, bytes, 8, name, NULL, &image);
    return status != AIFT_E_UNAVAILABLE;
}

static void gives_what_pillow_gives(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++) {
        const example *e = &examples[i];
        size_t size, raw_size, n = (size_t)e->width * (size_t)e->height;
        const char *bytes = file(e->name, "", &size), *raw = file(e->name, ".raw", &raw_size);
        aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
        aift__image image;
        if (!readable(e->name)) {
            assert_fails(aift__image_decode(context, bytes, size, e->name, &options, &image),
                         AIFT_E_UNAVAILABLE, "built without");
            continue;
        }
        assert_ok(aift__image_decode(context, bytes, size, e->name, NULL, &image));
        assert_int_equal(image.width, e->width);
        assert_int_equal(image.height, e->height);
        assert_int_equal(image.channels, 3);
        assert_int_equal(raw_size, 3 * n);
        assert_memory_equal(image.pixels, raw, raw_size);
        aift__image_finish(context, &image);
        assert_null(image.pixels);

        options.grey = true;
        options.max_pixels = (int64_t)n;
        assert_ok(aift__image_decode(context, bytes, size, e->name, &options, &image));
        assert_int_equal(image.channels, 1);
        for (size_t p = 0; p < n; p++) {
            const unsigned char *c = (const unsigned char *)raw + 3 * p;
            assert_int_equal(image.pixels[p], (c[0] * 19595u + c[1] * 38470u + c[2] * 7471u + 32768) >> 16);
        }
        aift__image_finish(context, &image);
        options.max_pixels--;
        assert_fails(aift__image_decode(context, bytes, size, e->name, &options, &image), AIFT_E_RANGE,
                     e->name);
        assert_null(image.pixels);
    }
}

static void scales_to_the_minimum(void **state)
{
    /* 14 x 21 upright: what the scale leaves, rounded up */
    static const int32_t cases[][4] = {{1, 1, 2, 3},   {2, 2, 4, 6},    {3, 0, 4, 6},   {0, 6, 7, 11},
                                       {7, 7, 7, 11},  {7, 11, 14, 21}, {8, 1, 14, 21}, {100, 100, 14, 21},
                                       {0, 0, 14, 21}, {1, 2, 2, 3},    {0, 10, 7, 11}};
    size_t size;
    const char *bytes = file("turned.jpg", "", &size);
    if (!readable("turned.jpg"))
        skip_because("built without JPEG");
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
        options.min_width = cases[i][0], options.min_height = cases[i][1];
        aift__image image;
        assert_ok(aift__image_decode(context, bytes, size, "a", &options, &image));
        assert_int_equal(image.width, cases[i][2]);
        assert_int_equal(image.height, cases[i][3]);
        aift__image_finish(context, &image);
    }
}

static void refuses(const char *bytes, size_t size, aift_status status, const char *message)
{
    aift__image image = {(uint8_t *)&image, 1, 1, 1};
    assert_fails(aift__image_decode(context, bytes, size, "a.jpg", NULL, &image), status, message);
    assert_contains(aift_last_error(), "a.jpg: ");
    assert_null(image.pixels);
    assert_int_equal(image.width, 0);
}

#define REFUSES(bytes, status, message) refuses(bytes, sizeof(bytes) - 1, status, message)

static void says_what_it_is(void **state)
{
    REFUSES("", AIFT_E_FORMAT, "is empty; JPEG and PNG pictures are read");
    REFUSES("hello", AIFT_E_FORMAT, "is text (\"hello\");");
    REFUSES("<!DOCTYPE html>\n<html><body>Not found", AIFT_E_FORMAT,
            "is text (\"<!DOCTYPE html>.<html><b...\")");
    REFUSES("na\xC3\xAFve\xC3", AIFT_E_FORMAT, "is text (\"na..ve.\")");
    REFUSES("GIF89a\1\0\1\0", AIFT_E_UNSUPPORTED, "is a GIF picture;");
    REFUSES("RIFF\1\0\0\0WEBPVP8 ", AIFT_E_UNSUPPORTED, "is a WebP picture;");
    REFUSES("RIFF\1\0\0\0WAVEfmt ", AIFT_E_UNSUPPORTED, "is a WAV recording;");
    REFUSES("\0\0\0\0\0\0\0\0\0\0", AIFT_E_FORMAT, "begins with the bytes 00 00 00 00 00 00 00 00, which");
    REFUSES("\xFE", AIFT_E_FORMAT, "begins with the bytes FE, which");
}

/* At each length that a whole picture does not have. */
static void refuses_truncated(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++) {
        size_t size;
        const char *bytes = file(examples[i].name, "", &size);
        if (!readable(examples[i].name))
            continue;
        /* PNG: IEND, and the check sum and orientation in front of it */
        const size_t whole = size - (strstr(examples[i].name, ".png") ? 80 : 16);
        for (size_t n = 8; n < size; n++) {
            char *part = test_malloc(n); /* so that a reader that goes on is seen */
            memcpy(part, bytes, n);
            aift__image image;
            aift_status status = aift__image_decode(context, part, n, examples[i].name, NULL, &image);
            if (n < whole || status != AIFT_OK)
                assert_fails(status, AIFT_E_FORMAT, "is truncated: the ");
            aift__image_finish(context, &image);
            test_free(part);
        }
    }
}

static void put32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void bounds_sizes(void **state)
{
    static const struct {
        uint32_t width, height;
        aift_status status;
        const char *message;
    } cases[] = {
        {0, 5, AIFT_E_FORMAT, "PNG data cannot be decoded"},
        {5, 0, AIFT_E_FORMAT, "PNG data cannot be decoded"},
        {65500, 65500, AIFT_E_RANGE,
         "is 65500 x 65500 pixels, 4290250000 together; 178956970 are the most (max_pixels)"},
        {0x7FFFFFFF, 1, AIFT_E_FORMAT, "PNG data cannot be decoded"}, /* libpng's own limit */
        {0xFFFFFFFF, 0xFFFFFFFF, AIFT_E_FORMAT, "PNG data cannot be decoded"},
        {1000000, 1000000, AIFT_E_RANGE, "1000000000000 together"},
    };
    size_t size;
    const char *bytes = file("rgba16.png", "", &size);
    if (!readable(".png"))
        skip_because("built without PNG");
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        char *copy = test_malloc(size);
        unsigned char *head = (unsigned char *)memcpy(copy, bytes, size) + 12; /* "IHDR" */
        put32(head + 4, cases[i].width);
        put32(head + 8, cases[i].height);
        put32(head + 17, (uint32_t)crc32(0, head, 17));
        refuses(copy, size, cases[i].status, cases[i].message);
        test_free(copy);
    }
}

static void bounds_jpeg_sizes(void **state)
{
    size_t size;
    const char *bytes = file("grey.jpg", "", &size);
    if (!readable(".jpg"))
        skip_because("built without JPEG");
    char *copy = test_malloc(size);
    memcpy(copy, bytes, size);
    size_t at = 0;
    while (memcmp(copy + at, "\xFF\xC0", 2) != 0)
        at++;
    memcpy(copy + at + 5, "\xFF\xDC\xFF\xDC", 4);
    refuses(copy, size, AIFT_E_RANGE, "is 65500 x 65500 pixels");
    memcpy(copy + at + 5, "\0\5\0\0", 4);
    refuses(copy, size, AIFT_E_FORMAT, "JPEG data cannot be decoded: Empty JPEG image");
    memcpy(copy + at + 5, "\0\0\0\5", 4);
    refuses(copy, size, AIFT_E_FORMAT, "JPEG data cannot be decoded: Empty JPEG image");
    test_free(copy);
}

static void reads_orientation(void **state)
{
    static const unsigned char little[] = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
    static const unsigned char big[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\0\0\x05";
    assert_int_equal(aift__exif_orientation(little, sizeof little), 6);
    assert_int_equal(aift__exif_orientation(big, sizeof big - 1), 5);
    for (size_t n = 0; n < 22; n++)
        assert_int_equal(aift__exif_orientation(little, n), 0);
    unsigned char odd[sizeof little];
    memcpy(odd, little, sizeof odd);
    odd[18] = 9; /* the value */
    assert_int_equal(aift__exif_orientation(odd, sizeof odd), 1);
    odd[12] = 2; /* its type: text */
    assert_int_equal(aift__exif_orientation(odd, sizeof odd), 1);
    memset(odd + 4, 0xFF, 4); /* the place of the directory */
    assert_int_equal(aift__exif_orientation(odd, sizeof odd), 0);
    static const char *const xmp[] = {" tiff:Orientation=\"7\"", "t<tiff:Orientation>7<"};
    for (size_t i = 0; i < AIFT__COUNT(xmp); i++)
        for (size_t n = 0; n <= strlen(xmp[i]); n++) {
            size_t digit = (size_t)(strchr(xmp[i], '7') - xmp[i]);
            assert_int_equal(aift__xmp_orientation(xmp[i], n), n > digit ? 7 : 0);
        }
    assert_int_equal(aift__xmp_orientation("tiff:Orientation='7'", 20), 0);
}

/* The picture with a chunk of its own behind the header. */
static char *with_chunk(const char *png, size_t size, const char *type, const void *data, size_t n,
                        size_t *whole)
{
    enum { HEADER = 33 };
    unsigned char *copy = test_malloc(size + n + 12), *chunk = copy + HEADER;
    memcpy(copy, png, HEADER);
    put32(chunk, (uint32_t)n);
    memcpy(chunk + 4, type, 4);
    memcpy(chunk + 8, data, n);
    put32(chunk + 8 + n, (uint32_t)crc32(0, chunk + 4, (unsigned)n + 4));
    memcpy(chunk + 12 + n, png + HEADER, size - HEADER);
    *whole = size + n + 12;
    return (char *)copy;
}

/* EXIF as text, as ImageMagick once wrote it into PNG: three lines and its bytes as hexadecimal digits. */
static void reads_orientation_of_a_profile(void **state)
{
#define KEY "Raw profile type exif\0"
#define DIGITS "45786966000049492a0008000000\n0100120103000100000006000000"
    static const struct {
        const char *text;
        size_t size;
        bool turned;
    } cases[] = {
#define PROFILE(text, turned) {KEY text, sizeof KEY text - 1, turned}
        PROFILE("\nexif\n      28\n" DIGITS "\n", true),
        PROFILE("\nexif\n      28\n4578696600004D4D002A0000000800010112000400000001000000060000\n", true),
        PROFILE("\nexif\n      28 " DIGITS, false),
        PROFILE("\nexif\n      28\n", false),
        PROFILE("\nexif\n      28\nno digits, zzz\n", false),
        {"Raw profile type else\0\nexif\n 28\n" DIGITS, sizeof KEY "\nexif\n 28\n" DIGITS - 1, false},
    };
    size_t size, whole;
    const char *png = file("palette.png", "", &size);
    if (!readable(".png"))
        skip_because("built without PNG");
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift__image image;
        char *copy = with_chunk(png, size, "tEXt", cases[i].text, cases[i].size, &whole);
        assert_ok(aift__image_decode(context, copy, whole, "a.png", NULL, &image));
        if (image.width != (cases[i].turned ? 6 : 11) || image.height != (cases[i].turned ? 11 : 6))
            fail_msg("case %zu: %d x %d", i, (int)image.width, (int)image.height);
        aift__image_finish(context, &image);
        test_free(copy);
    }
}

static aift_status decode_example(aift_context *ctx, void *arg)
{
    size_t size;
    const char *bytes = file(arg, "", &size);
    aift__image image;
    aift_status status = aift__image_decode(ctx, bytes, size, arg, NULL, &image);
    if (status != AIFT_OK)
        assert_null(image.pixels);
    aift__image_finish(ctx, &image);
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        if (readable(examples[i].name))
            aift_test_sweep(decode_example, (void *)(uintptr_t)examples[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(gives_what_pillow_gives),
        CASE(scales_to_the_minimum),
        CASE(says_what_it_is),
        CASE(refuses_truncated),
        CASE(bounds_sizes),
        CASE(bounds_jpeg_sizes),
        CASE(reads_orientation),
        CASE(reads_orientation_of_a_profile),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
