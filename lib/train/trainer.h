/* The inside of a trainer. */
#ifndef AIFT_LIB_TRAIN_TRAINER_H
#define AIFT_LIB_TRAIN_TRAINER_H

#include "kernels/optimizer.h"
#include "tasks/feed.h"
#include "tasks/rows.h"
#include "train/flat.h"
#include "train/options.h"

/* The batches since the last optimizer step. The gradient is kept in units of the first one's weight, so that a
 * step of one batch needs no factor. */
typedef struct aift__group {
    int64_t batches, rows;
    double first_weight, weight; /* of the rows: their number, or the sum of their labels' class weights */
    double loss;                 /* sum over the rows, weighted */
} aift__group;

struct aift_trainer {
    aift_context *context;
    aift_model *model;
    aift_train_options
        options; /* its pointers are the caller's: after creation only aift_train may use them */
    aift__rows rows;
    aift__feed *feed;
    aift__inputs inputs;
    aift__skipped skipped; /* rows that were left out */
    bool new_head;         /* the model's was drawn, and not trained yet */
    int32_t max_length;    /* of texts */
    aift__graph *graph;
    aift__execution *execution;
    aift__flat flat;
    aift__weights *live;
    aift__value labels, class_weights, loss_scale, loss, row_loss;
    bool
        targets; /* the labels are shares of all: lists of them (models/model.h: multi_label), or mixed ones */
    void *labels_data; /* int32 a row; of targets float, num_labels a row */
    size_t cap_labels; /* elements, of four bytes */
    float *class_weights_data;
    float scale;
    int64_t total_steps, steps; /* of the schedule; done */
    int64_t steps_per_epoch;
    aift__group group;
};

/* Elements of labels_data for so many rows. */
static inline size_t aift__trainer_labels(const aift_trainer *trainer, size_t rows)
{
    return trainer->targets ? rows * trainer->model->num_labels : rows;
}

/* Opens a trainer, which holds the model: rows and options are checked, texts tokenized, the graph built. */
aift_status aift__trainer_open(aift_model *model, const aift_dataset *data, const aift_train_options *options,
                               aift_trainer **out);

/* What is done to a graph that has a loss, and whose trainable parameters are marked, so that it trains. */
aift_status aift__trainer_passes(aift__graph *graph);

/* Gives it parameters of its own, with their gradients and moments. */
aift_status aift__trainer_fill(aift_trainer *trainer);

/* Fills it and begins to train: the model gets the run's settings. */
aift_status aift__trainer_begin(aift_trainer *trainer);

/* Plans and allocates for the capacity. */
aift_status aift__trainer_plan(aift_trainer *trainer, aift__capacity capacity);

/* Ends the training; with `publish` the model gets the trained weights, else it keeps its own. */
void aift__trainer_end(aift_trainer *trainer, bool publish);

/* Marks the graph's parameters that options->freeze leaves; AIFT_E_NOT_FOUND where a pattern matches none, AIFT_E_INVALID
 * where none is left. */
aift_status aift__mark_trainable(aift__graph *graph, const aift_train_options *options);

/* Numbers in the graph's parameters, and in those that are trained. */
void aift__count_parameters(const aift__graph *graph, const aift__weights *weights, int64_t *all,
                            int64_t *trainable);

double aift__trainer_learning_rate(const aift_trainer *trainer); /* of the next step */
double aift__trainer_loss(const aift_trainer *trainer);          /* mean over the rows since the last step */

#endif
