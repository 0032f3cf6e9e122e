/* Reading the parts of a model folder. */
#ifndef AIFT_LIB_MODELS_LOAD_H
#define AIFT_LIB_MODELS_LOAD_H

#include "models/model.h"
#include "models/weights_file.h"

/* Weights for every parameter and buffer of the graph, with `new_head` the classifier excepted; what is missing of
 * the head is left out, what is missing of the body is AIFT_E_NOT_FOUND. `num_labels` receives the classifier's rows, 0 if
 * there is no classifier. The weights hold references to the file. */
aift_status aift__load_weights(const aift_model *model, aift__weights_file *file, bool new_head,
                               aift__weights **out, size_t *num_labels);

/* preprocessor_config.json: the pipeline of pictures or sounds, and the sizes that the config leaves open. */
aift_status aift__load_pipeline(aift_model *model, const aift__folder_files *files);

/* tokenizer_config.json and aift.json: the longest encoding, columns, token types. */
aift_status aift__load_settings(aift_model *model, const aift__folder_files *files);

/* How texts become vectors: aift.json's `embedding`, else sentence-transformers' modules.json and what it names. What is
 * asked for there and cannot be had is kept as a message, for whoever wants vectors. */
aift_status aift__load_embedding(aift_model *model, const aift__folder_files *files);
/* That `embedding` of aift.json, when a model is saved; NULL: out of memory. */
aift__json *aift__embedding_tree(const aift__embedding *embedding);

/* id2label of config.json. *out is NULL if it has none, or only the names that stand for no names
 * (LABEL_0, ...). Freed by aift__labels_free. */
aift_status aift__load_labels(const aift_model *model, char ***out, size_t *num_labels, bool *are_names);
void aift__labels_free(aift_context *context, char **labels, size_t num_labels);
/* AIFT_E_INVALID names a label that is there twice. */
aift_status aift__labels_differ(aift_context *context, const char *const *labels, size_t num_labels);

#endif
