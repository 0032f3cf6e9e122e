/* Pillow's Image.resize of a picture of bytes, every byte of it. */
#ifndef AIFT_LIB_TRANSFORMS_PICTURE_RESIZE_H
#define AIFT_LIB_TRANSFORMS_PICTURE_RESIZE_H

#include "transforms/sample.h"

typedef enum aift__filter { /* Pillow's numbers */
                            AIFT__FILTER_NEAREST,
                            AIFT__FILTER_LANCZOS,
                            AIFT__FILTER_BILINEAR,
                            AIFT__FILTER_BICUBIC,
                            AIFT__FILTER_BOX,
                            AIFT__FILTER_HAMMING
} aift__filter;

extern const char *const aift__filter_names[]; /* in this order, ended by NULL */

enum {
    AIFT__MOST_EDGE = 16384,         /* that a transform may be asked for */
    AIFT__MOST_SOURCE_EDGE = 1 << 20 /* of a picture that is resized */
};

/* A part of a picture; behind the picture's last pixel stands the slack of a sample. */
typedef struct aift__window {
    const uint8_t *pixels;
    int64_t stride; /* bytes from row to row */
    int64_t height, width, channels;
} aift__window;

/* The whole of a sample, and a part of a window. */
aift__window aift__window_of(const aift__sample *sample);
aift__window aift__window_cut(const aift__window *window, int64_t top, int64_t left, int64_t height,
                              int64_t width);

/* Makes the sample height x width pixels of the window, which is not the sample's own. */
aift_status aift__picture_resize(const aift__window *window, aift__filter filter, int64_t height,
                                 int64_t width, aift__workspace *space, aift__sample *to);

/* The same of the sample itself, and of a part of it. */
aift_status aift__picture_resize_part(aift__sample *sample, const aift__window *part, aift__filter filter,
                                      int64_t height, int64_t width, aift__workspace *space);

#endif
