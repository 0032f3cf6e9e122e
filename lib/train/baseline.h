/* What the simplest honest model reaches on a data set of texts: a sentence encoder as it is, and a linear head on its
 * vectors, trained on four fifths of a sample and tried on the rest. */
#ifndef AIFT_LIB_TRAIN_BASELINE_H
#define AIFT_LIB_TRAIN_BASELINE_H

#include "aift/predict.h"
#include "data/labelled.h"

enum {
    AIFT__BASELINE_ROWS = 20000,
    AIFT__BASELINE_LABELS = 1000
}; /* the most of a sample, and of its labels */

typedef struct aift__baseline {
    aift_context *context;
    const char *reason; /* why it was not measured; NULL: it was */
    double accuracy;    /* on the rows that it was tried on */
    size_t *rows;       /* of the data set: those that it was trained on, then the others */
    size_t n, num_train;
} aift__baseline;

/* The sample is stratified and so is the split: the same seed, the same rows. Rows without a text are left out. `options`
 * has progress and user. AIFT_E_NOT_FOUND: there is no such column. */
aift_status aift__baseline_of(const aift_model *model, const aift_dataset *data,
                              const aift__labelled *labelled, const char *text_column,
                              const char *label_column, uint64_t seed, const aift_predict_options *options,
                              aift__baseline *out);
void aift__baseline_free(aift__baseline *baseline); /* a zeroed one is accepted */

#endif
