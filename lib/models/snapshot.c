/* A copy of a model with weights of its own, also of one that is being trained. */
#include <string.h>

#include "models/model.h"

static aift_status copy_files(const aift_model *from, aift_model *to)
{
    for (size_t i = 0; i < from->num_files; i++) {
        const aift__kept_file *file = &from->files[i];
        AIFT__TRY(AIFT__RESERVE(to->context, to->files, to->num_files, to->cap_files));
        aift__kept_file copy = {aift__strdup(to->context, file->name),
                                aift__strndup(to->context, file->data, file->size), file->size};
        if (!copy.name || !copy.data) {
            aift__free(to->context, copy.name);
            aift__free(to->context, copy.data);
            return AIFT_E_NOMEM;
        }
        to->files[to->num_files++] = copy;
    }
    return AIFT_OK;
}

/* What a training, or new labels, may be about to change. */
static aift_status copy_present(const aift_model *from, aift_model *to, aift__weights **weights)
{
    const aift__model_settings *settings = &from->settings_now;
    aift__lock_take(aift__model_lock(from));
    to->new_head = from->new_head;
    to->multi_label = from->multi_label;
    *weights = aift__weights_retain(from->live ? from->live : from->weights);
    aift_status status =
        aift__model_put_labels(to, (const char *const *)from->labels, from->num_labels, NULL);
    if (status == AIFT_OK)
        status =
            aift__model_set_settings(to, settings->text_column, settings->label_column, settings->max_length);
    aift__lock_give(aift__model_lock(from));
    return status;
}

/* The trainer's weights change in place, between two steps of it they hold still; others never change. */
static aift_status copy_weights(const aift_model *from, const aift__weights *weights, aift__weights **out)
{
    aift__lock *live = (aift__lock *)(uintptr_t)&from->live_lock;
    aift__lock_take(live);
    aift_status status = aift__weights_copy(weights, out);
    aift__lock_give(live);
    return status;
}

static aift_status copy_pipeline(const aift_model *from, aift_model *to)
{
    aift__json *json;
    if (!from->pipeline)
        return AIFT_OK;
    AIFT__TRY(aift__pipeline_write(from->pipeline, &json));
    aift_status status = aift__pipeline_create(to->context, json, &to->pipeline);
    aift__json_free(json);
    return status;
}

static aift_status copy_parts(const aift_model *from, aift_model *to)
{
    to->arch = from->arch;
    memcpy(to->config, from->config, sizeof to->config);
    to->seed = from->seed;
    to->no_token_types = from->no_token_types;
    to->embedding = from->embedding;
    if (from->tokenizer)
        to->tokenizer = aift_tokenizer_retain(from->tokenizer);
    AIFT__TRY(copy_pipeline(from, to));
    AIFT__TRY(aift__json_copy(from->config_json, &to->config_json));
    if (from->settings)
        AIFT__TRY(aift__json_copy(from->settings, &to->settings));
    AIFT__TRY(copy_files(from, to));
    aift__weights *weights = NULL;
    aift_status status = copy_present(from, to, &weights);
    if (status == AIFT_OK)
        status = copy_weights(from, weights, &to->weights);
    aift__weights_release(weights);
    return status;
}

aift_status aift_model_snapshot(const aift_model *model, aift_model **out)
{
    AIFT__TRY(aift__model_create(model->context, out));
    aift_status status = copy_parts(model, *out);
    if (status != AIFT_OK) {
        aift_model_release(*out);
        *out = NULL;
    }
    return status;
}
