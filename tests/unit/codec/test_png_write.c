/* codec: pictures as PNG, read back by the decoder; base64 and what a page must not take for markup. */
#include "codec/html.h"
#include "codec/png_write.h"
#include "fixture.h"
#include "formats/image.h"

static void reads_back(void **state)
{
    enum { WIDTH = 301, HEIGHT = 120 }; /* more than one stored block */
    static uint8_t pixels[WIDTH * HEIGHT * 3];
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i * 37 + i / 301);
    for (int32_t channels = 1; channels <= 3; channels += 2) {
        aift__buf png;
        aift__image image;
        aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
        options.grey = channels == 1;
        aift__buf_init(&png, context, 1 << 20);
        assert_ok(aift__png_write(pixels, WIDTH, HEIGHT, channels, &png));
        assert_ok(aift__image_decode(context, png.data, png.size, "test", &options, &image));
        assert_int_equal(image.width, WIDTH);
        assert_int_equal(image.height, HEIGHT);
        assert_int_equal(image.channels, channels);
        assert_memory_equal(image.pixels, pixels, (size_t)(WIDTH * HEIGHT * channels));
        aift__image_finish(context, &image);
        aift__buf_finish(&png);
    }
}

static void refuses(void **state)
{
    aift__buf out;
    aift__buf_init(&out, context, 1 << 10);
    assert_fails(aift__png_write((const uint8_t *)"x", 0, 1, 1, &out), AIFT_E_RANGE, "0 x 1 x 1");
    assert_fails(aift__png_write((const uint8_t *)"xx", 1, 1, 2, &out), AIFT_E_RANGE, "1 x 1 x 2");
    aift__buf_finish(&out);
}

static void texts_and_bytes(void **state)
{
    static const char *const want[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="};
    for (size_t n = 0; n < AIFT__COUNT(want); n++) {
        aift__buf out;
        aift__buf_init(&out, context, 1 << 10);
        assert_ok(aift__html_base64(&out, "foob", n));
        assert_string_equal(out.data ? out.data : "", want[n]);
        aift__buf_finish(&out);
    }
    aift__buf out;
    aift__buf_init(&out, context, 1 << 10);
    assert_ok(aift__html_text(&out, "<a href=\"x\">\x01\xFF&", 15));
    assert_string_equal(out.data, "&lt;a href=&quot;x&quot;&gt;\xEF\xBF\xBD\xEF\xBF\xBD&amp;");
    aift__buf_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(reads_back), CASE(refuses), CASE(texts_and_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
