/* aift_model_load: the parts of a folder, one after the other. */
#include <string.h>

#include "base/folder.h"
#include "base/options.h"
#include "codec/json_field.h"
#include "models/load.h"

/* The tokenizer's files: kept as they are, and written with the model. */
static const char *const kept[] = {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
                                   "added_tokens.json", "vocab.txt"};

static aift_status read_config(aift_model *model)
{
    const char *type;
    AIFT__TRY(aift__json_field_text(model->config_json, NULL, "model_type", &type, NULL));
    model->arch = aift__arch_find(type);
    char names[256];
    if (!model->arch)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "the architecture model_type \"%s\" is not known; supported: %s", type,
                          aift__arch_names(names, sizeof names));
    return model->arch->read_config(model->config_json, (aift__config *)model->config);
}

static aift_status load_config(aift_model *model, const aift__folder_files *files)
{
    AIFT__TRY(aift__files_read_json(files, "config.json", &model->config_json));
    if (!model->config_json)
        return aift__fail(AIFT_E_IO, "config.json is missing: a model folder holds config.json, "
                                     "model.safetensors and tokenizer.json");
    aift_status status = read_config(model);
    return status == AIFT_OK ? AIFT_OK : aift__fail_in(status, "config.json: ");
}

static aift_status keep_file(aift_model *model, const char *name, const aift__file_bytes *bytes)
{
    AIFT__TRY(AIFT__RESERVE(model->context, model->files, model->num_files, model->cap_files));
    aift__kept_file file = {aift__strdup(model->context, name),
                            aift__strndup(model->context, (const char *)bytes->data, bytes->size),
                            bytes->size};
    if (!file.name || !file.data) {
        aift__free(model->context, file.name);
        aift__free(model->context, file.data);
        return AIFT_E_NOMEM;
    }
    model->files[model->num_files++] = file;
    return AIFT_OK;
}

static aift_status load_kept(aift_model *model, const aift__folder_files *files)
{
    for (size_t i = 0; i < AIFT__COUNT(kept); i++) {
        aift__file_bytes bytes;
        bool found;
        AIFT__TRY(aift__files_read(files, kept[i], &bytes, &found));
        aift_status status = found ? keep_file(model, kept[i], &bytes) : AIFT_OK;
        aift__file_unmap(&bytes);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

static aift_status load_tokenizer(aift_model *model, const aift__folder_files *files)
{
    if (model->arch->modality != AIFT__TEXT)
        return aift__load_pipeline(model, files);
    AIFT__TRY(load_kept(model, files));
    if (!model->num_files || strcmp(model->files[0].name, "tokenizer.json") != 0)
        return aift__fail(AIFT_E_IO, "tokenizer.json is missing: save the tokenizer with save_pretrained() "
                                     "of a fast tokenizer");
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "tokenizer.json";
    source.data = model->files[0].data;
    source.size = model->files[0].size;
    AIFT__TRY(aift_tokenizer_load_source(model->context, &source, &model->tokenizer));
    int64_t size = aift_tokenizer_vocab_size(model->tokenizer);
    if (size > aift__model_config(model)->vocab_size)
        return aift__fail(
            AIFT_E_RANGE,
            "tokenizer.json has %lld tokens, but config.json's vocab_size is %lld: the folder's "
            "files do not belong together",
            (long long)size, (long long)aift__model_config(model)->vocab_size);
    return AIFT_OK;
}

/* What the outputs of a head mean that is no choice of one label; `name` is the weights' file. */
static aift_status check_head(const aift_model *model, const char *name, size_t rows)
{
    static const char way_out[] =
        "not supported yet; new_head gives the model a head for labels to choose from";
    const char *type = aift__json_text(aift__json_get(model->config_json, "problem_type"), NULL);
    if (type && strcmp(type, "single_label_classification") != 0 && !model->multi_label)
        return aift__fail(AIFT_E_UNSUPPORTED, "config.json: problem_type is \"%s\": %s", type, way_out);
    if (rows == 1)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: %s has one row, a regression: %s", name,
                          model->arch->classifier, way_out);
    return AIFT_OK;
}

/* A classifier's labels are those of config.json. Without a classifier, which has 0 rows, names in config.json give
 * the order of the new head's labels; else the labels come with the data. */
static aift_status put_labels(aift_model *model, const char *name, size_t rows)
{
    char **labels;
    size_t n_labels;
    bool are_names;
    const char *type = aift__json_text(aift__json_get(model->config_json, "problem_type"), NULL);
    model->multi_label = type && strcmp(type, "multi_label_classification") == 0;
    if (rows)
        AIFT__TRY(check_head(model, name, rows));
    aift_status status = aift__load_labels(model, &labels, &n_labels, &are_names);
    if (status != AIFT_OK)
        return aift__fail_in(status, "config.json: ");
    if (rows && n_labels != rows)
        status = aift__fail(AIFT_E_SHAPE, "config.json has %zu labels in id2label, but %s in %s has %zu rows",
                            n_labels, model->arch->classifier, name, rows);
    else if (rows)
        status = aift__model_put_labels(model, (const char *const *)labels, n_labels, NULL);
    else if (are_names && n_labels >= 2)
        status = aift_model_set_labels(model, (const char *const *)labels, n_labels);
    aift__labels_free(model->context, labels, n_labels);
    return status;
}

static aift_status load_weights(aift_model *model, const aift__folder_files *files,
                                const aift_model_options *options)
{
    aift__weights_file *file;
    size_t rows;
    if (options->from_config) { /* all is drawn when the labels are known */
        AIFT__TRY(aift__weights_create(model->context, &model->weights));
        return options->new_head ? AIFT_OK : put_labels(model, NULL, 0);
    }
    AIFT__TRY(aift__weights_file_open(files, &file));
    aift_status status = aift__load_weights(model, file, options->new_head, &model->weights, &rows);
    if (status == AIFT_OK && !options->new_head)
        status = put_labels(model, aift__weights_file_name(file), rows);
    aift__weights_file_release(file);
    return status;
}

/* A file that could not be opened has its whole path in the message already. */
static aift_status fail_in_place(const aift__folder_files *files, aift_status status)
{
    const char *place = aift__files_place(files), *message = aift_last_error();
    size_t n = strlen(place);
    if (strncmp(message, place, n) == 0 && message[n] == '/')
        return status;
    return aift__fail_in(status, "%s: ", place);
}

static aift_status load(aift__folder_files *files, const aift_model_options *given, aift_model **out)
{
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(&options, sizeof options, given, "aift_model_options"));
    AIFT__TRY(aift__options_reserved(options.reserved, "aift_model_options"));
    files->copy = options.copy;
    aift_model *model;
    AIFT__TRY(aift__model_create(files->context, &model));
    model->seed = options.seed;
    aift_status status = load_config(model, files);
    if (status == AIFT_OK)
        status = load_tokenizer(model, files);
    if (status == AIFT_OK)
        status = aift__load_settings(model, files);
    if (status == AIFT_OK && model->tokenizer)
        status = aift__load_embedding(model, files);
    if (status == AIFT_OK)
        status = load_weights(model, files, &options);
    if (status != AIFT_OK) {
        aift_model_release(model);
        return fail_in_place(files, status);
    }
    *out = model;
    return AIFT_OK;
}

static aift_status open_folder(aift_context *context, const char *path, aift__folder_files *out)
{
    AIFT__TRY(aift__folder_recover(context, path));
    aift__file_kind kind;
    AIFT__TRY(aift__file_kind_of(path, &kind));
    if (kind == AIFT__FILE_NONE)
        return aift__fail(AIFT_E_IO, "%s: there is no such folder", path);
    if (kind != AIFT__FILE_FOLDER)
        return aift__fail(AIFT_E_IO,
                          "%s: not a folder; a model is a folder with config.json, "
                          "model.safetensors and tokenizer.json",
                          path);
    *out = (aift__folder_files){.context = context, .path = path};
    return AIFT_OK;
}

aift_status aift_model_load(aift_context *context, const char *path, const aift_model_options *options,
                            aift_model **out)
{
    aift__folder_files files;
    *out = NULL;
    AIFT__TRY(open_folder(context, path, &files));
    return load(&files, options, out);
}

aift_status aift_model_file_digest(aift_context *context, const char *path, char hex[65])
{
    aift__folder_files files;
    hex[0] = '\0';
    AIFT__TRY(open_folder(context, path, &files));
    const aift_status status = aift__weights_file_digest(&files, hex);
    return status == AIFT_OK ? AIFT_OK : fail_in_place(&files, status);
}

/* The elements of the array are of one size, the caller's; each has a name at least. */
static aift_status check_sources(const aift_source *sources, size_t n)
{
    const char *at = (const char *)sources;
    for (size_t i = 0; i < n; i++, at += sources->struct_size) {
        size_t size = ((const aift_source *)at)->struct_size;
        if (size < offsetof(aift_source, data) || size % _Alignof(aift_source) || size > 65536 ||
            size != sources->struct_size)
            return aift__fail(
                AIFT_E_INVALID,
                "files[%zu].struct_size is %zu: it must be sizeof(aift_source), as AIFT_SOURCE_INIT sets it",
                i, size);
    }
    return AIFT_OK;
}

aift_status aift_model_load_sources(aift_context *context, const aift_source *sources, size_t num_sources,
                                    const aift_model_options *options, aift_model **out)
{
    *out = NULL;
    AIFT__TRY(check_sources(sources, num_sources));
    aift__folder_files files = {.context = context, .sources = sources, .num_sources = num_sources};
    return load(&files, options, out);
}
