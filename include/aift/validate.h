/* Validation of use cases: a verdict that was measured, and the decisions that are signed.
 *
 * docs/validation.md tells the gates, the figures and the shapes of the answers.
 *
 * Threads: a store is used by one thread at a time.
 */
#ifndef AIFT_VALIDATE_H
#define AIFT_VALIDATE_H

#include <stddef.h>
#include <stdint.h>

#include "aift/dataset.h"
#include "aift/macros.h"
#include "aift/model.h"
#include "aift/predict.h"
#include "aift/status.h"
#include "aift/store.h"
#include "aift/text.h"

/** Options of aift_store_validate. */
typedef struct aift_validate_options {
    size_t struct_size;                     /**< sizeof(aift_validate_options) */
    const char *text_column AIFT_NULLABLE;  /**< of the data; NULL means "text" */
    const char *label_column AIFT_NULLABLE; /**< of the data; NULL means "label" */
    const char *
        gates AIFT_NULLABLE; /**< JSON: other thresholds than the library's by the gates' names, {"rows": 200,
                                          "dpia": false}, and weights of goals, {"goals": {"growth": 2}} */
    const char
        *notebook AIFT_NULLABLE; /**< where a Jupyter notebook goes that repeats the baseline; NULL: none is
                                          written. It needs `data_path` and `model_path` */
    const char *data_path AIFT_NULLABLE;  /**< what the notebook reads the data from */
    const char *model_path AIFT_NULLABLE; /**< and the model's folder */
    int64_t draws;                        /**< of Monte Carlo, 1 to 10,000,000; default 10,000 */
    uint64_t seed;                        /**< of draws and split; default 42 */
    int64_t if_version;                   /**< the version that the record must have; 0: any */
    aift_progress_fn progress AIFT_CALLBACK AIFT_NULLABLE; /**< texts embedded, and in all; default NULL */
    void *user AIFT_NULLABLE;                              /**< first argument of progress */
    const char *source AIFT_NULLABLE; /**< id of a data source, in the place of data: one that the use case's
                                          requirements name (aift_store_map_sources), a file, a folder or SQLite; NULL: none */
} aift_validate_options;
/** The defaults of aift_validate_options. */
#define AIFT_VALIDATE_OPTIONS_INIT                                                                           \
    {                                                                                                        \
        sizeof(aift_validate_options), NULL, NULL, NULL, NULL, NULL, NULL, 10000, 42, 0, NULL, NULL, NULL    \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_VALIDATE_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_validate_options_init(aift_validate_options *options AIFT_OUT);

/** Judges a use case: gates measured on its data, what its cash flows are worth, its risks, goals and duties. The answer is
 *  kept as a record of its own (VAL-1, ...) with its row of the log: {id, usecase, usecase_version, by, at, verdict
 *  ("viable" or "redefine"), gates [{name, value, op, threshold, status ("pass", "fail", "not_measured", "waived")}],
 *  finance (null without cash flows), risks [{text, inherent, residual}], goals, swot, compliance {risk_class, annex_iv,
 *  gdpr, ccpa}, prototypes, source, baseline, notebook}. A gate that is not measured cannot pass. Neither state nor version of
 *  the use case change.
 *  @param data    its rows; NULL: those of options->source, or the gates that need them are not measured.
 *  @param model   a sentence encoder, frozen: its vectors are what the baseline's linear head is trained on, and the memory is
 *                 that of a fine-tuning of it. It needs no labels, and gets those of the data if it has none; busy meanwhile.
 *                 NULL, or no data: not measured.
 *  @param options NULL means the defaults.
 *  @param viable  1 if every gate passed or is waived, else 0.
 *  @param out     release with aift_text_release(). NULL on failure.
 *  @return AIFT_OK, also for "redefine"; AIFT_E_NOT_FOUND (the use case, a column, the source), AIFT_E_INVALID (an option, a gate's
 *          name), AIFT_E_RANGE (a rate of -1 or less, draws), AIFT_E_STATE (no use case, another version, a source that is not mapped to it
 *          or was removed), AIFT_E_UNSUPPORTED (the source's kind), AIFT_E_FORMAT,
 *          AIFT_E_CANCELLED, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM; those of aift_embed() and aift_plan_create().
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_validate(aift_store *store, const char *id,
                                         const aift_dataset *data AIFT_NULLABLE,
                                         aift_model *model AIFT_NULLABLE,
                                         const aift_validate_options *options AIFT_NULLABLE,
                                         int32_t *viable AIFT_OUT AIFT_FLAG,
                                         aift_text **out AIFT_OUT AIFT_OWNED);

/** Signs a decision on a use case as it is now: a record (SO-1, ...) that is bound to the use case's version, so that a later
 *  change voids it. Of one version the last decision of a role counts, and on a gate the last one.
 *  @param decision   JSON: {"role": "sponsor", "decision": "approve" | "reject" | "waive", "gate": the gate that is waived
 *                    (or whose waiver is withdrawn by "reject"), "comment": why; a waiver needs it}.
 *  @param if_version the version that the record must have (AIFT_E_STATE); 0: any.
 *  @param out        the sign-off: {id, usecase, usecase_version, role, decision, gate, comment, by, ...}; release with
 *                    aift_text_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_INVALID (names the field), AIFT_E_FORMAT, AIFT_E_STATE, AIFT_E_BUSY,
 *          AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_signoff(aift_store *store, const char *id, const char *decision,
                                        int64_t if_version, aift_text **out AIFT_OUT AIFT_OWNED);

/** The use case as a document to be decided on and signed: its last validation, what is signed, and the record.
 *  @param format "html" (a page that needs nothing beside itself) or "markdown".
 *  @param out    release with aift_text_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_INVALID (format), AIFT_E_STATE (no use case), AIFT_E_FORMAT, AIFT_E_BUSY,
 *          AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_report(aift_store *store, const char *id, const char *format,
                                       aift_text **out AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
