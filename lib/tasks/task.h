/* What a task is: one aift__task a file, one line in tasks.def.
 *
 * A task puts a head and a loss on a model's body. Its graph serves training, evaluation, prediction and later
 * serving alike.
 *
 * Inputs: those of the architecture's modality (models/arch.h); for training also labels (int32 [rows], or float32
 * [rows, labels] where a row has any number of them, or shares of them) and, if asked for, class_weights ([labels]).
 * Outputs: logits [rows, labels], hidden (of text [tokens, width]), or both; for training instead loss [1] and
 * row_loss [rows].
 */
#ifndef AIFT_LIB_TASKS_TASK_H
#define AIFT_LIB_TASKS_TASK_H

#include "models/model.h"

/* What an inference graph gives. */
typedef enum aift__outputs {
    AIFT__LOGITS,
    AIFT__LOGITS_AND_HIDDEN,
    AIFT__HIDDEN /* the body alone: no head is needed */
} aift__outputs;

typedef struct aift__task_options {
    bool training;
    aift__outputs outputs; /* without training */
    bool class_weights;
    bool soft_labels; /* a row's label is not one, but shares of all that add up to 1 */
    double label_smoothing;
} aift__task_options;

typedef struct aift__task {
    const char *name; /* Hugging Face's pipeline name */
    aift__modality modality;
    const char *data_column, *label_column; /* when nothing else is said */
    aift_status (*build)(const aift_model *model, const aift__task_options *options, aift__graph *graph);
} aift__task;

/* The task of a model: that of its modality. */
const aift__task *aift__task_of(const aift_model *model);

/* Builds the task's graph. */
aift_status aift__task_graph(const aift_model *model, const aift__task_options *options, aift__graph **out);

#endif
