/* What the tasks of classification share: one label a row, with softmax over the labels and cross entropy; or any number
 * of them, with a sigmoid for each and binary cross entropy. */
#ifndef AIFT_LIB_TASKS_CLASSIFICATION_H
#define AIFT_LIB_TASKS_CLASSIFICATION_H

#include "tasks/task.h"

aift_status aift__classification_build(const aift_model *model, const aift__task_options *options,
                                       aift__graph *graph);

#endif
