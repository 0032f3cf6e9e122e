/* What a format of pictures has in common with the others: for image.c and the files of images.def. */
#ifndef AIFT_LIB_FORMATS_IMAGE_FORMAT_H
#define AIFT_LIB_FORMATS_IMAGE_FORMAT_H

#include "formats/image.h"

/* One picture that is being decoded. */
typedef struct aift__image_reader {
    aift_context *context;
    const unsigned char *bytes;
    size_t size;
    const aift__image_options *options;
    int orientation; /* EXIF's, 1 to 8; 1 until the format finds another */
    aift__image image;
} aift__image_reader;

typedef struct aift__image_format {
    const char *name;      /* "JPEG" */
    const char *option;    /* the Meson option that it depends on */
    const char *signature; /* the first bytes */
    size_t signature_size;
    /* Begins the image, fills its pixels, and sets `orientation`; whatever it leaves behind is freed by the caller.
     * NULL: the build is without. */
    aift_status (*decode)(aift__image_reader *reader);
} aift__image_format;

/* Checks the size of the picture in the file against the limits; takes the memory of the decoded one (smaller than that
 * if it is scaled). */
aift_status aift__image_begin(aift__image_reader *reader, uint64_t width, uint64_t height, uint64_t out_width,
                              uint64_t out_height);

/* Row y of the image. */
static inline uint8_t *aift__image_row(const aift__image *image, int32_t y)
{
    return image->pixels + (size_t)y * (size_t)image->width * (size_t)image->channels;
}

/* Pillow's grey of a colour: ITU-R 601-2 in fixed point. */
static inline uint8_t aift__grey_of(const uint8_t *rgb)
{
    return (uint8_t)((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16);
}

#endif
