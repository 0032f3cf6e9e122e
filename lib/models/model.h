/* The inside of a model handle.
 *
 * Configuration, tokenizer and labels change only by aift_model_set_labels and at the end of a training,
 * which nothing else may run beside. Weights are an immutable set that is replaced: who predicts keeps the
 * set that it began with. `lock` guards weights, live, busy and the cache.
 */
#ifndef AIFT_LIB_MODELS_MODEL_H
#define AIFT_LIB_MODELS_MODEL_H

#include "aift/model.h"
#include "base/lock.h"
#include "base/sink.h"
#include "graph/weights.h"
#include "models/arch.h"
#include "transforms/pipeline.h"

/* Files of the folder that are kept as they are and written again: the tokenizer's. */
typedef struct aift__kept_file {
    char *name;
    char *data;
    size_t size;
} aift__kept_file;

/* Something that another layer keeps with the model and that fits its present weights' shapes only. */
typedef struct aift__model_cache {
    void *data;
    void (*destroy)(void *data);
} aift__model_cache;

struct aift_model {
    aift_context *context;
    atomic_size_t references;
    const aift__arch *arch;
    _Alignas(16) unsigned char config[AIFT__CONFIG_BYTES]; /* an aift__config and more */
    aift__json *config_json;
    aift__json *settings; /* aift.json; NULL: none */
    aift__kept_file *files;
    size_t num_files, cap_files;
    aift_tokenizer *tokenizer; /* of text; else NULL */
    aift__pipeline *pipeline;  /* of pictures and sounds; else NULL */
    bool no_token_types;       /* all token_type_ids are 0, whatever the tokenizer says */
    char **labels;
    size_t num_labels;
    int32_t max_length;
    char *text_column, *label_column; /* of training; NULL */
    uint64_t seed;
    bool new_head;
    bool multi_label; /* a row has any number of labels: a sigmoid for each */

    aift__lock lock;
    aift__weights *weights;
    bool busy;            /* a trainer holds the model */
    aift__weights *live;  /* its weights, which change in place; borrowed */
    aift__lock live_lock; /* held by the trainer while it changes them */
    aift__model_cache cache;
};

static inline const aift__config *aift__model_config(const aift_model *model)
{
    return (const aift__config *)model->config;
}

/* Takes or gives back the model for a training. AIFT_E_BUSY if it is taken. */
aift_status aift__model_hold(aift_model *model);
void aift__model_let_go(aift_model *model);

/* A reference to the present weights. AIFT_E_BUSY while a trainer holds the model. */
aift_status aift__model_weights(const aift_model *model, aift__weights **out);

/* Replaces the weights; takes over the reference. */
void aift__model_set_weights(aift_model *model, aift__weights *weights);

/* Drops what the cache holds: the labels or columns changed. */
void aift__model_clear_cache(aift_model *model);

/* Remembers what a training used; NULL leaves a column as it was. */
aift_status aift__model_set_settings(aift_model *model, const char *text_column, const char *label_column,
                                     int32_t max_length);

/* The label's number; -1 if there is none. */
int32_t aift__model_label_index(const aift_model *model, const char *label);

/* Replaces the labels, which stay the caller's, without touching the head. */
aift_status aift__model_put_labels(aift_model *model, const char *const *labels, size_t num_labels);

/* The graph of body and classification head, to list its parameters. */
aift_status aift__model_parameter_graph(const aift_model *model, size_t num_labels, aift__graph **out);

/* Whether the parameter belongs to the head. */
bool aift__model_is_head(const aift_model *model, const char *name);
bool aift__model_is_classifier(const aift_model *model, const char *name); /* its last layer */

/* Gives `weights` the parameters of a head that it lacks, drawn from the model's seed. */
aift_status aift__model_draw_head(const aift_model *model, const aift__graph *graph, aift__weights *weights);

/* Frees the model's parts; used by the last release. */
void aift__model_destroy(aift_model *model);

/* An empty model of the context. */
aift_status aift__model_create(aift_context *context, aift_model **out);

/* The model's files, in the order in which they are written. */
aift_status aift__model_write_files(const aift_model *model, const aift__sink *sink);

#endif
