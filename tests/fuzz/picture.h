/* A picture of any format, of at most a million pixels; the number of bytes chooses options. */
#ifndef AIFT_TESTS_FUZZ_PICTURE_H
#define AIFT_TESTS_FUZZ_PICTURE_H

#include "formats/image.h"
#include "fuzz.h"

static inline aift_status fuzz_picture(const uint8_t *data, size_t size)
{
    aift_context *context = fuzz_begin(64 << 20);
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    aift__image image;
    options.max_pixels = 1 << 20;
    options.grey = size % 2 == 0;
    options.min_width = size % 3 == 0 ? 5 : 0;
    const aift_status status = aift__image_decode(context, data, size, "a", &options, &image);
    if (fuzz_call(status, image.pixels)) {
        fuzz_expect(image.width > 0 && image.height > 0 && image.channels == (options.grey ? 1 : 3));
        fuzz_expect((int64_t)image.width * image.height <= options.max_pixels);
        fuzz_touch(image.pixels, (size_t)image.width * (size_t)image.height * (size_t)image.channels);
    }
    aift__image_finish(context, &image);
    fuzz_end(context);
    return status;
}

#endif
