/* What the folder says beside the config and the tokenizer: tokenizer_config.json and aift.json. */
#include <string.h>

#include "codec/json_field.h"
#include "models/load.h"
#include "text/tokenizer.h"

enum { MAX_LENGTH = 1 << 20 };

/* What a training set, of aift.json; *longest changes only if it says so. */
static aift_status read_settings(const aift_model *model, const aift__json *json, int64_t max,
                                 int64_t *longest, const char **text, const char **label)
{
    const char *const tasks[] = {aift__modality_task(model->arch->modality), NULL};
    size_t task;
    *text = *label = NULL;
    if (aift__json_given(json, "task"))
        AIFT__TRY(aift__json_field_choice(json, NULL, "task", tasks, &task));
    if (max > 0 && aift__json_given(json, "max_length"))
        AIFT__TRY(aift__json_field_int(json, NULL, "max_length", 1, max, longest));
    if (aift__json_given(json, "text_column"))
        AIFT__TRY(aift__json_field_text(json, NULL, "text_column", text, NULL));
    if (aift__json_given(json, "label_column"))
        AIFT__TRY(aift__json_field_text(json, NULL, "label_column", label, NULL));
    return AIFT_OK;
}

/* Whether `model_input_names` leaves token_type_ids out: then transformers gives the model none. */
static bool no_token_types(const aift__json *tokenizer_config)
{
    const aift__json *names = aift__json_get(tokenizer_config, "model_input_names");
    bool listed = aift__json_kind(names) != AIFT__JSON_ARRAY;
    for (size_t i = 0; i < aift__json_size(names) && !listed; i++) {
        const char *name = aift__json_text(aift__json_at(names, i), NULL);
        listed = name && strcmp(name, "token_type_ids") == 0;
    }
    return !listed;
}

/* One of the tokenizer's files, which are kept: a caller's source can be read only once. *out is NULL without it. */
static aift_status parse_kept(const aift_model *model, const char *name, aift__json **out)
{
    *out = NULL;
    for (size_t i = 0; i < model->num_files; i++)
        if (strcmp(model->files[i].name, name) == 0) {
            AIFT__TRY(aift__json_parse(model->files[i].data, model->files[i].size, name, out));
            return aift__json_expect(*out, name, AIFT__JSON_OBJECT);
        }
    return AIFT_OK;
}

static aift_status load_tokenizer_config(aift_model *model, int64_t *longest)
{
    aift__json *json;
    aift_status status = parse_kept(model, "tokenizer_config.json", &json);
    double limit = aift__json_real(aift__json_get(json, "model_max_length"), (double)*longest);
    model->no_token_types = no_token_types(json);
    aift__json_free(json);
    AIFT__TRY(status);
    if (limit >= 1 && limit < (double)*longest)
        *longest = (int64_t)limit;
    int64_t last = aift__tokenizer_last_type_id(model->tokenizer);
    int64_t types = aift__model_config(model)->type_vocab_size;
    if (last >= types && !model->no_token_types)
        return aift__fail(AIFT_E_RANGE,
                          "tokenizer.json: post_processor has the type_id %lld, but config.json's "
                          "type_vocab_size is %lld",
                          (long long)last, (long long)types);
    return AIFT_OK;
}

/* The longest encoding: of training, else what tokenizer_config.json and the positions allow. */
aift_status aift__load_settings(aift_model *model, const aift__folder_files *files)
{
    int64_t longest = aift__model_config(model)->max_positions;
    const bool is_text = model->arch->modality == AIFT__TEXT;
    if (is_text)
        AIFT__TRY(load_tokenizer_config(model, &longest));
    AIFT__TRY(aift__files_read_json(files, "aift.json", &model->settings));
    const char *text, *label;
    aift_status status = read_settings(model, model->settings, aift__model_config(model)->max_positions,
                                       &longest, &text, &label);
    if (status != AIFT_OK)
        return aift__fail_in(status, "aift.json: ");
    return aift__model_set_settings(model, text, label,
                                    is_text ? (int32_t)AIFT__MIN(longest, MAX_LENGTH) : 0);
}
