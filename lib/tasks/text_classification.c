/* Text classification: one label a text. */
#include "tasks/classification.h"

const aift__task aift__task_text_classification = {
    .name = "text-classification",
    .modality = AIFT__TEXT,
    .data_column = "text",
    .label_column = "label",
    .build = aift__classification_build,
};
