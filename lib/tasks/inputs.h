/* The memory of a model's inputs for one execution, for batches of any size. */
#ifndef AIFT_LIB_TASKS_INPUTS_H
#define AIFT_LIB_TASKS_INPUTS_H

#include "models/model.h"

enum { AIFT__MOST_INPUTS = 3 };

/* Sizes of a batch. Of pictures and sounds, whose rows are all alike, the length is 0. */
typedef struct aift__capacity {
    int64_t rows, length; /* length: tokens in all */
} aift__capacity;

typedef struct aift__inputs {
    aift_context *context;
    aift__modality modality;
    int32_t n;
    aift__value value[AIFT__MOST_INPUTS]; /* in the graph: in the order of aift__body_inputs */
    void *data[AIFT__MOST_INPUTS];
    size_t cap[AIFT__MOST_INPUTS];      /* elements */
    int64_t row_elements;               /* of a picture or sound */
    int32_t rows_symbol, length_symbol; /* length: -1 if the graph has none */
    aift__capacity filled;
    double
        lambda; /* row i is lambda * itself + (1 - lambda) * the row before, the first's is the last: mixup; else 1 */
} aift__inputs;

/* The memory alone, of no graph. */
void aift__inputs_of(aift__inputs *inputs, const aift_model *model);

/* Finds the inputs in a graph of the model. */
void aift__inputs_open(aift__inputs *inputs, const aift_model *model, const aift__graph *graph);
void aift__inputs_close(aift__inputs *inputs); /* a zeroed one is accepted */

/* Makes room; what there is already is kept only if it suffices. */
aift_status aift__inputs_reserve(aift__inputs *inputs, aift__capacity capacity);
bool aift__inputs_suffice(const aift__inputs *inputs, aift__capacity capacity);

/* Gives the execution the memory as it is now. */
void aift__inputs_bind(const aift__inputs *inputs, aift__execution *execution);

/* The values of the graph's symbols, of which there are two at most. */
void aift__inputs_symbols(const aift__inputs *inputs, aift__capacity capacity, int64_t symbols[2]);

/* A text batch's, after it was filled: row i lies at offsets[i] .. offsets[i + 1]. */
static inline const int32_t *aift__inputs_offsets(const aift__inputs *inputs)
{
    return inputs->modality == AIFT__TEXT ? inputs->data[2] : NULL;
}

#endif
