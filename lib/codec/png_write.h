/* Writing pictures as PNG, not compressed: for pages that carry their pictures, and for tests. */
#ifndef AIFT_LIB_CODEC_PNG_WRITE_H
#define AIFT_LIB_CODEC_PNG_WRITE_H

#include "base/buf.h"

/* Adds the file of pixels [height, width, channels], channels 1 (grey) or 3 (RGB). AIFT_E_RANGE: too large for `out`, or
 * no size at all. */
aift_status aift__png_write(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                            aift__buf *out);

#endif
