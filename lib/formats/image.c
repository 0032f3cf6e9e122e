/* Pictures: the format by its signature, the limits, and the upright position. */
#include <inttypes.h>
#include <string.h>

#include "formats/image_format.h"
#include "formats/signature.h"

#define AIFT_IMAGE(name) extern const aift__image_format aift__image_format_##name;
#include "formats/images.def"
#undef AIFT_IMAGE

static const aift__image_format *const formats[] = {
#define AIFT_IMAGE(name) &aift__image_format_##name,
#include "formats/images.def"
#undef AIFT_IMAGE
};

static const aift__image_options defaults = AIFT__IMAGE_OPTIONS_INIT;

aift_status aift__image_begin(aift__image_reader *reader, uint64_t width, uint64_t height, uint64_t out_width,
                              uint64_t out_height)
{
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
        return aift__fail(AIFT_E_FORMAT, "is %" PRIu64 " x %" PRIu64 " pixels; at least 1 x 1 is expected",
                          width, height);
    if (width * height > (uint64_t)reader->options->max_pixels)
        return aift__fail(AIFT_E_RANGE,
                          "is %" PRIu64 " x %" PRIu64 " pixels, %" PRIu64 " together; %" PRId64
                          " are the most (max_pixels)",
                          width, height, width * height, reader->options->max_pixels);
    aift__image *image = &reader->image;
    image->width = (int32_t)out_width;
    image->height = (int32_t)out_height;
    image->channels = reader->options->grey ? 1 : 3;
    image->pixels = aift__malloc(reader->context, out_width * out_height, (size_t)image->channels);
    return image->pixels ? AIFT_OK : AIFT_E_NOMEM;
}

/* Copies each pixel from where `orientation` says that it lies; `channels` is a constant where this is called. */
static inline void turn(const aift__image *from, const aift__image *to, int orientation, int channels)
{
    bool transposed = orientation >= 5, from_right = strchr("\2\3\7\10", orientation) != NULL,
         from_bottom = strchr("\3\4\6\7", orientation) != NULL;
    ptrdiff_t step_x = from_right ? -channels : channels, line = (ptrdiff_t)from->width * channels,
              step_y = from_bottom ? -line : line;
    const uint8_t *begin =
        aift__image_row(from, from_bottom ? from->height - 1 : 0) + (from_right ? line - channels : 0);
    ptrdiff_t across = transposed ? step_y : step_x, down = transposed ? step_x : step_y;
    for (int32_t y = 0; y < to->height; y++) {
        const uint8_t *at = begin + y * down;
        uint8_t *out = aift__image_row(to, y);
        for (int32_t x = 0; x < to->width; x++, at += across)
            for (int c = 0; c < channels; c++)
                *out++ = at[c];
    }
}

static aift_status make_upright(aift__image_reader *reader)
{
    if (reader->orientation < 2 || reader->orientation > 8)
        return AIFT_OK;
    aift__image from = reader->image, to = from;
    if (reader->orientation >= 5) {
        to.width = from.height;
        to.height = from.width;
    }
    to.pixels = aift__malloc(reader->context, (size_t)to.width * (size_t)to.height, (size_t)to.channels);
    if (!to.pixels)
        return AIFT_E_NOMEM;
    if (to.channels == 1)
        turn(&from, &to, reader->orientation, 1);
    else
        turn(&from, &to, reader->orientation, 3);
    aift__free(reader->context, from.pixels);
    reader->image = to;
    return AIFT_OK;
}

static aift_status decode(aift__image_reader *reader)
{
    for (size_t i = 0; i < AIFT__COUNT(formats); i++) {
        const aift__image_format *format = formats[i];
        if (reader->size < format->signature_size ||
            memcmp(reader->bytes, format->signature, format->signature_size) != 0)
            continue;
        if (!format->decode)
            return aift__fail(AIFT_E_UNAVAILABLE, "this library was built without %s (-D%s=enabled)",
                              format->name, format->option);
        AIFT__TRY(format->decode(reader));
        return make_upright(reader);
    }
    return aift__fail_signature(reader->bytes, reader->size, "JPEG and PNG pictures are read");
}

aift_status aift__image_decode(aift_context *context, const void *bytes, size_t size, const char *place,
                               const aift__image_options *options, aift__image *out)
{
    *out = (aift__image){0};
    aift__image_reader reader = {context, bytes, size, options ? options : &defaults, 1, {0}};
    aift_status status = decode(&reader);
    if (status != AIFT_OK) {
        aift__image_finish(context, &reader.image);
        return status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", place);
    }
    *out = reader.image;
    return AIFT_OK;
}

void aift__image_finish(aift_context *context, aift__image *image)
{
    aift__free(context, image->pixels);
    *image = (aift__image){0};
}
