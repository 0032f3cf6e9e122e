/* Using a model: labels and scores for texts, pictures and recordings, how good they are on labelled rows, and vectors
 * for texts.
 *
 * Threads: any number of threads may predict and evaluate with one model. Results are immutable.
 */
#ifndef AIFT_PREDICT_H
#define AIFT_PREDICT_H

#include <stddef.h>
#include <stdint.h>

#include "aift/dataset.h"
#include "aift/macros.h"
#include "aift/media.h"
#include "aift/model.h"
#include "aift/status.h"
#include "aift/tensor.h"

/** Labels and scores of rows.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_predictions aift_predictions;

/** How good a model is on labelled rows.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_evaluation aift_evaluation;

/** Called now and then during long work. @return 0 to go on; anything else stops it (AIFT_E_CANCELLED). */
typedef int (*aift_progress_fn)(void *user AIFT_NULLABLE, int64_t done, int64_t total);

/** Options of aift_model_predict and aift_model_evaluate. */
typedef struct aift_predict_options {
    size_t struct_size;                     /**< sizeof(aift_predict_options) */
    int32_t batch_size;                     /**< rows computed at once, 1 to 65536; default 32 */
    int32_t max_length;                     /**< tokens a text is cut to; 0: as in training; default 0 */
    int32_t output_hidden_states AIFT_FLAG; /**< 1: keep the last hidden state of each row; default 0 */
    const char *text_column AIFT_NULLABLE;  /**< NULL: as in training; default NULL */
    const char *label_column AIFT_NULLABLE; /**< NULL: as in training; default NULL */
    aift_progress_fn progress AIFT_CALLBACK AIFT_NULLABLE; /**< rows done and in all; default NULL */
    void *user AIFT_NULLABLE;                              /**< first argument of progress */
    aift_on_error on_error; /**< of pictures and recordings that cannot be read; default AIFT_ON_ERROR_STOP */
    int32_t reserved;       /**< 0 */
} aift_predict_options;
/** The defaults of aift_predict_options. */
#define AIFT_PREDICT_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        sizeof(aift_predict_options), 32, 0, 0, NULL, NULL, NULL, NULL, AIFT_ON_ERROR_STOP, 0                \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_PREDICT_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_predict_options_init(aift_predict_options *options AIFT_OUT);

/** Classifies texts.
 *  @param texts   num_texts UTF-8 texts; an empty one is classified too, by its special tokens.
 *  @param sizes   their bytes, NUL included where a text has some; NULL: each text ends in a NUL.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_predictions_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_STATE (the model has no labels), AIFT_E_FORMAT, AIFT_E_RANGE, AIFT_E_BUSY,
 *          AIFT_E_CANCELLED, AIFT_E_NOT_FINITE, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_predict(const aift_model *model, const char *const *texts AIFT_LEN(num_texts),
                                        const size_t *sizes AIFT_LEN(num_texts) AIFT_NULLABLE,
                                        size_t num_texts, const aift_predict_options *options AIFT_NULLABLE,
                                        aift_predictions **out AIFT_OUT AIFT_OWNED);

/** Classifies pictures or recordings, prepared as in training (preprocessor_config.json). Files are read and decoded
 *  ahead, on the context's threads, in bounded memory.
 *  @param items   num_items of them, of the model's modality.
 *  @param options NULL means the defaults. With AIFT_ON_ERROR_SKIP a row that cannot be read has no label and no
 *                 scores, and aift_predictions_error() says why.
 *  @param out     release with aift_predictions_release(). NULL on failure.
 *  @return AIFT_OK; AIFT_E_INVALID (the model takes texts; or an item is not as its kind asks); AIFT_E_IO, AIFT_E_FORMAT,
 *          AIFT_E_UNSUPPORTED, AIFT_E_RANGE, AIFT_E_SHAPE (each names the file or row); AIFT_E_UNAVAILABLE (the reader of
 *          such files is not installed, or not in this build; never skipped); else as aift_model_predict.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_predict_media(const aift_model *model,
                                              const aift_media *items AIFT_LEN(num_items), size_t num_items,
                                              const aift_predict_options *options AIFT_NULLABLE,
                                              aift_predictions **out AIFT_OUT AIFT_OWNED);

/** What a model is given for pictures or recordings: a float32 tensor with a row for each. Predicting its rows
 *  (AIFT_MEDIA_TENSOR) gives what predicting the items gives, every bit.
 *  @param out release with aift_tensor_release(). NULL on failure. Of pictures [items, height, width, channels], of
 *             recordings [items, frames, bins].
 *  @return as aift_model_predict_media().
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_preprocess(const aift_model *model,
                                           const aift_media *items AIFT_LEN(num_items), size_t num_items,
                                           aift_tensor **out AIFT_OUT AIFT_OWNED);

/** Embeds texts: a vector for each, by which texts of like meaning lie near each other (by the cosine of the angle
 *  between two). The last hidden states of a text's tokens become one vector as the model's folder says:
 *  sentence-transformers' modules.json (Transformer, Pooling, Normalize), the pooling's config.json (the mean of the
 *  tokens, the first one: cls, or the lasttoken) and sentence_bert_config.json (max_seq_length), or what aift.json, which
 *  saving writes, has in their place: {"embedding": {"pooling": "mean", "normalize": true, "max_seq_length": 256}}.
 *  Where the folder says nothing it is the mean, not normalised, of as many tokens as prediction takes. The model needs
 *  no labels.
 *  @param texts   num_texts UTF-8 texts; an empty one is its special tokens.
 *  @param sizes   their bytes, NUL included where a text has some; NULL: each text ends in a NUL.
 *  @param options batch_size, max_length (0: as the folder says), progress and user count. NULL means the defaults.
 *  @param out     float32 [num_texts, hidden size], row-major, a row a text in their order; release with
 *                 aift_tensor_release(); it may outlive the model. NULL on failure.
 *  @return AIFT_OK; AIFT_E_INVALID (the model takes no texts), AIFT_E_UNSUPPORTED (the folder asks for another pooling or
 *          module, which is named), AIFT_E_STATE (a model from a configuration alone, without weights yet), AIFT_E_FORMAT
 *          (a text is missing or no UTF-8, named by its number from 1), AIFT_E_RANGE, AIFT_E_BUSY, AIFT_E_CANCELLED,
 *          AIFT_E_NOT_FINITE, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_embed(const aift_model *model, const char *const *texts AIFT_LEN(num_texts),
                                const size_t *sizes AIFT_LEN(num_texts) AIFT_NULLABLE, size_t num_texts,
                                const aift_predict_options *options AIFT_NULLABLE,
                                aift_tensor **out AIFT_OUT AIFT_OWNED);

/** Gives the predictions back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_predictions_release(aift_predictions *predictions AIFT_NULLABLE);

/** The number of rows.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_predictions_num_rows(const aift_predictions *predictions);

/** Why a row has no label: it could not be read (AIFT_ON_ERROR_SKIP).
 *  @return owned by the predictions; NULL if it has one, or there is no such row.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_predictions_error(const aift_predictions *predictions, size_t row)
    AIFT_BORROWED AIFT_NULLABLE;

/** The number of scores of each row: the model's labels.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_predictions_num_labels(const aift_predictions *predictions);

/** The label with the highest score of a row. @return its number; -1 if there is no such row, or it could not be read.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_predictions_label(const aift_predictions *predictions, size_t row);

/** A label's text. @return owned by the predictions; NULL if there is no such label.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_predictions_label_text(const aift_predictions *predictions, size_t label)
    AIFT_BORROWED AIFT_NULLABLE;

/** The scores of a row: probabilities, one a label, that sum to 1; in multi-label classification each by itself (the
 *  sigmoid of its logit). The rows lie one behind the other: those of row 0
 *  begin an array [rows, labels].
 *  @return owned by the predictions; NULL if there is no such row.
 *  Threads: safe. Since: 0.1 */
AIFT_API const float *aift_predictions_scores(const aift_predictions *predictions, size_t row)
    AIFT_BORROWED AIFT_NULLABLE AIFT_LEN(aift_predictions_num_labels(predictions));

/** The model's outputs before softmax or sigmoid, one a label. The rows lie one behind the other as those of the scores.
 *  @return owned by the predictions; NULL if there is no such row.
 *  Threads: safe. Since: 0.1 */
AIFT_API const float *aift_predictions_logits(const aift_predictions *predictions, size_t row)
    AIFT_BORROWED AIFT_NULLABLE AIFT_LEN(aift_predictions_num_labels(predictions));

/** The last hidden state of a row, tokens by width.
 *  @param num_tokens, width its shape.
 *  @return owned by the predictions; NULL if there is no such row or output_hidden_states was 0.
 *  Threads: safe. Since: 0.1 */
AIFT_API const float *aift_predictions_hidden_state(const aift_predictions *predictions, size_t row,
                                                    size_t *num_tokens AIFT_OUT, size_t *width AIFT_OUT)
    AIFT_BORROWED AIFT_NULLABLE AIFT_LEN(num_tokens, width);

/** A row as a JSON object: {"label":"spam","score":0.98,"scores":{"ham":0.02,"spam":0.98}}. A score has the
 *  fewest digits that read back as the same float.
 *  @return owned by the predictions; NULL if there is no such row.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_predictions_json(const aift_predictions *predictions, size_t row)
    AIFT_BORROWED AIFT_NULLABLE;

/** Predicts every row of a data set and compares with its labels.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_evaluation_release(). NULL on failure.
 *  @return as aift_model_predict; AIFT_E_NOT_FOUND (a column, with the list of those there are; or a label
 *          that training did not have, with its place).
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_evaluate(const aift_model *model, const aift_dataset *dataset,
                                         const aift_predict_options *options AIFT_NULLABLE,
                                         aift_evaluation **out AIFT_OUT AIFT_OWNED);

/** Gives the evaluation back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_evaluation_release(aift_evaluation *evaluation AIFT_NULLABLE);

/** A figure by its dotted path in aift_evaluation_json(), for example "accuracy", "f1_macro",
 *  "per_label.spam.recall" or "confusion_matrix.0.1"; see aift_metrics_value().
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (the message lists the figures there are).
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_evaluation_metric(const aift_evaluation *evaluation, const char *path,
                                            double *value AIFT_OUT);

/** The number of rows that were left out of the evaluation (on_error), and of files that were when its data set was read.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_evaluation_num_skipped(const aift_evaluation *evaluation);

/** Why the i-th was, with its file or place. @return owned by the evaluation; NULL if there is no such, or it is beyond
 *  the first 10,000.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_evaluation_skipped(const aift_evaluation *evaluation, size_t i)
    AIFT_BORROWED AIFT_NULLABLE;

/** All figures as one JSON object: n, accuracy, balanced_accuracy (of rows with one label each), loss, precision,
 *  recall and f1 each _micro, _macro and _weighted, labels, confusion_matrix (rows are true labels), per_label; with AIFT_ON_ERROR_SKIP also skipped
 *  (count, messages: the first 10,000).
 *  @return owned by the evaluation.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_evaluation_json(const aift_evaluation *evaluation) AIFT_BORROWED;

AIFT_END_DECLS

#endif
