/* What the tasks of classification share: one label a row, softmax over the labels, cross entropy. */
#ifndef AIFT_LIB_TASKS_CLASSIFICATION_H
#define AIFT_LIB_TASKS_CLASSIFICATION_H

#include "tasks/task.h"

aift_status aift__classification_build(const aift_model *model, const aift__task_options *options,
                                       aift__graph *graph);

#endif
