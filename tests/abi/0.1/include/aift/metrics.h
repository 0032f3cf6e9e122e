/* Metrics of classification, computed as the rows come and mergeable across parts of the data.
 *
 * Names and numbers are scikit-learn's. Precision, recall and F1 are 0 where their denominator is 0
 * (zero_division=0), balanced accuracy is over the labels that have rows, and the macro average is over the
 * labels that occur in y_true or y_pred, as f1_score(y_true, y_pred, average="macro") takes it; the confusion
 * matrix and the figures of each label have every label. Threads: one at a time for an object.
 */
#ifndef AIFT_METRICS_H
#define AIFT_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/macros.h"
#include "aift/status.h"

/** Counts of true and predicted labels.
 *  Threads: one at a time. Since: 0.1 */
typedef struct aift_metrics aift_metrics;

AIFT_BEGIN_DECLS

/** Starts with no row.
 *  @param labels the label texts, 2 to 32,768, all different; copied.
 *  @param out    release with aift_metrics_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_metrics_create(aift_context *context,
                                         const char *const *labels AIFT_LEN(num_labels), size_t num_labels,
                                         aift_metrics **out AIFT_OUT AIFT_OWNED);

/** Gives the object back. NULL is accepted.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API void aift_metrics_release(aift_metrics *metrics AIFT_NULLABLE);

/** The number of labels.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API size_t aift_metrics_num_labels(const aift_metrics *metrics);

/** Adds rows.
 *  @param y_true, y_pred label numbers.
 *  @param losses         one a row; NULL: these rows stay out of the mean loss.
 *  @return AIFT_OK, AIFT_E_RANGE, AIFT_E_NOT_FINITE (a loss); nothing was added if it fails.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_metrics_update(aift_metrics *metrics, const int32_t *y_true AIFT_LEN(num_rows),
                                         const int32_t *y_pred AIFT_LEN(num_rows),
                                         const double *losses AIFT_LEN(num_rows) AIFT_NULLABLE,
                                         size_t num_rows);

/** Adds rows that have any number of labels each. An object has rows of one kind only. The figures are scikit-learn's of
 *  indicator matrices: accuracy is the share of rows whose labels are all right, macro averages are over all labels, and
 *  there is no confusion matrix.
 *  @param y_true, y_pred [num_rows, labels]: 1 where the row has the label, else 0.
 *  @param losses         one a row; NULL: these rows stay out of the mean loss.
 *  @return AIFT_OK, AIFT_E_STATE (rows of one label each were added), AIFT_E_NOT_FINITE (a loss); nothing was added if it
 *          fails.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_metrics_update_multilabel(
    aift_metrics *metrics, const uint8_t *y_true AIFT_LEN(num_rows, aift_metrics_num_labels(metrics)),
    const uint8_t *y_pred AIFT_LEN(num_rows, aift_metrics_num_labels(metrics)),
    const double *losses AIFT_LEN(num_rows) AIFT_NULLABLE, size_t num_rows);

/** Adds the rows of another object over the same labels, which stays as it is.
 *  @return AIFT_OK, AIFT_E_SHAPE (other labels).
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_metrics_merge(aift_metrics *metrics, const aift_metrics *other);

/** One figure by its dotted path in aift_metrics_json(): "accuracy", "loss", "precision_macro",
 * "f1_weighted", "per_label.spam.recall" (the label may contain points), "confusion_matrix.0.1" (true,
 * predicted), ... The sum of losses is compensated, so that the order of rows and merges does not show in it.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (the message lists the figures), AIFT_E_STATE (no rows).
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_metrics_value(const aift_metrics *metrics, const char *path,
                                        double *value AIFT_OUT);

/** All figures as one JSON object; see aift_evaluation_json(). `loss` is left out if no row came with one.
 *  @param out owned by the object, valid until its next call.
 *  @return AIFT_OK, AIFT_E_STATE (no rows), AIFT_E_NOMEM.
 *  Threads: one at a time. Since: 0.1 */
AIFT_API aift_status aift_metrics_json(aift_metrics *metrics, const char **out AIFT_OUT AIFT_BORROWED);

AIFT_END_DECLS

#endif
