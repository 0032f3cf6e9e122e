/* How texts become vectors: what sentence-transformers writes beside a model, or aift.json in its place. */
#include <stdio.h>
#include <string.h>

#include "codec/json_field.h"
#include "models/load.h"
#include "text/tokenizer.h"

enum { MAX_LENGTH = 1 << 20 };

const char *const aift__pooling_names[] = {"mean", "cls", "lasttoken", NULL};

static aift_status field_bool(const aift__json *json, const char *name, bool *value)
{
    return aift__json_given(json, name) ? aift__json_field_bool(json, NULL, name, value) : AIFT_OK;
}

/* More than there are positions is as many as there are. */
static aift_status read_max_length(const aift_model *model, const aift__json *json, aift__embedding *e)
{
    int64_t max = 0;
    if (!aift__json_given(json, "max_seq_length"))
        return AIFT_OK;
    AIFT__TRY(aift__json_field_int(json, NULL, "max_seq_length", 1, MAX_LENGTH, &max));
    e->max_length = (int32_t)AIFT__MIN(max, aift__model_config(model)->max_positions);
    return AIFT_OK;
}

static aift_status read_pooling(const aift__json *json, const char *name, aift__embedding *e)
{
    size_t mode;
    AIFT__TRY(aift__json_field_choice(json, NULL, name, aift__pooling_names, &mode));
    e->pooling = (aift__pooling)mode;
    return AIFT_OK;
}

/* ---- aift.json ---- */

static aift_status read_saved(const aift_model *model, const aift__json *json, aift__embedding *e)
{
    const char *message;
    AIFT__TRY(aift__json_expect(json, "embedding", AIFT__JSON_OBJECT));
    if (aift__json_given(json, "unsupported")) {
        AIFT__TRY(aift__json_field_text(json, "embedding", "unsupported", &message, NULL));
        return aift__fail(AIFT_E_UNSUPPORTED, "%s", message);
    }
    if (aift__json_given(json, "pooling"))
        AIFT__TRY(read_pooling(json, "pooling", e));
    AIFT__TRY(field_bool(json, "normalize", &e->normalize));
    return read_max_length(model, json, e);
}

/* In the place of sentence-transformers' files, which are not written. */
aift__json *aift__embedding_tree(const aift__embedding *e)
{
    aift__json *tree = aift__json_new_object();
    aift_status status = tree ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK && *e->unsupported)
        status = aift__json_set(tree, "unsupported", aift__json_new_string(e->unsupported));
    else if (status == AIFT_OK)
        status = aift__json_set(tree, "pooling", aift__json_new_string(aift__pooling_names[e->pooling]));
    if (status == AIFT_OK && !*e->unsupported)
        status = aift__json_set(tree, "normalize", aift__json_new_bool(e->normalize));
    if (status == AIFT_OK && e->max_length)
        status = aift__json_set(tree, "max_seq_length", aift__json_new_int(e->max_length));
    if (status == AIFT_OK)
        return tree;
    aift__json_free(tree);
    return NULL;
}

/* ---- sentence-transformers ---- */

/* Its Pooling module can put several results side by side: one is supported. */
static aift_status read_modes(const aift__json *json, aift__embedding *e)
{
    static const struct {
        const char *name;
        aift__pooling pooling;
        bool set; /* when nothing is said */
    } modes[] = {{"pooling_mode_mean_tokens", AIFT__POOLING_MEAN, true},
                 {"pooling_mode_cls_token", AIFT__POOLING_CLS, false},
                 {"pooling_mode_lasttoken", AIFT__POOLING_LAST, false}};
    static const char *const others[] = {"pooling_mode_max_tokens", "pooling_mode_mean_sqrt_len_tokens",
                                         "pooling_mode_weightedmean_tokens"};
    size_t n = 0;
    for (size_t i = 0; i < AIFT__COUNT(modes); i++) {
        bool set = modes[i].set;
        AIFT__TRY(field_bool(json, modes[i].name, &set));
        if (set)
            e->pooling = modes[i].pooling;
        n += set;
    }
    for (size_t i = 0; i < AIFT__COUNT(others); i++) {
        bool set = false;
        AIFT__TRY(field_bool(json, others[i], &set));
        if (set)
            return aift__fail(AIFT_E_UNSUPPORTED, "%s is true: only mean, cls and lasttoken are supported",
                              others[i]);
    }
    return n == 1 ? AIFT_OK
                  : aift__fail(AIFT_E_UNSUPPORTED, "%zu pooling modes are set: exactly one is supported", n);
}

/* `folder` comes from a file: it must not lead out of the model's. */
static aift_status load_pooling(const aift__folder_files *files, const char *folder, aift__embedding *e)
{
    char name[256];
    aift__json *json;
    if (!*folder || *folder == '.' || strchr(folder, '/') || strlen(folder) > 200)
        return aift__fail(AIFT_E_FORMAT, "modules.json: [1].path is \"%s\": expected the name of a folder",
                          folder);
    snprintf(name, sizeof name, "%s/config.json", folder);
    AIFT__TRY(aift__files_read_json(files, name, &json));
    if (!json)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s is missing: modules.json says that it tells the pooling",
                          name);
    aift_status status =
        aift__json_given(json, "pooling_mode") ? read_pooling(json, "pooling_mode", e) : read_modes(json, e);
    aift__json_free(json);
    return status == AIFT_OK ? AIFT_OK : aift__fail_in(status, "%s: ", name);
}

/* "sentence_transformers.models.Pooling" is Pooling, wherever the package keeps it. */
static aift_status read_module(const aift__json *modules, size_t i, const char **folder)
{
    static const char *const known[] = {"Transformer", "Pooling", "Normalize"};
    char where[AIFT__WHERE_CAP];
    const char *type;
    aift__json_place(where, "[%zu]", i);
    AIFT__TRY(aift__json_expect(aift__json_at(modules, i), where, AIFT__JSON_OBJECT));
    AIFT__TRY(aift__json_field_text(aift__json_at(modules, i), where, "type", &type, NULL));
    const char *dot = strrchr(type, '.');
    if (i >= AIFT__COUNT(known) || strcmp(dot ? dot + 1 : type, known[i]) != 0)
        return aift__fail(
            AIFT_E_UNSUPPORTED,
            "%s.type is \"%s\": supported are Transformer, Pooling and Normalize, in this order", where,
            type);
    return aift__json_field_text(aift__json_at(modules, i), where, "path", folder, NULL);
}

static aift_status read_modules(const aift__json *modules, const char **pooling, aift__embedding *e)
{
    const char *path[3] = {NULL, NULL, NULL};
    const size_t n = aift__json_size(modules);
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(read_module(modules, i, &path[AIFT__MIN(i, 2)]));
    if (n < 2)
        return aift__fail(AIFT_E_UNSUPPORTED, "there are %zu modules: expected Transformer and Pooling", n);
    if (*path[0])
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "[0].path is \"%s\": the Transformer's files must be in the folder itself",
                          path[0]);
    *pooling = path[1];
    e->normalize = n == 3;
    return AIFT_OK;
}

/* Texts that are made lower-case first become the same tokens if the tokenizer does so anyway. */
static aift_status check_lower_case(const aift_model *model, const aift__json *json)
{
    bool lower = false;
    aift__ids ids;
    AIFT__TRY(field_bool(json, "do_lower_case", &lower));
    if (!lower)
        return AIFT_OK;
    aift__ids_init(&ids, model->context);
    aift_status status = aift__tokenizer_encode_ids(model->tokenizer, "A", 1, 0, false, &ids);
    const size_t n = ids.n;
    if (status == AIFT_OK)
        status = aift__tokenizer_encode_ids(model->tokenizer, "a", 1, 0, false, &ids);
    if (status == AIFT_OK && (ids.n != 2 * n || memcmp(ids.data, ids.data + n, n * sizeof *ids.data) != 0))
        status = aift__fail(AIFT_E_UNSUPPORTED, "do_lower_case is true, but the tokenizer keeps case");
    aift__ids_finish(&ids);
    return status;
}

static aift_status load_transformer(const aift_model *model, const aift__folder_files *files,
                                    aift__embedding *e)
{
    static const char name[] = "sentence_bert_config.json";
    aift__json *json;
    AIFT__TRY(aift__files_read_json(files, name, &json));
    aift_status status = read_max_length(model, json, e);
    if (status == AIFT_OK)
        status = check_lower_case(model, json);
    aift__json_free(json);
    return status == AIFT_OK ? AIFT_OK : aift__fail_in(status, "%s: ", name);
}

/* A prompt that is put before every text. */
static aift_status check_prompt(const aift__folder_files *files)
{
    static const char name[] = "config_sentence_transformers.json";
    aift__json *json;
    AIFT__TRY(aift__files_read_json(files, name, &json));
    const bool given = aift__json_given(json, "default_prompt_name");
    aift__json_free(json);
    return given ? aift__fail(AIFT_E_UNSUPPORTED,
                              "%s: default_prompt_name is given: put the prompt before the texts yourself, "
                              "and take it out of the file",
                              name)
                 : AIFT_OK;
}

static aift_status load_modules(const aift_model *model, const aift__folder_files *files, aift__embedding *e)
{
    static const char name[] = "modules.json";
    aift__json *modules;
    const char *pooling = NULL;
    AIFT__TRY(aift__files_parse(files, name, AIFT__JSON_ARRAY, &modules));
    if (!modules)
        return AIFT_OK;
    e->given = true;
    aift_status status = read_modules(modules, &pooling, e);
    if (status != AIFT_OK)
        status = aift__fail_in(status, "%s: ", name);
    else
        status = load_pooling(files, pooling, e);
    aift__json_free(modules);
    AIFT__TRY(status);
    AIFT__TRY(load_transformer(model, files, e));
    return check_prompt(files);
}

aift_status aift__load_embedding(aift_model *model, const aift__folder_files *files)
{
    aift__embedding *e = &model->embedding;
    aift_status status;
    if (aift__json_given(model->settings, "embedding")) {
        e->given = true;
        status = read_saved(model, aift__json_get(model->settings, "embedding"), e);
        if (status != AIFT_OK && status != AIFT_E_UNSUPPORTED)
            status = aift__fail_in(status, "aift.json: ");
    } else {
        status = load_modules(model, files, e);
    }
    if (status != AIFT_E_UNSUPPORTED)
        return status;
    *e = (aift__embedding){.given = true};
    snprintf(e->unsupported, sizeof e->unsupported, "%s", aift_last_error());
    return AIFT_OK;
}
