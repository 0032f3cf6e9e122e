/* Reading a model folder: the files it is made of, and the weights in them. */
#ifndef AIFT_LIB_MODELS_LOAD_H
#define AIFT_LIB_MODELS_LOAD_H

#include "base/file.h"
#include "models/model.h"

/* Where the folder's files come from: a path, or the caller's sources. */
typedef struct aift__folder_files {
    aift_context *context;
    const char *path; /* NULL: sources */
    const aift_source *sources;
    size_t num_sources;
    bool copy; /* read instead of mapping */
} aift__folder_files;

/* The file's bytes; *found is false if there is no such file. */
aift_status aift__files_read(const aift__folder_files *files, const char *name, aift__file_bytes *out,
                             bool *found);

/* The folder's path or "the model's sources", for messages. */
const char *aift__files_place(const aift__folder_files *files);

/* Weights for every parameter of the graph that model.safetensors has; what is missing of the head is left
 * out, what is missing of the body is AIFT_E_NOT_FOUND. `num_labels` receives the classifier's rows, 0 if there
 * is no classifier. */
aift_status aift__load_weights(const aift_model *model, const aift__folder_files *files, aift__weights **out,
                               size_t *num_labels);

/* id2label of config.json. *out is NULL if it has none, or only the names that stand for no names
 * (LABEL_0, ...). Freed by aift__labels_free. */
aift_status aift__load_labels(const aift_model *model, char ***out, size_t *num_labels, bool *are_names);
void aift__labels_free(aift_context *context, char **labels, size_t num_labels);
/* AIFT_E_INVALID names a label that is there twice. */
aift_status aift__labels_differ(aift_context *context, const char *const *labels, size_t num_labels);

#endif
