/* Pictures out of bytes: what Pillow's ImageOps.exif_transpose(Image.open(file)).convert("RGB") gives (or "L"), every
 * byte.
 *
 * A picture whose pixels are not all there is refused, and so is one whose compressed data are corrupt (Pillow gives
 * grey areas for some of those). Trouble behind the last pixel does not matter.
 *
 * Memory: the picture itself (at most max_pixels * channels bytes), the same again while it is turned upright; for
 * an interlaced PNG up to 4 bytes a pixel besides, for a progressive JPEG up to 8 (libjpeg's own malloc). Checked
 * before any of it is taken.
 */
#ifndef AIFT_LIB_FORMATS_IMAGE_H
#define AIFT_LIB_FORMATS_IMAGE_H

#include "base/base.h"

typedef struct aift__image {
    uint8_t *pixels; /* [height, width, channels], rows without gaps */
    int32_t width, height;
    int32_t channels; /* 3: RGB; 1: grey */
} aift__image;

/* Twice Pillow's MAX_IMAGE_PIXELS: where it refuses a picture too. */
#define AIFT__IMAGE_MAX_PIXELS INT64_C(178956970)

typedef struct aift__image_options {
    bool grey; /* one channel, convert("L"); else RGB */
    /* A JPEG is decoded at 1/2, 1/4 or 1/8 of its size where that leaves at least so much (of the upright picture),
     * as Pillow's draft() does. 0, 0: whole. */
    int32_t min_width, min_height;
    int64_t max_pixels; /* of the file's picture, whatever the scale */
} aift__image_options;

#define AIFT__IMAGE_OPTIONS_INIT                                                                             \
    {                                                                                                        \
        false, 0, 0, AIFT__IMAGE_MAX_PIXELS                                                                  \
    }

/* Decodes a picture of any known format (images.def), which its first bytes tell. `place` (a file's name) stands in
 * front of messages; `options` may be NULL. May be called by many threads at once.
 * @return AIFT_OK, AIFT_E_FORMAT (malformed, truncated, or no picture), AIFT_E_UNSUPPORTED (another kind of picture),
 * AIFT_E_UNAVAILABLE (a build without the library), AIFT_E_RANGE (more than max_pixels), AIFT_E_NOMEM. */
aift_status aift__image_decode(aift_context *context, const void *bytes, size_t size, const char *place,
                               const aift__image_options *options, aift__image *out);
void aift__image_finish(aift_context *context, aift__image *image); /* a zeroed image is accepted */

#endif
