/* The weights of Pillow's filters. */
#ifndef AIFT_LIB_TRANSFORMS_FILTERS_H
#define AIFT_LIB_TRANSFORMS_FILTERS_H

#include "kernels/resample.h"
#include "transforms/picture_resize.h"

/* The most weights that an output of `to` has, of an edge of `from` pixels. */
int32_t aift__filter_most(aift__filter filter, int64_t from, int64_t to);

/* Fills in begin and count (`to` numbers each) and weights (to * most). `work` holds `most` doubles. */
void aift__filter_taps(aift__filter filter, int64_t from, int64_t to, int32_t most, int32_t *begin,
                       int32_t *count, int32_t *weights, double *work);

#endif
