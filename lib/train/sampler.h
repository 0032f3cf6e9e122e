/* The order in which rows are trained: a function of seed, epoch and number of rows alone. */
#ifndef AIFT_LIB_TRAIN_SAMPLER_H
#define AIFT_LIB_TRAIN_SAMPLER_H

#include "train/options.h"

/* The rows of an epoch, from 0. */
void aift__sample_epoch(const aift_train_options *options, int64_t epoch, size_t *order, size_t n);

#endif
