/* What Pillow's ImageEnhance, ImageOps and Image.transform do to a picture of bytes, every byte of it; the operations
 * that augmentations are made of. Pictures have one or three channels. */
#ifndef AIFT_LIB_TRANSFORMS_PICTURE_H
#define AIFT_LIB_TRANSFORMS_PICTURE_H

#include "transforms/picture_resize.h"

/* Whether a picture of so many channels can be given to these. */
aift_status aift__picture_check(const aift__shape *shape);

/* A pixel's grey, ITU-R 601-2, as convert("L"). */
static inline uint8_t aift__grey(const uint8_t *rgb)
{
    return (uint8_t)((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16);
}

/* A factor of 1 leaves the picture as it is, 0 takes away all of it. */
void aift__picture_brightness(aift__sample *sample, double factor);
void aift__picture_contrast(aift__sample *sample, double factor);
void aift__picture_saturation(aift__sample *sample, double factor);
/* Turns the hue by so many turns, -0.5 to 0.5, as torchvision does it. */
void aift__picture_hue(aift__sample *sample, double turns);
aift_status aift__picture_sharpness(aift__sample *sample, double factor, aift__workspace *space);

void aift__picture_posterize(aift__sample *sample, int bits); /* 0 to 8 */
void aift__picture_solarize(aift__sample *sample, double threshold);
void aift__picture_autocontrast(aift__sample *sample);
void aift__picture_equalize(aift__sample *sample);

/* The pixel (x, y) of the result is taken at a[0] x + a[1] y + a[2], a[3] x + a[4] y + a[5] (of the pixels' middles);
 * what falls outside is `fill`. Filters: nearest and bilinear. */
aift_status aift__picture_affine(aift__sample *sample, const double a[6], aift__filter filter, uint8_t fill,
                                 aift__workspace *space);
/* Turned against the clock around its middle. */
aift_status aift__picture_rotate(aift__sample *sample, double degrees, aift__filter filter, uint8_t fill,
                                 aift__workspace *space);

#endif
