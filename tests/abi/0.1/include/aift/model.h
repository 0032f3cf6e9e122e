/* Models: loaded from a Hugging Face folder, saved as one, and asked for their parts.
 *
 * Threads: any number of threads may predict with one model, read it and begin to train it. While a trainer holds a
 * model, other calls on it that use its weights return AIFT_E_BUSY; aift_model_snapshot() gives what may be used
 * meanwhile. Predictions that had begun before end with the weights that they began with.
 */
#ifndef AIFT_MODEL_H
#define AIFT_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/dataset.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/status.h"
#include "aift/tensor.h"
#include "aift/tokenizer.h"

/** A model: configuration, weights, labels, and what prepares its inputs.
 *  Threads: safe, but where a function says otherwise. Since: 0.1 */
typedef struct aift_model aift_model;

/** Options of aift_model_load. */
typedef struct aift_model_options {
    size_t struct_size; /**< sizeof(aift_model_options) */
    int32_t
        copy AIFT_FLAG; /**< 1: read the weights instead of mapping them, so that another process that cuts
                             the file short cannot end this one; default 0 */
    int32_t
        new_head AIFT_FLAG; /**< 1: the checkpoint's classification head and labels are left out, so that the model
                             can be trained for other labels; default 0 */
    uint64_t seed;          /**< draws the head of a checkpoint that has none; default 42 */
    int32_t
        from_config AIFT_FLAG; /**< 1: all weights are drawn from the seed, for training from nothing: the folder needs no
                             file of weights, and one that is there is not read; default 0 */
    int32_t reserved; /**< 0 */
} aift_model_options;
/** The defaults of aift_model_options. */
#define AIFT_MODEL_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        sizeof(aift_model_options), 0, 0, 42, 0, 0                                                           \
    }

/** Options of aift_model_save. */
typedef struct aift_save_options {
    size_t struct_size; /**< sizeof(aift_save_options) */
    int32_t
        overwrite AIFT_FLAG; /**< 1: a model folder that stands at the path is replaced, in one step, if it holds
                             nothing but the files of a saved model; default 0 */
    int32_t reserved;        /**< 0 */
} aift_save_options;
/** The defaults of aift_save_options. */
#define AIFT_SAVE_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(aift_save_options), 0, 0                                                                      \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_MODEL_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_model_options_init(aift_model_options *options AIFT_OUT);

/** Fills in the defaults, the same bytes as AIFT_SAVE_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_save_options_init(aift_save_options *options AIFT_OUT);

/** Loads a model folder as Hugging Face's transformers writes it: config.json, the weights, tokenizer.json (of texts) or
 *  preprocessor_config.json (of pictures and recordings) and, where they exist, tokenizer_config.json and aift.json. The
 *  weights are model.safetensors; else pytorch_model.bin; else the only file that ends in .pth: of PyTorch's checkpoints
 *  the tensors are read, and nothing is run. A checkpoint without a
 *  classification head gets a new one when its labels are known (aift_model_has_new_head()). A head for
 *  regression is refused. Token types
 *  (token_type_ids) are those of tokenizer.json's template, or 0 where tokenizer_config.json's
 *  model_input_names leaves them out.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_model_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_IO, AIFT_E_FORMAT, AIFT_E_UNSUPPORTED (an architecture or part that the library
 *          does not know, named), AIFT_E_RANGE (a number in a file, named), AIFT_E_SHAPE (a tensor, named),
 *          AIFT_E_NOT_FOUND (a tensor is missing, named), AIFT_E_INVALID (several .pth, or what the preprocessing
 *          gives is not what the model takes), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_load(aift_context *context, const char *path,
                                     const aift_model_options *options AIFT_NULLABLE,
                                     aift_model **out AIFT_OUT AIFT_OWNED);

/** The same from memory or callbacks: one source a file, named as in the folder; all with the same struct_size.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_load_sources(aift_context *context,
                                             const aift_source *files AIFT_LEN(num_files), size_t num_files,
                                             const aift_model_options *options AIFT_NULLABLE,
                                             aift_model **out AIFT_OUT AIFT_OWNED);

/** Writes a folder that this library and transformers load. It is written beside the path, synced and
 *  renamed, so that the path never holds half a model.
 *  @param options NULL means the defaults.
 *  @return AIFT_OK, AIFT_E_EXISTS (something is at the path and overwrite is 0, or what is there is not a
 *          model, or holds files that are not a model's, named), AIFT_E_IO, AIFT_E_BUSY, AIFT_E_STATE (the model has no labels yet), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_save(const aift_model *model, const char *path,
                                     const aift_save_options *options AIFT_NULLABLE);

/** Looks, before hours of training, whether aift_model_save() could write the model to the path: at what is there,
 *  whether its folder can be written, and whether the disk has room. Nothing is left there.
 *  @param options NULL means the defaults.
 *  @return as aift_model_save(); labels are not needed yet.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_check_save(const aift_model *model, const char *path,
                                           const aift_save_options *options AIFT_NULLABLE);

/** The same files to a callback, one after the other.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_write(const aift_model *model, aift_write_fn write AIFT_CALLBACK,
                                      void *user AIFT_NULLABLE);

/** A copy of the model's present weights, to be used while the model is trained.
 *  @param out release with aift_model_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_NOMEM.
 *  Threads: safe, during a training too (between two steps). Since: 0.1 */
AIFT_API aift_status aift_model_snapshot(const aift_model *model, aift_model **out AIFT_OUT AIFT_OWNED);

/** Adds a reference. @return the model given.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_model *aift_model_retain(aift_model *model) AIFT_OWNED;

/** Gives a reference back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_model_release(aift_model *model AIFT_NULLABLE);

/** The architecture, for example "bert". @return owned by the model.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_model_architecture(const aift_model *model) AIFT_BORROWED;

/** What the model does: "text-classification", "image-classification" or "audio-classification", as Hugging Face's
 *  pipelines are named. @return a constant.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_model_task(const aift_model *model) AIFT_BORROWED;

/** "single_label_classification", or "multi_label_classification" where a row has any number of the labels, as
 *  config.json's problem_type. A new head has that of the data (aift_model_set_labels_from()). @return a constant.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_model_problem_type(const aift_model *model) AIFT_BORROWED;

/** The model's tokenizer; NULL if it takes no texts. @return owned by the model; retain it to keep it.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_tokenizer *aift_model_tokenizer(const aift_model *model) AIFT_BORROWED AIFT_NULLABLE;

/** The number of labels; 0 before they are known.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_model_num_labels(const aift_model *model);

/** A label's text. @return owned by the model, until other labels are set; NULL if there is no such label.
 *  Threads: safe, but not while the labels are set. Since: 0.1 */
AIFT_API const char *aift_model_label(const aift_model *model, size_t label) AIFT_BORROWED AIFT_NULLABLE;

/** Gives the model labels and, unless it has a head of that size, a new head: a normal distribution with the
 *  config's initializer_range, bias 0, drawn from the seed given to aift_model_load().
 *  @param labels 2 to 32,768 texts in UTF-8, all different; their order is the order of the outputs.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_BUSY, AIFT_E_NOMEM.
 *  Threads: one at a time, with nothing else on a model that has labels. Since: 0.1 */
AIFT_API aift_status aift_model_set_labels(aift_model *model, const char *const *labels AIFT_LEN(num_labels),
                                           size_t num_labels);

/** Gives a model without labels those of a data set, ordered by bytes; a model that has labels keeps them. A label column
 *  whose first value is a JSON array (["red","round"]) gives rows any number of labels: problem_type is
 *  multi_label_classification then.
 *  aift_train() does so with its training data; called before a data set is split, it finds a label too whose
 *  rows are all set aside.
 *  @param label_column NULL: as the model's, else "label".
 *  @return as aift_model_set_labels(); AIFT_E_NOT_FOUND (no such column), AIFT_E_FORMAT (a row without a label,
 *          with its place), AIFT_E_INVALID (one label only).
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_set_labels_from(aift_model *model, const aift_dataset *dataset,
                                                const char *label_column AIFT_NULLABLE);

/** 1 if the head was drawn and not loaded, and has not been trained yet.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_model_has_new_head(const aift_model *model) AIFT_FLAG;

/** The longest encoding, in tokens, special ones included, that training used and that evaluation and
 *  prediction use unasked.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_model_max_length(const aift_model *model);

/** The column of the texts that training used, and that evaluation and prediction use unasked; "text" before.
 *  @return owned by the model.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_model_text_column(const aift_model *model) AIFT_BORROWED;

/** The same for the labels; "label" before.
 *  @return owned by the model.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_model_label_column(const aift_model *model) AIFT_BORROWED;

/** The number of parameter tensors, a new head's included.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_model_num_parameters(const aift_model *model);

/** A parameter's name in the checkpoint, "bert.encoder.layer.0.attention.self.query.weight".
 *  @return owned by the model, until other labels are set; NULL if there is no such parameter.
 *  Threads: safe, but not while the labels are set. Since: 0.1 */
AIFT_API const char *aift_model_parameter_name(const aift_model *model, size_t parameter)
    AIFT_BORROWED AIFT_NULLABLE;

/** A copy of a parameter's present values.
 *  @param out release with aift_tensor_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_NOT_FOUND, AIFT_E_BUSY, AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_parameter(const aift_model *model, const char *name,
                                          aift_tensor **out AIFT_OUT AIFT_OWNED);

/** SHA-256 over the names, dtypes, shapes and bytes of all parameters in the order of their names.
 *  @param hex receives 64 hexadecimal digits and a NUL.
 *  @return AIFT_OK, AIFT_E_BUSY.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_digest(const aift_model *model, char hex[65] AIFT_OUT);

/** SHA-256 of the file of weights in a model's folder, the one that aift_model_load() reads: what `sha256sum
 *  DIR/model.safetensors` prints.
 *  @param path the folder.
 *  @param hex  receives 64 hexadecimal digits and a NUL; "" on failure.
 *  @return AIFT_OK, AIFT_E_IO (no such folder, or no weights in it), AIFT_E_INVALID (several .pth, named),
 *          AIFT_E_UNSUPPORTED (weights in several files), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_model_file_digest(aift_context *context, const char *path, char hex[65] AIFT_OUT);

AIFT_END_DECLS

#endif
