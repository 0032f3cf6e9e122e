/* A run of aift_train: what its parts share. */
#ifndef AIFT_LIB_TRAIN_LOOP_H
#define AIFT_LIB_TRAIN_LOOP_H

#include "train/report.h"
#include "train/trainer.h"

typedef struct aift__loop {
    aift_trainer *trainer;
    const aift_dataset *eval_data;
    const aift_train_options *options; /* the trainer's, with the caller's pointers */
    aift_train_report *report;
    size_t *order;
    int64_t per_epoch;    /* steps */
    bool stop;            /* the callback asked for it */
    bool left_out;        /* an evaluation, because of that */
    int64_t rows, tokens; /* done */
    double seconds;       /* training only */
    double loss_sum, epoch_loss;
    int64_t epoch_steps;
    int64_t evaluated_step; /* the last one after which an evaluation was made */
    void *best;             /* what the best evaluation was of: see aift__flat_save */
    double best_value;
    int64_t best_epoch; /* from 1; 0: none */
    int64_t best_step;  /* after which it was */
} aift__loop;

/* What the callback is told beside the state of the run. */
typedef struct aift__news {
    double loss, grad_norm, learning_rate;
    int64_t eval_row, eval_rows;
    const aift_evaluation *evaluation;
} aift__news;

/* Calls the caller's callback, which may set l->stop. */
void aift__loop_tell(aift__loop *l, const aift__news *news);

double aift__loop_epoch_loss(const aift__loop *l); /* mean over the epoch's steps */

/* What would only be found after an epoch is looked at before. */
aift_status aift__loop_check_evaluation(const aift_model *model, const aift_dataset *eval_data,
                                        const aift_train_options *options);

/* Evaluates after the epoch (from 1), and keeps the parameters if they are the best so far. */
aift_status aift__loop_evaluate(aift__loop *l, int64_t epoch);

/* Gives the model the parameters of its best evaluation, and drops an evaluation that is not the model's. */
void aift__loop_settle(aift__loop *l);

#endif
