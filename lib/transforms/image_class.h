/* The classes of Hugging Face's image processors: for the files that read and write them. */
#ifndef AIFT_LIB_TRANSFORMS_IMAGE_CLASS_H
#define AIFT_LIB_TRANSFORMS_IMAGE_CLASS_H

#include "transforms/processor.h"

/* What a key that is missing means, by class. */
typedef struct aift__image_class {
    const char *name; /* what its names begin with */
    bool square;      /* a size that is one number is both edges, else the shortest */
    int32_t size, crop_size;
    bool do_center_crop, do_convert_rgb;
    int32_t resample;
    double mean[3], std[3];
} aift__image_class;

/* The class of a name that the processor has. */
const aift__image_class *aift__image_class_of(const char *name);
bool aift__image_class_is(const aift__image_class *class, const char *name);

/* {"height": .., "width": ..} or {"shortest_edge": ..}: the edges that are not there are 0. */
typedef struct aift__edges64 {
    int64_t height, width, shortest;
} aift__edges64;

aift__json *aift__edges64_json(const aift__edges64 *of); /* NULL: out of memory */

/* The processor's `write`. */
aift_status aift__image_write(const aift__json *list, const char *name, aift__json *config, bool *said);

#endif
