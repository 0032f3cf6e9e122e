/* The loop that prediction, evaluation and embedding share: rows in batches through a model, each row's outputs to a
 * callback. */
#ifndef AIFT_LIB_TASKS_CLASSIFY_H
#define AIFT_LIB_TASKS_CLASSIFY_H

#include "aift/predict.h"
#include "tasks/feed.h"
#include "tasks/session.h"

typedef struct aift__row_outputs {
    size_t row;
    const float *logits; /* one a label; NULL where they are no output */
    const float *hidden; /* [tokens, width]; NULL where they are no output */
    size_t tokens, width;
} aift__row_outputs;

typedef aift_status (*aift__row_fn)(void *user, const aift__row_outputs *outputs);

/* Reads and checks the caller's options; `longest` is the max_length where they have none, 0: the model's. */
aift_status aift__predict_options(const aift_model *model, int32_t longest, const aift_predict_options *given,
                                  aift_predict_options *out);

/* Opens the feed of rows to predict or evaluate; `skipped` NULL: none is left out. */
aift_status aift__classify_feed(const aift_model *model, const aift__items *items,
                                const aift_predict_options *options, aift__skipped *skipped,
                                aift__feed **out);

/* Runs all rows of the feed with these weights; rows that it skips are left out. AIFT_E_NOT_FINITE names the row's
 * place. */
aift_status aift__classify(const aift_model *model, aift__weights *weights, aift__outputs outputs,
                           aift__feed *feed, const aift_predict_options *options, aift__row_fn fn,
                           void *user);

/* Softmax in double; the index of the largest (the first of equals). */
int32_t aift__softmax_row(const float *logits, size_t n, double *scores);

/* A sigmoid for each, in double; the index of the largest. */
int32_t aift__sigmoid_row(const float *logits, size_t n, double *scores);

/* log(sum(exp(logits))) in double. */
double aift__log_sum_exp(const float *logits, size_t n);

/* The figures of `dataset` under these weights, whoever holds the model. */
aift_status aift__evaluate(const aift_model *model, aift__weights *weights, const aift_dataset *dataset,
                           const aift_predict_options *options, aift_evaluation **out);

#endif
