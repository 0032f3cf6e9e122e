/* Audio classification: one label a recording. */
#include "tasks/classification.h"

const aift__task aift__task_audio_classification = {
    .name = "audio-classification",
    .modality = AIFT__AUDIO,
    .data_column = "audio",
    .label_column = "label",
    .build = aift__classification_build,
};
