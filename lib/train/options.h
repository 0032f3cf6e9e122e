/* Training options: checked, and what follows from them. */
#ifndef AIFT_LIB_TRAIN_OPTIONS_H
#define AIFT_LIB_TRAIN_OPTIONS_H

#include "aift/train.h"
#include "base/base.h"

/* Reads the caller's options over the defaults and checks every range. */
aift_status aift__train_options(const aift_train_options *given, aift_train_options *out);

/* Optimizer steps of the run over `rows` rows, and of one epoch. */
int64_t aift__steps_per_epoch(const aift_train_options *options, size_t rows);
int64_t aift__total_steps(const aift_train_options *options, size_t rows);

int64_t aift__total_epochs(const aift_train_options *options, size_t rows); /* the last may be begun only */

/* The learning rate of the optimizer step after `done` others, as transformers' get_scheduler gives it. */
double aift__learning_rate(const aift_train_options *options, int64_t done, int64_t total);

#endif
