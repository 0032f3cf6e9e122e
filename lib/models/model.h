/* The inside of a model handle.
 *
 * What never changes (architecture, configuration, tokenizer, pipeline, files) is read as it is. The rest changes by
 * whoever holds the model (aift__model_hold: a training, new labels), under `lock`, which all others take to read it:
 * aift_model_max_length() and the like. Weights are an immutable set that is replaced: who predicts keeps the set that
 * it began with. A model with labels keeps those, unless aift_model_set_labels changes them, which nothing else may run
 * beside: so who has weights of aift__model_ready may read the labels as they are.
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

/* How the hidden states of a text's tokens become one vector: what sentence-transformers' files say. */
typedef enum aift__pooling { AIFT__POOLING_MEAN, AIFT__POOLING_CLS, AIFT__POOLING_LAST } aift__pooling;
extern const char *const aift__pooling_names[]; /* sentence-transformers'; NULL-ended */

typedef struct aift__embedding {
    bool given; /* the folder says so; else the mean, as it is */
    aift__pooling pooling;
    bool normalize;
    int32_t max_length;    /* 0: the model's */
    char unsupported[400]; /* what the folder asks for and cannot be had; "": nothing */
} aift__embedding;

/* What a training used, for evaluation and prediction. */
typedef struct aift__model_settings {
    int32_t max_length;
    const char *text_column, *label_column; /* NULL: the task's; they last as long as the model */
} aift__model_settings;

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
    aift__embedding embedding; /* of text */
    bool no_token_types;       /* all token_type_ids are 0, whatever the tokenizer says */
    uint64_t seed;
    char **texts; /* that ever were a column below: who asked for one may go on using it */
    size_t num_texts, cap_texts;

    aift__lock lock; /* guards the rest, but for live_lock */
    char **labels;
    size_t num_labels;
    aift__model_settings settings_now;
    bool new_head;
    bool multi_label; /* a row has any number of labels: a sigmoid for each */
    aift__weights *weights;
    bool busy;            /* a trainer holds the model */
    aift__weights *live;  /* its weights, which change in place; borrowed */
    aift__lock live_lock; /* held by the trainer while it changes them, over a run and its parallel loops */
    aift__model_cache cache;
};

static inline const aift__config *aift__model_config(const aift_model *model)
{
    return (const aift__config *)model->config;
}

/* The lock is part of the model's inside: a const model is one whose contents stay. */
static inline aift__lock *aift__model_lock(const aift_model *model)
{
    return (aift__lock *)(uintptr_t)&model->lock;
}

/* Takes or gives back the model for a training. AIFT_E_BUSY if it is taken. */
aift_status aift__model_hold(aift_model *model);
void aift__model_let_go(aift_model *model);

/* A reference to the present weights. AIFT_E_BUSY while a trainer holds the model. */
aift_status aift__model_weights(const aift_model *model, aift__weights **out);

/* The same of a model that has labels; AIFT_E_STATE of one that has none. */
aift_status aift__model_ready(const aift_model *model, aift__weights **out);

/* What any thread may ask for. */
aift__model_settings aift__model_settings_of(const aift_model *model);
bool aift__model_is_multi_label(const aift_model *model);

/* The functions below are for whoever holds the model, or makes it. */

/* Replaces the weights; takes over the reference. */
void aift__model_set_weights(aift_model *model, aift__weights *weights);

/* Remembers what a training used; NULL leaves a column as it was. */
aift_status aift__model_set_settings(aift_model *model, const char *text_column, const char *label_column,
                                     int32_t max_length);

/* What aift_model_set_labels does. */
aift_status aift__model_change_labels(aift_model *model, const char *const *labels, size_t num_labels);

void aift__model_set_multi_label(aift_model *model, bool multi_label);

/* Drops what the cache holds: the labels changed. */
void aift__model_clear_cache(aift_model *model);

/* Replaces the labels, which stay the caller's, and with them, in one step for whoever takes a snapshot, the weights: those
 * with a new head for these labels, taken over; NULL: the head stays. */
aift_status aift__model_put_labels(aift_model *model, const char *const *labels, size_t num_labels,
                                   aift__weights *weights);

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
