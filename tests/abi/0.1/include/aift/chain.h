/* The chain: from a use case's promises to the models and figures that answer them, and back.
 *
 * Threads: as the store.
 */
#ifndef AIFT_CHAIN_H
#define AIFT_CHAIN_H

#include <stdint.h>

#include "aift/macros.h"
#include "aift/model.h"
#include "aift/status.h"
#include "aift/store.h"
#include "aift/text.h"

AIFT_BEGIN_DECLS

/** Proposes what a problem is about: the tasks of the templates, the likeliest first: {proposals [{task, score}]}. The score
 *  is a cosine, of the problem's vector with those of texts about the task; it is no probability.
 *  @param encoder a sentence encoder: a model that aift_embed() takes.
 *  @param problem the problem in plain words; not empty.
 *  @param top     so many, 1 to 100; there are no more than tasks.
 *  @param out     release with aift_text_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID (the problem is empty), AIFT_E_RANGE (top); else as aift_embed().
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_categorize(const aift_model *encoder, const char *problem, int32_t top,
                                     aift_text **out AIFT_OUT AIFT_OWNED);

/** Binds a model and its evaluation to a use case as a run of the store, and says what came of each KPI: {run, kpis [{name,
 *  unit, metric, direction, target, value, state, model_sha256, run, at}]}. The state is "met" or "missed"; "pending" where
 *  there is no evaluation, or the KPI has no target.
 *  @param usecase    the use case's id.
 *  @param run        JSON: {"model_sha256": of aift_model_file_digest(), "parameters_sha256": of aift_model_digest(), "model":
 *                    the folder, "data_sha256": of aift_dataset_digest(), "data": the file, "train":
 *                    aift_train_report_json(), "extra": an object of what else is to be kept}; all but the first may be
 *                    missing.
 *  @param evaluation JSON: aift_evaluation_json(), or what has its shape; NULL: there is none.
 *  @param met        1 unless a KPI is missed.
 *  @param out        release with aift_text_release(). NULL on failure.
 *  @return AIFT_OK; AIFT_E_NOT_FOUND (the use case; or the evaluation has no such figure: the message lists those that it
 *          has; nothing is bound then), AIFT_E_FORMAT (names the field), AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_bind(aift_store *store, const char *usecase, const char *run,
                                     const char *evaluation AIFT_NULLABLE, int32_t *met AIFT_OUT AIFT_FLAG,
                                     aift_text **out AIFT_OUT AIFT_OWNED);

/** The chain of a use case: {usecase (the record), sources [{id, requirement}], signoffs (as
 *  aift_store_signoff() gives them, oldest first, and whether each is valid now), approval ({at, actor, reason, from,
 *  version}, or null: it has not been approved, or was redefined or rejected since), runs (oldest first), models
 *  [{model_sha256, parameters_sha256, model, runs}], kpis}. The KPIs are those of today's record, each as the latest run left
 *  it; "pending" where that run does not have it, or where metric, direction or target have changed since.
 *  @param what a use case's id; or a digest of a model (of its file or its parameters), 64 lower-case hexadecimal digits: then
 *              runs, models and KPIs are those of that model, and "usecases" lists the ids of all use cases that it is
 *              bound to, the latest first, whose record is `usecase`.
 *  @param out  release with aift_text_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_FORMAT, AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_store_trace(aift_store *store, const char *what,
                                      aift_text **out AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
