/* Image classification: one label a picture. */
#include "tasks/classification.h"

const aift__task aift__task_image_classification = {
    .name = "image-classification",
    .modality = AIFT__IMAGE,
    .data_column = "image",
    .label_column = "label",
    .build = aift__classification_build,
};
