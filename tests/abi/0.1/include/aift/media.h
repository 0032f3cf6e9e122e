/* Pictures and recordings as a caller hands them over. */
#ifndef AIFT_MEDIA_H
#define AIFT_MEDIA_H

#include <stddef.h>
#include <stdint.h>

#include "aift/macros.h"

/** What an aift_media holds. */
typedef enum aift_media_kind {
    AIFT_MEDIA_FILE = 0,   /**< `path`: a JPEG, PNG, WAV, FLAC or OGG file */
    AIFT_MEDIA_BYTES = 1,  /**< `data`, `size`: such a file's bytes */
    AIFT_MEDIA_PIXELS = 2, /**< `data`: uint8 [height, width, channels], as a decoder gives them */
    AIFT_MEDIA_TENSOR =
        3 /**< `data`: float32, `size` bytes, what the model's preprocessing gives for a row (see
                                aift_model_preprocess()) */
} aift_media_kind;

/** One picture or recording. Set what the kind needs, and the rest to 0. What it points to stays the caller's and must
 *  last as long as the call that is given it. The struct stands in arrays: it never grows. */
typedef struct aift_media {
    aift_media_kind kind;                          /**< which of these fields count */
    int32_t height, width, channels;               /**< of PIXELS; channels: 1 (grey) or 3 (RGB) */
    const char *path AIFT_NULLABLE;                /**< of a FILE */
    const void *data AIFT_LEN(size) AIFT_NULLABLE; /**< of the others */
    size_t size;                                   /**< bytes of data */
} aift_media;

#endif
