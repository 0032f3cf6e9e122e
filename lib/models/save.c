/* Saving a model as a folder that transformers loads as it is. */
#include <stdio.h>
#include <string.h>

#include "base/entries.h"
#include "base/folder.h"
#include "base/options.h"
#include "formats/safetensors.h"
#include "models/load.h"
#include "text/tokenizer.h"

void aift_save_options_init(aift_save_options *options)
{
    AIFT__DEFAULTS(options, aift_save_options, AIFT_SAVE_OPTIONS_INIT);
}

/* ---- config.json ---- */

static aift_status set_labels(const aift_model *model, aift__json *config)
{
    aift__json *id2label = aift__json_new_object(), *label2id = aift__json_new_object();
    aift_status status = id2label && label2id ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; status == AIFT_OK && i < model->num_labels; i++) {
        char number[32];
        snprintf(number, sizeof number, "%zu", i);
        status = aift__json_set(id2label, number, aift__json_new_string(model->labels[i]));
        if (status == AIFT_OK)
            status = aift__json_set(label2id, model->labels[i], aift__json_new_int((int64_t)i));
    }
    aift_status first = aift__json_set(config, "id2label", id2label);
    aift_status second = aift__json_set(config, "label2id", label2id);
    return status != AIFT_OK ? status : first != AIFT_OK ? first : second;
}

static aift_status change_config(const aift_model *model, aift__json *config)
{
    aift__json *architectures = aift__json_new_array();
    aift_status status = aift__json_push(architectures, aift__json_new_string(model->arch->classifier_class));
    aift_status set = aift__json_set(config, "architectures", architectures);
    AIFT__TRY(status);
    AIFT__TRY(set);
    AIFT__TRY(aift__json_set(config, "problem_type", aift__json_new_string(aift_model_problem_type(model))));
    /* transformers 5 writes dtype, 4 wrote torch_dtype; one that is there must say what is saved now */
    const char *names[] = {"dtype", "torch_dtype"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        if (aift__json_get(config, names[i]))
            AIFT__TRY(aift__json_set(config, names[i], aift__json_new_string("float32")));
    return set_labels(model, config);
}

static aift_status write_tree(const aift_model *model, const aift__json *tree, const aift__sink *sink,
                              const char *name)
{
    char *text;
    AIFT__TRY(aift__json_write(model->context, tree, 2, &text));
    aift_status status = aift__sink_write(sink, name, text, strlen(text));
    if (status == AIFT_OK)
        status = aift__sink_write(sink, name, "\n", 1);
    aift__free(model->context, text);
    return status;
}

static aift_status write_config(const aift_model *model, const aift__sink *sink)
{
    aift__json *config;
    AIFT__TRY(aift__json_copy(model->config_json, &config));
    aift_status status = change_config(model, config);
    if (status == AIFT_OK)
        status = write_tree(model, config, sink, "config.json");
    aift__json_free(config);
    return status;
}

/* ---- aift.json: what training used, for evaluation and prediction ---- */

static aift_status change_settings(const aift_model *model, aift__json *settings)
{
    AIFT__TRY(
        aift__json_set(settings, "task", aift__json_new_string(aift__modality_task(model->arch->modality))));
    if (model->embedding.given)
        AIFT__TRY(aift__json_set(settings, "embedding", aift__embedding_tree(&model->embedding)));
    const aift__model_settings now = aift__model_settings_of(model);
    if (now.max_length)
        AIFT__TRY(aift__json_set(settings, "max_length", aift__json_new_int(now.max_length)));
    if (now.text_column)
        AIFT__TRY(aift__json_set(settings, "text_column", aift__json_new_string(now.text_column)));
    if (now.label_column)
        AIFT__TRY(aift__json_set(settings, "label_column", aift__json_new_string(now.label_column)));
    return AIFT_OK;
}

static aift_status write_settings(const aift_model *model, const aift__sink *sink)
{
    aift__json *settings = NULL;
    if (model->settings)
        AIFT__TRY(aift__json_copy(model->settings, &settings));
    else if (!(settings = aift__json_new_object()))
        return AIFT_E_NOMEM;
    aift_status status = change_settings(model, settings);
    if (status == AIFT_OK)
        status = write_tree(model, settings, sink, "aift.json");
    aift__json_free(settings);
    return status;
}

/* ---- the tokenizer's files ---- */

static aift_status write_tokenizer(const aift_model *model, const aift__sink *sink)
{
    char *text;
    size_t size;
    AIFT__TRY(
        aift__tokenizer_json_with_max_length(model->tokenizer, aift_model_max_length(model), &text, &size));
    aift_status status = aift__sink_write(sink, "tokenizer.json", text, size);
    aift__free(model->context, text);
    return status;
}

static aift_status write_tokenizer_config(const aift_model *model, const aift__kept_file *file,
                                          const aift__sink *sink)
{
    aift__json *tree;
    AIFT__TRY(aift__json_parse(file->data, file->size, file->name, &tree));
    aift_status status =
        aift__json_set(tree, "model_max_length", aift__json_new_int(aift_model_max_length(model)));
    if (status == AIFT_OK)
        status = write_tree(model, tree, sink, file->name);
    aift__json_free(tree);
    return status;
}

static aift_status write_kept(const aift_model *model, const aift__sink *sink)
{
    for (size_t i = 0; i < model->num_files; i++) {
        const aift__kept_file *file = &model->files[i];
        if (strcmp(file->name, "tokenizer.json") == 0)
            AIFT__TRY(write_tokenizer(model, sink));
        else if (strcmp(file->name, "tokenizer_config.json") == 0)
            AIFT__TRY(write_tokenizer_config(model, file, sink));
        else
            AIFT__TRY(aift__sink_write(sink, file->name, file->data, file->size));
    }
    return AIFT_OK;
}

/* ---- how pictures and sounds are prepared ---- */

static aift_status write_pipeline(const aift_model *model, const aift__sink *sink)
{
    aift__json *tree;
    if (!model->pipeline)
        return AIFT_OK;
    AIFT__TRY(aift__pipeline_write(model->pipeline, &tree));
    aift_status status = write_tree(model, tree, sink, "preprocessor_config.json");
    aift__json_free(tree);
    return status;
}

/* ---- weights ---- */

static aift_status write_weights(const aift_model *model, const aift__weights *weights,
                                 const aift__sink *sink)
{
    size_t n = aift__weights_count(weights);
    aift__safetensor *tensors = aift__calloc(model->context, n, sizeof *tensors);
    if (!tensors)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const aift_tensor *t = aift__weights_at(weights, i);
        tensors[i] = (aift__safetensor){.name = aift__weights_name(weights, i),
                                        .dtype = t->dtype,
                                        .rank = t->rank,
                                        .data = t->data,
                                        .nbytes = t->nbytes};
        memcpy(tensors[i].shape, t->shape, sizeof t->shape);
    }
    aift_status status = aift__safetensors_write(model->context, tensors, n, sink, "model.safetensors");
    aift__free(model->context, tensors);
    return status;
}

aift_status aift__model_write_files(const aift_model *model, const aift__sink *sink)
{
    aift__weights *weights;
    AIFT__TRY(aift__model_ready(model, &weights));
    aift_status status = write_config(model, sink);
    if (status == AIFT_OK)
        status = write_settings(model, sink);
    if (status == AIFT_OK)
        status = write_kept(model, sink);
    if (status == AIFT_OK)
        status = write_pipeline(model, sink);
    if (status == AIFT_OK)
        status = write_weights(model, weights, sink);
    aift__weights_release(weights);
    return status;
}

aift_status aift_model_write(const aift_model *model, aift_write_fn write, void *user)
{
    aift__sink sink = aift__sink_callback(write, user);
    return aift__model_write_files(model, &sink);
}

/* What a saved model consists of. */
static const char *const file_names[] = {"config.json",
                                         "aift.json",
                                         "model.safetensors",
                                         "preprocessor_config.json",
                                         "tokenizer.json",
                                         "tokenizer_config.json",
                                         "special_tokens_map.json",
                                         "added_tokens.json",
                                         "vocab.txt",
                                         NULL};

/* Notes and logs that somebody keeps beside the model would be removed with it. */
static aift_status check_others(const char *path)
{
    char others[400];
    AIFT__TRY(aift__entries_unknown(path, file_names, others, sizeof others));
    if (!*others)
        return AIFT_OK;
    return aift__fail(AIFT_E_EXISTS,
                      "%s: holds what is not a model's, and is not overwritten: %s; move it, or give another "
                      "path",
                      path, others);
}

/* A folder is a model if it holds what every model holds, and nothing else. */
static aift_status is_model(void *user, const char *path, bool *ours)
{
    aift_context *context = user;
    char *config = aift__file_join(context, path, "config.json");
    char *weights = aift__file_join(context, path, "model.safetensors");
    bool both = config && weights;
    *ours = both && aift__file_exists(config) && aift__file_exists(weights);
    aift__free(context, config);
    aift__free(context, weights);
    if (!both)
        return AIFT_E_NOMEM;
    return *ours ? check_others(path) : AIFT_OK;
}

static aift_status begin(const aift_model *model, const char *path, const aift_save_options *given,
                         aift__folder **out)
{
    aift_save_options options = AIFT_SAVE_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(&options, sizeof options, given, "aift_save_options"));
    AIFT__TRY(aift__options_reserved(options.reserved, "aift_save_options"));
    const aift__folder_rules rules = {
        .overwrite = options.overwrite, .ours = is_model, .user = model->context, .what = "a model"};
    return aift__folder_begin(model->context, path, &rules, out);
}

/* About the bytes that saving writes: JSON is written anew, a little longer perhaps. */
static size_t bytes_of(const aift_model *model, const aift__weights *weights)
{
    size_t bytes = 1 << 20;
    for (size_t i = 0; i < aift__weights_count(weights); i++)
        bytes += aift__weights_at(weights, i)->nbytes;
    for (size_t i = 0; i < model->num_files; i++)
        bytes += model->files[i].size;
    return bytes;
}

aift_status aift_model_check_save(const aift_model *model, const char *path, const aift_save_options *options)
{
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    size_t bytes = bytes_of(model, weights);
    aift__weights_release(weights);
    aift__folder *folder;
    AIFT__TRY(begin(model, path, options, &folder));
    aift_status status = aift__folder_room(folder, bytes);
    aift__folder_abort(folder);
    return status;
}

aift_status aift_model_save(const aift_model *model, const char *path, const aift_save_options *options)
{
    aift__folder *folder;
    AIFT__TRY(begin(model, path, options, &folder));
    aift__sink sink = aift__folder_sink(folder);
    aift_status status = aift__model_write_files(model, &sink);
    if (status == AIFT_OK)
        return aift__folder_commit(folder);
    aift__folder_abort(folder);
    return status;
}
