/* The model handle: its life, its weights, its cache, and what it tells of itself. */
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/sha256.h"
#include "models/model.h"

void aift_model_options_init(aift_model_options *options)
{
    AIFT__DEFAULTS(options, aift_model_options, AIFT_MODEL_OPTIONS_INIT);
}

aift_status aift__model_create(aift_context *context, aift_model **out)
{
    *out = NULL;
    aift_model *model = aift__calloc(context, 1, sizeof *model);
    if (!model)
        return AIFT_E_NOMEM;
    model->context = aift_context_retain(context);
    atomic_init(&model->references, 1);
    aift__lock_init(&model->lock);
    aift__lock_init(&model->live_lock);
    *out = model;
    return AIFT_OK;
}

aift_model *aift_model_retain(aift_model *model)
{
    atomic_fetch_add_explicit(&model->references, 1, memory_order_relaxed);
    return model;
}

void aift_model_release(aift_model *model)
{
    if (model && atomic_fetch_sub_explicit(&model->references, 1, memory_order_acq_rel) == 1)
        aift__model_destroy(model);
}

static void free_labels(aift_model *model)
{
    for (size_t i = 0; i < model->num_labels; i++)
        aift__free(model->context, model->labels[i]);
    aift__free(model->context, model->labels);
    model->labels = NULL;
    model->num_labels = 0;
}

void aift__model_destroy(aift_model *model)
{
    aift_context *context = model->context;
    aift__model_clear_cache(model);
    aift__weights_release(model->weights);
    free_labels(model);
    for (size_t i = 0; i < model->num_files; i++) {
        aift__free(context, model->files[i].name);
        aift__free(context, model->files[i].data);
    }
    aift__free(context, model->files);
    aift__free(context, model->text_column);
    aift__free(context, model->label_column);
    aift__json_free(model->config_json);
    aift__json_free(model->settings);
    aift_tokenizer_release(model->tokenizer);
    aift__pipeline_destroy(model->pipeline);
    aift__lock_finish(&model->lock);
    aift__lock_finish(&model->live_lock);
    aift__free(context, model);
    aift_context_release(context);
}

/* ---- weights ---- */

/* The lock is part of the model's inside: a const model is one whose contents stay. */
static aift__lock *lock_of(const aift_model *model)
{
    return (aift__lock *)(uintptr_t)&model->lock;
}

static aift_status busy(void)
{
    return aift__fail(AIFT_E_BUSY, "the model is being trained: use a snapshot of it meanwhile");
}

aift_status aift__model_hold(aift_model *model)
{
    aift__lock_take(&model->lock);
    bool was = model->busy;
    model->busy = true;
    aift__lock_give(&model->lock);
    return was ? busy() : AIFT_OK;
}

void aift__model_let_go(aift_model *model)
{
    aift__lock_take(&model->lock);
    model->busy = false;
    model->live = NULL;
    aift__lock_give(&model->lock);
}

aift_status aift__model_weights(const aift_model *model, aift__weights **out)
{
    *out = NULL;
    aift__lock_take(lock_of(model));
    bool was = model->busy;
    if (!was)
        *out = aift__weights_retain(model->weights);
    aift__lock_give(lock_of(model));
    return was ? busy() : AIFT_OK;
}

void aift__model_set_weights(aift_model *model, aift__weights *weights)
{
    aift__lock_take(&model->lock);
    aift__weights *old = model->weights;
    model->weights = weights;
    aift__lock_give(&model->lock);
    aift__weights_release(old);
}

void aift__model_clear_cache(aift_model *model)
{
    if (model->cache.data)
        model->cache.destroy(model->cache.data);
    model->cache = (aift__model_cache){0};
}

aift_status aift__model_set_settings(aift_model *model, const char *text_column, const char *label_column,
                                     int32_t max_length)
{
    char *text = text_column ? aift__strdup(model->context, text_column) : NULL;
    char *label = label_column ? aift__strdup(model->context, label_column) : NULL;
    if ((text_column && !text) || (label_column && !label)) {
        aift__free(model->context, text);
        aift__free(model->context, label);
        return AIFT_E_NOMEM;
    }
    if (text) {
        aift__free(model->context, model->text_column);
        model->text_column = text;
    }
    if (label) {
        aift__free(model->context, model->label_column);
        model->label_column = label;
    }
    model->max_length = max_length;
    return AIFT_OK;
}

/* ---- what it tells ---- */

const char *aift_model_architecture(const aift_model *model)
{
    return model->arch->model_type;
}

const char *aift_model_task(const aift_model *model)
{
    return aift__modality_task(model->arch->modality);
}

const char *aift_model_problem_type(const aift_model *model)
{
    return model->multi_label ? "multi_label_classification" : "single_label_classification";
}

aift_tokenizer *aift_model_tokenizer(const aift_model *model)
{
    return model->tokenizer;
}

size_t aift_model_num_labels(const aift_model *model)
{
    return model->num_labels;
}

const char *aift_model_label(const aift_model *model, size_t label)
{
    return label < model->num_labels ? model->labels[label] : NULL;
}

int32_t aift_model_has_new_head(const aift_model *model)
{
    return model->new_head;
}

int32_t aift_model_max_length(const aift_model *model)
{
    return model->max_length;
}

int32_t aift__model_label_index(const aift_model *model, const char *label)
{
    for (size_t i = 0; i < model->num_labels; i++)
        if (strcmp(model->labels[i], label) == 0)
            return (int32_t)i;
    return -1;
}

size_t aift_model_num_parameters(const aift_model *model)
{
    return aift__weights_count(model->weights);
}

const char *aift_model_parameter_name(const aift_model *model, size_t parameter)
{
    return aift__weights_name(model->weights, parameter);
}

aift_status aift_model_parameter(const aift_model *model, const char *name, aift_tensor **out)
{
    *out = NULL;
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    const aift_tensor *tensor = aift__weights_find(weights, name);
    aift_status status =
        tensor ? aift__tensor_create(model->context, tensor->dtype, tensor->rank, tensor->shape, out)
               : aift__fail(AIFT_E_NOT_FOUND, "the model has no parameter %s", name);
    if (status == AIFT_OK)
        memcpy((*out)->data, tensor->data, tensor->nbytes);
    aift__weights_release(weights);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_tensor(aift__sha256 *sha, const char *name, const aift_tensor *t)
{
    char shape[256];
    const char *dtype = aift_dtype_name(t->dtype);
    aift__shape_text(shape, sizeof shape, t->rank, t->shape);
    aift__sha256_add(sha, name, strlen(name) + 1); /* with the NUL, so that texts cannot run together */
    aift__sha256_add(sha, dtype, strlen(dtype) + 1);
    aift__sha256_add(sha, shape, strlen(shape) + 1);
    aift__sha256_add(sha, t->data, t->nbytes);
}

aift_status aift_model_digest(const aift_model *model, char hex[65])
{
    hex[0] = '\0';
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    size_t n = aift__weights_count(weights);
    const char **names = aift__malloc(model->context, n, sizeof *names);
    if (names) {
        aift__sha256 sha;
        aift__sha256_init(&sha);
        for (size_t i = 0; i < n; i++)
            names[i] = aift__weights_name(weights, i);
        qsort(names, n, sizeof *names, by_name);
        for (size_t i = 0; i < n; i++)
            add_tensor(&sha, names[i], aift__weights_find(weights, names[i]));
        aift__sha256_hex(&sha, hex);
        aift__free(model->context, names);
    }
    aift__weights_release(weights);
    return names ? AIFT_OK : AIFT_E_NOMEM;
}

/* ---- labels ---- */

aift_status aift__model_put_labels(aift_model *model, const char *const *labels, size_t num_labels)
{
    char **copies = aift__calloc(model->context, num_labels, sizeof *copies);
    aift_status status = copies ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; status == AIFT_OK && i < num_labels; i++)
        if (!(copies[i] = aift__strdup(model->context, labels[i])))
            status = AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        for (size_t i = 0; copies && i < num_labels; i++)
            aift__free(model->context, copies[i]);
        aift__free(model->context, copies);
        return status;
    }
    free_labels(model);
    model->labels = copies;
    model->num_labels = num_labels;
    return AIFT_OK;
}
