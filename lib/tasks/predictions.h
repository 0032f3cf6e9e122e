/* The inside of predictions. */
#ifndef AIFT_LIB_TASKS_PREDICTIONS_H
#define AIFT_LIB_TASKS_PREDICTIONS_H

#include "aift/predict.h"
#include "base/base.h"

struct aift_predictions {
    aift_context *context;
    size_t rows, num_labels;
    char **labels;
    int32_t *best;
    bool multi_label;
    float *logits, *scores; /* [rows, labels] */
    double *exact;          /* one row of scores */
    char **json;
    char **errors;  /* by row: NULL: it has a label */
    float **hidden; /* NULL, or by row */
    size_t *tokens, width;
    const aift_media *media; /* while they are made: the caller's; NULL of texts */
};

/* Writes a row's JSON, of its label, scores and logits. */
aift_status aift__prediction_json(aift_predictions *predictions, size_t row);

/* Makes it a row that was left out: it has no label, and its JSON says why. */
aift_status aift__prediction_error(aift_predictions *predictions, size_t row, const char *message);

#endif
