/* Use cases: what a model is for, and the figures (KPIs) it is held to.
 *
 * Threads: a use case is immutable once loaded; any thread may read it.
 */
#ifndef AIFT_USECASE_H
#define AIFT_USECASE_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/predict.h"
#include "aift/status.h"
#include "aift/train.h"

/** What a model is for, with its KPIs.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_usecase aift_usecase;

/** Which way a KPI is better. */
typedef enum aift_kpi_direction { AIFT_KPI_HIGHER = 0, AIFT_KPI_LOWER = 1 } aift_kpi_direction;

/** One KPI; the texts are owned by the use case. */
typedef struct aift_kpi {
    size_t struct_size;                                  /**< set by the caller to sizeof(aift_kpi) */
    const char *name AIFT_BORROWED;                      /**< what is measured */
    const char *unit AIFT_BORROWED AIFT_NULLABLE;        /**< NULL where it is not given */
    double baseline;                                     /**< NaN where it is not given */
    double target;                                       /**< NaN where it is not given */
    aift_kpi_direction direction;                        /**< which way is better */
    const char *metric AIFT_BORROWED;                    /**< path into aift_evaluation_json() */
    const char *review_date AIFT_BORROWED AIFT_NULLABLE; /**< YYYY-MM-DD */
} aift_kpi;

AIFT_BEGIN_DECLS

/** Reads a use case from a JSON file: title, problem, task, owner {name, email}, kpis [{name, unit, baseline,
 *  target, direction (higher|lower), metric, review_date}].
 *  @param out release with aift_usecase_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_IO, AIFT_E_FORMAT (names the field), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_usecase_load(aift_context *context, const char *path,
                                       aift_usecase **out AIFT_OUT AIFT_OWNED);

/** The same from memory or a callback.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_usecase_load_source(aift_context *context, const aift_source *source,
                                              aift_usecase **out AIFT_OUT AIFT_OWNED);

/** Adds a reference. @return the use case given.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_usecase *aift_usecase_retain(aift_usecase *usecase) AIFT_OWNED;

/** Gives a reference back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_usecase_release(aift_usecase *usecase AIFT_NULLABLE);

/** A text field: "title", "problem", "task", "owner.name", "owner.email".
 *  @return owned by the use case; NULL where it is not given.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_usecase_field(const aift_usecase *usecase, const char *field)
    AIFT_BORROWED AIFT_NULLABLE;

/** The number of KPIs.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_usecase_num_kpis(const aift_usecase *usecase);

/** One KPI.
 *  @param kpi its struct_size set.
 *  @return AIFT_OK, AIFT_E_RANGE, AIFT_E_INVALID.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_usecase_kpi(const aift_usecase *usecase, size_t index, aift_kpi *kpi AIFT_OUT);

/** The use case as JSON, in a fixed order of fields; fields that the library does not know are kept.
 *  @return owned by the use case.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_usecase_json(const aift_usecase *usecase) AIFT_BORROWED;

/** Writes the JSON to a file (beside it, synced and renamed).
 *  @return AIFT_OK, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_usecase_save(const aift_usecase *usecase, const char *path);

/** Judges a KPI by an evaluation.
 *  @param value what the evaluation has at the KPI's metric.
 *  @param met   1 if the value reaches the target, else 0.
 *  @return AIFT_OK, AIFT_E_RANGE, AIFT_E_STATE (the KPI has no target), AIFT_E_NOT_FOUND (the evaluation has
 *          no such figure; the message lists those it has).
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_usecase_judge(const aift_usecase *usecase, size_t index,
                                        const aift_evaluation *evaluation, double *value AIFT_OUT,
                                        int32_t *met AIFT_OUT AIFT_FLAG);

/** Looks, before a training, whether its evaluation will compute every KPI's metric.
 *  @param data         whose labels the training will have.
 *  @param label_column NULL means "label".
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (the message lists the figures there will be), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_usecase_check(const aift_usecase *usecase, const aift_dataset *data,
                                        const char *label_column AIFT_NULLABLE);

/** Judges every KPI that has a target by a training's evaluation and writes the result into the report's
 *  JSON: kpis [{name, unit, metric, direction, target, value, state (met|missed|pending)}]; pending is a KPI
 *  without a target, or a run without evaluation.
 *  @param met 1 if no KPI was missed, else 0.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (as aift_usecase_judge), AIFT_E_NOMEM.
 *  Threads: one at a time for a report, with nothing else on it. Since: 0.1 */
AIFT_API aift_status aift_usecase_apply(const aift_usecase *usecase, aift_train_report *report,
                                        int32_t *met AIFT_OUT AIFT_FLAG);

AIFT_END_DECLS

#endif
