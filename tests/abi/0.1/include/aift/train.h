/* Fine-tuning: one call that trains, and a trainer for those who write their own loop.
 *
 * Option names and defaults are those of Hugging Face's TrainingArguments.
 *
 * Threads: trainings of different models go on at once, of one model one after the other: while one goes on, the next
 * gets AIFT_E_BUSY. A trainer belongs to one thread at a time. Callbacks run on the thread that trains.
 */
#ifndef AIFT_TRAIN_H
#define AIFT_TRAIN_H

#include <stddef.h>
#include <stdint.h>

#include "aift/dataset.h"
#include "aift/macros.h"
#include "aift/model.h"
#include "aift/predict.h"
#include "aift/status.h"
#include "aift/tensor.h"

/** A training whose steps the caller takes.
 *  Threads: one at a time. Since: 0.1 */
typedef struct aift_trainer aift_trainer;

/** What came of a training.
 *  Threads: safe, but where a function says otherwise. Since: 0.1 */
typedef struct aift_train_report aift_train_report;

/** How the learning rate goes. */
typedef enum aift_lr_scheduler_type {
    AIFT_LR_LINEAR = 0,  /**< rises over the warm-up, then falls to 0 at the last step */
    AIFT_LR_CONSTANT = 1 /**< rises over the warm-up, then stays */
} aift_lr_scheduler_type;

/** When a training evaluates. */
typedef enum aift_eval_strategy {
    AIFT_EVAL_NO = 0,   /**< never */
    AIFT_EVAL_EPOCH = 1 /**< after each epoch, if there is evaluation data */
} aift_eval_strategy;

/** The order in which a training takes the rows. */
typedef enum aift_sampling_strategy {
    AIFT_SAMPLING_RANDOM = 0,    /**< a new random order each epoch, from the seed */
    AIFT_SAMPLING_SEQUENTIAL = 1 /**< the data set's order */
} aift_sampling_strategy;

/** What a progress callback is told after each optimizer step, when an evaluation begins, and after each
 *  of its batches. */
typedef struct aift_train_progress {
    size_t struct_size;       /**< how much of the struct the library fills in */
    int64_t step, max_steps;  /**< optimizer steps done and in all */
    double epoch;             /**< epochs done, with their fraction */
    double loss;              /**< mean over the rows of the last step */
    double learning_rate;     /**< of the last step */
    double grad_norm;         /**< before clipping */
    double tokens_per_second; /**< real tokens since the start of training, evaluation left out */
    double seconds_left;      /**< estimate; negative while unknown */
    const aift_evaluation *evaluation AIFT_NULLABLE; /**< set when an epoch's evaluation was just made */
    int64_t eval_row;  /**< rows done, while an evaluation is made; else 0. `loss` is then the mean over the
                            epoch's steps, `learning_rate` that of the next step */
    int64_t eval_rows; /**< rows to do, while an evaluation is made; else 0 */
    double rows_per_second; /**< as tokens_per_second, which is 0 of pictures and recordings */
} aift_train_progress;

/** Told how a training goes.
 *  @return 0 to go on; anything else stops after this step, or within the evaluation, which is then not
 *          reported. If that leaves something undone, the report says "interrupted". */
typedef int (*aift_train_progress_fn)(void *user AIFT_NULLABLE, const aift_train_progress *progress);

/** Options of training. */
typedef struct aift_train_options {
    size_t struct_size;                  /**< sizeof(aift_train_options) */
    double num_train_epochs;             /**< > 0; default 3 */
    int64_t max_steps;                   /**< optimizer steps; -1: by num_train_epochs; default -1 */
    int32_t per_device_train_batch_size; /**< rows, 1 to 65536; default 8 */
    int32_t per_device_eval_batch_size;  /**< rows, 1 to 65536; default 8 */
    int32_t gradient_accumulation_steps; /**< batches an optimizer step, >= 1; default 1. They count as one:
                                              the loss is the mean over all their rows; see aift_train() */
    double learning_rate;                /**< >= 0; default 5e-5 */
    double weight_decay;                 /**< >= 0; not for biases and layer norms; default 0 */
    double adam_beta1;                   /**< [0, 1); default 0.9 */
    double adam_beta2;                   /**< [0, 1); default 0.999 */
    double adam_epsilon;                 /**< > 0; default 1e-8 */
    double max_grad_norm;                /**< gradients are scaled down to this norm; 0: never; default 1 */
    aift_lr_scheduler_type lr_scheduler_type; /**< default AIFT_LR_LINEAR */
    int64_t warmup_steps;                     /**< >= 0; default 0 */
    double warmup_ratio;              /**< [0, 1], share of all steps, where warmup_steps is 0; default 0 */
    double label_smoothing_factor;    /**< [0, 1]; default 0 */
    uint64_t seed;                    /**< order of the rows, dropout, augmentations; default 42 */
    aift_eval_strategy eval_strategy; /**< default AIFT_EVAL_EPOCH */
    int32_t
        load_best_model_at_end AIFT_FLAG; /**< 1: the model ends as it was after its best evaluation, also when it
                                           was stopped later; 0: as after its last step; default 1 */
    const char *metric_for_best_model;              /**< path into aift_evaluation_json(); default "loss" */
    int32_t greater_is_better AIFT_FLAG;            /**< 1: the best is the highest; default 0 */
    aift_sampling_strategy train_sampling_strategy; /**< default AIFT_SAMPLING_RANDOM */
    int32_t max_length;                     /**< tokens a text is cut to; 0: as the model's; default 0 */
    const char *text_column AIFT_NULLABLE;  /**< NULL: as the model's, else "text"; default NULL */
    const char *label_column AIFT_NULLABLE; /**< NULL: as the model's, else "label"; default NULL */
    const double *class_weights AIFT_LEN(num_class_weights) AIFT_NULLABLE; /**< one a label, in the labels'
                                              order; the loss is the weighted mean; default NULL */
    size_t num_class_weights;                                              /**< as many as labels */
    const char *const *freeze AIFT_LEN(num_freeze) AIFT_NULLABLE; /**< shell patterns (* ?) over parameter
                                              names: what matches is not trained; default NULL */
    size_t num_freeze;                                            /**< patterns in freeze */
    aift_train_progress_fn progress AIFT_CALLBACK AIFT_NULLABLE;  /**< after each step; default NULL */
    void *user AIFT_NULLABLE;                                     /**< first argument of progress */
    int64_t memory_limit; /**< bytes; a training whose process would need more at its peak (aift/plan.h) is
                               refused before it begins; 0: no limit; default 0 */
    aift_on_error
        on_error;     /**< of pictures and recordings that cannot be read, in training and evaluation; default
                                 AIFT_ON_ERROR_STOP */
    int32_t reserved; /**< 0 */
} aift_train_options;
/** The defaults of aift_train_options. */
#define AIFT_TRAIN_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        sizeof(aift_train_options), 3.0, -1, 8, 8, 1, 5e-5, 0.0, 0.9, 0.999, 1e-8, 1.0, AIFT_LR_LINEAR, 0,   \
            0.0, 0.0, 42, AIFT_EVAL_EPOCH, 1, "loss", 0, AIFT_SAMPLING_RANDOM, 0, NULL, NULL, NULL, 0, NULL, \
            0, NULL, NULL, 0, AIFT_ON_ERROR_STOP, 0                                                          \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_TRAIN_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_train_options_init(aift_train_options *options AIFT_OUT);

/** Looks at the options of a training of this model before any data is read, and tells how large the training is.
 *  @param num_rows  of the training data.
 *  @param options   NULL means the defaults.
 *  @param steps     receives the optimizer steps. 0 on failure, as the next two.
 *  @param parameters receives the numbers in the model's parameters.
 *  @param trainable_parameters receives those that options->freeze leaves.
 *  @return AIFT_OK, AIFT_E_RANGE (an option, also a max_length that is none of the model's), AIFT_E_NOT_FOUND (a
 *          pattern of freeze that matches nothing), AIFT_E_INVALID (all frozen), AIFT_E_STATE (a model without labels),
 *          AIFT_E_BUSY, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_train_check(const aift_model *model, size_t num_rows,
                                      const aift_train_options *options AIFT_NULLABLE,
                                      int64_t *steps AIFT_OUT, int64_t *parameters AIFT_OUT,
                                      int64_t *trainable_parameters AIFT_OUT);

/** Fine-tunes a model. A model without labels gets those of the training data, ordered by bytes.
 *
 *  An optimizer step is that of the mean loss over all rows of its gradient_accumulation_steps batches: 2
 *  batches of 8 rows train as one of 16. The end of an epoch ends a step, so its last one may have fewer
 *  batches, and the last batch fewer rows. transformers' Trainer does the same where the loss counts its
 *  num_items_in_batch, as with label_smoothing_factor. Without it, BertForSequenceClassification ignores that
 *  count, and Trainer 5.23 sums the batches' means: its gradient, and the loss that it logs, are too large by
 *  the number of batches.
 *
 *  A run that the callback stops leaves the model as load_best_model_at_end says: as after its best evaluation
 *  so far, or else as after its last step. The evaluation reported is always that of the model as it is left.
 *  @param model     trained in place; busy meanwhile.
 *  @param eval_data evaluated after each epoch; may be NULL.
 *  @param options   NULL means the defaults.
 *  @param out       release with aift_train_report_release(). NULL on failure.
 *  @return AIFT_OK (also when the progress callback stopped it: aift_train_report_interrupted()),
 *          AIFT_E_NOT_FOUND (a column, a label), AIFT_E_INVALID (one class only, all frozen), AIFT_E_RANGE
 *          (an option; or memory_limit is too small: names the bytes needed, and sizes of batches that fit),
 *          AIFT_E_UNSUPPORTED (an operator without a gradient, named), AIFT_E_NOT_FINITE (the loss; names
 *          step and rows), AIFT_E_BUSY, AIFT_E_NOMEM. On failure the model has its weights of before.
 *  Threads: safe; a model that is being trained is busy. Since: 0.1 */
AIFT_API aift_status aift_train(aift_model *model, const aift_dataset *train_data,
                                const aift_dataset *eval_data AIFT_NULLABLE,
                                const aift_train_options *options AIFT_NULLABLE,
                                aift_train_report **out AIFT_OUT AIFT_OWNED);

/** Gives the report back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_train_report_release(aift_train_report *report AIFT_NULLABLE);

/** 1 if the progress callback stopped the training before all its steps and evaluations were done.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_train_report_interrupted(const aift_train_report *report) AIFT_FLAG;

/** The evaluation of the model as it is left: after its best epoch, or with load_best_model_at_end 0 after its
 *  last step.
 *  @return owned by the report; NULL if there is none: none was asked for, or the training was stopped before
 *          the first, or with load_best_model_at_end 0 it was stopped some steps after the last.
 *  Threads: safe. Since: 0.1 */
AIFT_API const aift_evaluation *aift_train_report_evaluation(const aift_train_report *report)
    AIFT_BORROWED AIFT_NULLABLE;

/** The epoch, from 1, after which the model was as it is left.
 *  @return 0 if it is left as after its last step.
 *  Threads: safe. Since: 0.1 */
AIFT_API int64_t aift_train_report_best_epoch(const aift_train_report *report);

/** The number of rows that were left out of the training (on_error), and of files that were when its data set was read.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_train_report_num_skipped(const aift_train_report *report);

/** Why the i-th was, with its file or place. @return owned by the report; NULL if there is no such, or it is beyond the
 *  first 10,000.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_train_report_skipped(const aift_train_report *report, size_t i)
    AIFT_BORROWED AIFT_NULLABLE;

/** The run as one JSON object: steps, epochs, rows, tokens, seconds, tokens_per_second, rows_per_second, peak_rss_bytes, loss
 *  (mean over all steps), losses (mean of each epoch), eval (aift_train_report_evaluation(), or null), evals (of
 *  all epochs), best_epoch (after which the model was as it is left; null: it is left as after its last step),
 *  new_head, interrupted, kpis (empty until aift_usecase_apply()), and with AIFT_ON_ERROR_SKIP skipped
 *  (count, messages: the first 10,000). Of pictures and recordings tokens and tokens_per_second are 0.
 *  @return owned by the report, until aift_usecase_apply().
 *  Threads: safe, but not beside aift_usecase_apply(). Since: 0.1 */
AIFT_API const char *aift_train_report_json(const aift_train_report *report) AIFT_BORROWED;

/** A trainer for a loop of one's own. It holds the model (AIFT_E_BUSY for others) until it is released.
 *  @param train_data tokenized at once; rows are named by their number.
 *  @param options    as aift_train; epochs, evaluation, sampling and memory_limit are not used; max_steps is what the
 *                    schedule needs (-1: derived from num_train_epochs).
 *  @param out        release with aift_trainer_release(). NULL on failure.
 *  @return as aift_train.
 *  Threads: safe; a model that is being trained is busy. Since: 0.1 */
AIFT_API aift_status aift_trainer_create(aift_model *model, const aift_dataset *train_data,
                                         const aift_train_options *options AIFT_NULLABLE,
                                         aift_trainer **out AIFT_OUT AIFT_OWNED);

/** Forward and backward over one batch. The batches up to aift_trainer_step() count as one: its gradient is
 *  that of the mean loss over all their rows, however they are cut into batches.
 *  @param rows row numbers of the data set.
 *  @param loss mean over the batch.
 *  @return AIFT_OK, AIFT_E_RANGE, AIFT_E_INVALID (all rows have a class weight of 0), AIFT_E_NOT_FINITE (the
 *          gradients since the last step are dropped), AIFT_E_NOMEM (they may be dropped: see aift_trainer_step()'s
 *          AIFT_E_STATE).
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_trainer_backward(aift_trainer *trainer, const size_t *rows AIFT_LEN(num_rows),
                                           size_t num_rows, double *loss AIFT_OUT);

/** Clips, applies AdamW at the schedule's learning rate, and clears the gradients.
 *  @param grad_norm before clipping; may be NULL.
 *  @return AIFT_OK, AIFT_E_STATE (no gradient yet), AIFT_E_NOT_FINITE (the gradients are dropped, the weights
 *          as they were).
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_trainer_step(aift_trainer *trainer, double *grad_norm AIFT_OUT AIFT_NULLABLE);

/** A copy of a parameter's present gradient: of the mean loss over the rows since the last step.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (no such parameter, or it is frozen), AIFT_E_STATE, AIFT_E_NOMEM.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_trainer_gradient(const aift_trainer *trainer, const char *name,
                                           aift_tensor **out AIFT_OUT AIFT_OWNED);

/** Ends the training: the model has the trained weights and is free. NULL is accepted.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API void aift_trainer_release(aift_trainer *trainer AIFT_NULLABLE);

AIFT_END_DECLS

#endif
