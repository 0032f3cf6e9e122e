/* The order in which rows are trained: a function of seed, epoch and number of rows alone. */
#ifndef AIFT_LIB_TRAIN_SAMPLER_H
#define AIFT_LIB_TRAIN_SAMPLER_H

#include "train/trainer.h"

/* The rows of an epoch, from 0. */
void aift__sample_epoch(const aift_train_options *options, int64_t epoch, size_t *order, size_t n);

/* What a run goes through. */
typedef struct aift__extent {
    aift__capacity largest; /* of a batch; in epochs beyond the hundredth there may be a larger one */
    int64_t rows, length, batches;
} aift__extent;

/* Of so many optimizer steps over the rows; `order` has room for one epoch. */
void aift__sample_extent(const aift_train_options *options, const aift__feed *feed, int64_t steps,
                         size_t *order, aift__extent *out);

#endif
