/* The model handle: its life, and what changes of it: weights, labels, what a training used. */
#include <string.h>

#include "base/options.h"
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

static void free_texts(aift_context *context, char **texts, size_t n)
{
    for (size_t i = 0; texts && i < n; i++)
        aift__free(context, texts[i]);
    aift__free(context, texts);
}

void aift__model_destroy(aift_model *model)
{
    aift_context *context = model->context;
    aift__model_clear_cache(model);
    aift__weights_release(model->weights);
    free_texts(context, model->labels, model->num_labels);
    free_texts(context, model->texts, model->num_texts);
    for (size_t i = 0; i < model->num_files; i++) {
        aift__free(context, model->files[i].name);
        aift__free(context, model->files[i].data);
    }
    aift__free(context, model->files);
    aift__json_free(model->config_json);
    aift__json_free(model->settings);
    aift_tokenizer_release(model->tokenizer);
    aift__pipeline_destroy(model->pipeline);
    aift__lock_finish(&model->lock);
    aift__lock_finish(&model->live_lock);
    aift__free(context, model);
    aift_context_release(context);
}

/* ---- what changes ---- */

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

static aift_status weights_of(const aift_model *model, bool labelled, aift__weights **out)
{
    *out = NULL;
    aift__lock_take(aift__model_lock(model));
    const bool was = model->busy, lacks = labelled && model->num_labels == 0;
    if (!was && !lacks)
        *out = aift__weights_retain(model->weights);
    aift__lock_give(aift__model_lock(model));
    if (was)
        return busy();
    return lacks ? aift__fail(AIFT_E_STATE, "the model has no labels yet: train it first, or set its labels")
                 : AIFT_OK;
}

aift_status aift__model_weights(const aift_model *model, aift__weights **out)
{
    return weights_of(model, false, out);
}

aift_status aift__model_ready(const aift_model *model, aift__weights **out)
{
    return weights_of(model, true, out);
}

void aift__model_set_weights(aift_model *model, aift__weights *weights)
{
    aift__lock_take(&model->lock);
    aift__weights *old = model->weights;
    model->weights = weights;
    model->new_head = false;
    aift__lock_give(&model->lock);
    aift__weights_release(old);
}

void aift__model_set_multi_label(aift_model *model, bool multi_label)
{
    aift__lock_take(&model->lock);
    model->multi_label = multi_label;
    aift__lock_give(&model->lock);
}

void aift__model_clear_cache(aift_model *model)
{
    aift__lock_take(&model->lock);
    const aift__model_cache old = model->cache;
    model->cache = (aift__model_cache){0};
    aift__lock_give(&model->lock);
    if (old.data)
        old.destroy(old.data);
}

aift__model_settings aift__model_settings_of(const aift_model *model)
{
    aift__lock_take(aift__model_lock(model));
    const aift__model_settings settings = model->settings_now;
    aift__lock_give(aift__model_lock(model));
    return settings;
}

/* The text as the model keeps it; of NULL *kept stays as it is. */
static aift_status keep_text(aift_model *model, const char *text, const char **kept)
{
    size_t i = 0;
    if (!text)
        return AIFT_OK;
    while (i < model->num_texts && strcmp(model->texts[i], text) != 0)
        i++;
    if (i == model->num_texts) {
        AIFT__TRY(AIFT__RESERVE(model->context, model->texts, model->num_texts, model->cap_texts));
        if (!(model->texts[i] = aift__strdup(model->context, text)))
            return AIFT_E_NOMEM;
        model->num_texts++;
    }
    *kept = model->texts[i];
    return AIFT_OK;
}

aift_status aift__model_set_settings(aift_model *model, const char *text_column, const char *label_column,
                                     int32_t max_length)
{
    aift__model_settings settings = model->settings_now;
    AIFT__TRY(keep_text(model, text_column, &settings.text_column));
    AIFT__TRY(keep_text(model, label_column, &settings.label_column));
    settings.max_length = max_length;
    aift__lock_take(&model->lock);
    model->settings_now = settings;
    aift__lock_give(&model->lock);
    return AIFT_OK;
}

/* ---- labels ---- */

aift_status aift__model_put_labels(aift_model *model, const char *const *labels, size_t num_labels,
                                   aift__weights *weights)
{
    char **copies = aift__calloc(model->context, num_labels, sizeof *copies);
    aift_status status = copies ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; status == AIFT_OK && i < num_labels; i++)
        if (!(copies[i] = aift__strdup(model->context, labels[i])))
            status = AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        free_texts(model->context, copies, num_labels);
        return status;
    }
    aift__lock_take(&model->lock);
    char **old = model->labels;
    const size_t n = model->num_labels;
    model->labels = copies;
    model->num_labels = num_labels;
    aift__weights *without = weights ? model->weights : NULL;
    if (weights) {
        model->weights = weights;
        model->new_head = true;
    }
    aift__lock_give(&model->lock);
    aift__weights_release(without);
    free_texts(model->context, old, n);
    return AIFT_OK;
}
