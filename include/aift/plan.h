/* The preflight of a training: what it will compute, how much memory and how long it will take, told before it
 * begins.
 */
#ifndef AIFT_PLAN_H
#define AIFT_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "aift/dataset.h"
#include "aift/macros.h"
#include "aift/model.h"
#include "aift/status.h"
#include "aift/train.h"

/** What a training will take.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_plan aift_plan;

/** Options of a plan. */
typedef struct aift_plan_options {
    size_t struct_size; /**< sizeof(aift_plan_options) */
    double
        calibration_seconds; /**< 0 to 60; about how long real steps are tried, on a copy of the weights, to
                                     tell how long the training takes; 0: not at all; default 0 */
} aift_plan_options;
/** The defaults of aift_plan_options. */
#define AIFT_PLAN_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(aift_plan_options), 0.0                                                                       \
    }

/** What a training takes. The parts of the memory add up to its peak. */
typedef struct aift_plan_figures {
    size_t struct_size;                       /**< how much of the struct the library fills in */
    int64_t parameters, trainable_parameters; /**< numbers in all, and in those not frozen */
    int64_t steps;                            /**< optimizer steps */
    int64_t rows, tokens;                     /**< trained on in all, repetitions counted */
    int64_t batch_rows, batch_tokens;         /**< the most of one batch */
    double flops_per_step, flops;             /**< of the steps' forward and backward; the mean, and in all */
    double seconds; /**< steps and evaluations; 0: not calibrated: calibration_seconds was 0, it does not fit,
                      or there was not memory enough to try it */

    int64_t peak_bytes;        /**< the most that the process will hold */
    int64_t weights_bytes;     /**< parameters, those of the best model kept, and those that the model has */
    int64_t gradients_bytes;   /**< rows of embeddings that do not occur in the data take none */
    int64_t optimizer_bytes;   /**< the moments of AdamW, likewise */
    int64_t activations_bytes; /**< of the largest batch, of training or of an evaluation */
    int64_t third_party_bytes; /**< what the library of dense products takes for itself, measured */
    int64_t other_bytes;       /**< what the process holds already, program and data; decoders, files ahead */

    int32_t fits AIFT_FLAG; /**< 0: peak_bytes is more than the training's memory_limit */
    /** If it does not fit, the largest batch that does, or one of half its size at least that keeps the rows of a step:
     *  proposed_train_batch_size x proposed_accumulation_steps. Where there is none, as many batches as with the
     *  largest, and rows of a step near those wanted. 0: not even one row a batch fits */
    int32_t proposed_train_batch_size;
    int32_t proposed_accumulation_steps; /**< to go with it; more than 65,536 are not proposed */
    int32_t proposed_eval_batch_size;    /**< to go with it */
    int64_t proposed_peak_bytes;         /**< with these */
} aift_plan_figures;

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_PLAN_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_plan_options_init(aift_plan_options *options AIFT_OUT);

/** Plans the training that aift_train() would make of these arguments, in this process as it is now: the data
 *  is tokenized, each batch of the run looked at, and the memory laid out, but nothing is trained. Of pictures
 *  and recordings some are decoded, to see what that takes. The bytes are those of resident memory; they are
 *  told for the standard allocator, which gets unused memory from the system only when it is written to. A
 *  host's own allocator may hold more.
 *  @param model     keeps its weights; busy meanwhile. One without labels gets those of the training data.
 *  @param eval_data what the training will evaluate on; may be NULL.
 *  @param options   of the training; NULL means the defaults. A memory_limit that is too small is no failure
 *                   here: see fits.
 *  @param plan_options NULL means the defaults.
 *  @param out       release with aift_plan_release(). NULL on failure.
 *  @return as aift_train(); of AIFT_E_NOT_FINITE only when calibration meets it.
 *  Threads: safe; a model that is being trained is busy. Since: 0.1 */
AIFT_API aift_status aift_plan_create(aift_model *model, const aift_dataset *train_data,
                                      const aift_dataset *eval_data AIFT_NULLABLE,
                                      const aift_train_options *options AIFT_NULLABLE,
                                      const aift_plan_options *plan_options AIFT_NULLABLE,
                                      aift_plan **out AIFT_OUT AIFT_OWNED);

/** Gives the plan back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_plan_release(aift_plan *plan AIFT_NULLABLE);

/** The figures.
 *  @return owned by the plan.
 *  Threads: safe. Since: 0.1 */
AIFT_API const aift_plan_figures *aift_plan_get(const aift_plan *plan) AIFT_BORROWED;

/** The figures as one JSON object: parameters, trainable_parameters, steps, rows, tokens, batch (rows, tokens),
 *  flops_per_step, flops, seconds (null: not calibrated), memory (peak_bytes, weights_bytes, gradients_bytes,
 *  optimizer_bytes, activations_bytes, third_party_bytes, other_bytes), memory_limit (null: none), fits, proposal
 *  (null, or per_device_train_batch_size, gradient_accumulation_steps, per_device_eval_batch_size, peak_bytes).
 *  @return owned by the plan.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_plan_json(const aift_plan *plan) AIFT_BORROWED;

AIFT_END_DECLS

#endif
