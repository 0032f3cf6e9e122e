/* Scenarios of tokenizers and models. */
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"
#include "support.h"

/* ---- tokenizers ---- */

static void tell_tokenizer(things *made)
{
    tell_number(made, aift_tokenizer_vocab_size(made->tokenizer));
    tell_number(made, aift_tokenizer_token_to_id(made->tokenizer, "sun"));
    tell(made, aift_tokenizer_id_to_token(made->tokenizer, 5));
}

static aift_status tokenizer(const things *given, things *made)
{
    TRY(GIVES(made->tokenizer, aift_tokenizer_load(given->context, faults_files.bert, &made->tokenizer)));
    tell_tokenizer(made);
    aift_tokenizer_release(aift_tokenizer_retain(made->tokenizer));
    return AIFT_OK;
}

static aift_status tokenizer_of_source(const things *given, things *made)
{
    trickle from;
    const aift_source source = trickling(&faults_files.tokenizer_json, &from);
    TRY(GIVES(made->tokenizer, aift_tokenizer_load_source(given->context, &source, &made->tokenizer)));
    tell_tokenizer(made);
    return AIFT_OK;
}

static aift_status load_tokenizer(things *given)
{
    return aift_tokenizer_load(given->context, faults_files.bert, &given->tokenizer);
}

static aift_status encoding(const things *given, things *made)
{
    static const char text[] = "Suns, \xC3\xA0 night \xE6\x97\xA5";
    aift_encode_options options;
    aift_encode_options_init(&options);
    options.offset_unit = AIFT_OFFSET_CODE_POINT;
    TRY(GIVES(made->encoding,
              aift_tokenizer_encode(given->tokenizer, text, sizeof text - 1, &options, &made->encoding)));
    const size_t n = aift_encoding_length(made->encoding);
    tell_bytes(made, aift_encoding_ids(made->encoding), n * sizeof(int32_t));
    tell_bytes(made, aift_encoding_type_ids(made->encoding), n * sizeof(int32_t));
    tell_bytes(made, aift_encoding_offsets(made->encoding), 2 * n * sizeof(int64_t));
    tell_bytes(made, aift_encoding_special_tokens_mask(made->encoding), n * sizeof(int32_t));
    return AIFT_OK;
}

/* ---- models ---- */

static aift_status tell_model(things *made, const aift_model *model)
{
    char hex[65];
    tell(made, aift_model_architecture(model));
    tell(made, aift_model_task(model));
    tell(made, aift_model_problem_type(model));
    tell(made, aift_model_text_column(model));
    tell(made, aift_model_label_column(model));
    HOLDS(aift_model_tokenizer(model) != NULL);
    for (size_t i = 0; i < aift_model_num_labels(model); i++)
        tell(made, aift_model_label(model, i));
    for (size_t i = 0; i < aift_model_num_parameters(model); i++)
        tell(made, aift_model_parameter_name(model, i));
    tell_number(made, aift_model_has_new_head(model));
    tell_number(made, aift_model_max_length(model));
    TRY(aift_model_digest(model, hex));
    tell(made, hex);
    return AIFT_OK;
}

static aift_status load(const things *given, things *made)
{
    char hex[65];
    TRY(GIVES(made->model, aift_model_load(given->context, faults_files.bert, NULL, &made->model)));
    TRY(tell_model(made, made->model));
    aift_model_release(aift_model_retain(made->model));
    TRY(aift_model_file_digest(given->context, faults_files.bert, hex));
    tell(made, hex);
    return AIFT_OK;
}

static aift_status load_copy(const things *given, things *made)
{
    aift_model_options options;
    aift_model_options_init(&options);
    options.copy = 1;
    options.new_head = 1;
    TRY(GIVES(made->model, aift_model_load(given->context, faults_files.bert, &options, &made->model)));
    return tell_model(made, made->model);
}

static aift_status load_sources(const things *given, things *made)
{
    aift_source sources[MODEL_FILES];
    trickle from;
    for (int i = 0; i < MODEL_FILES; i++)
        sources[i] = faults_files.model[i];
    sources[3] = trickling(&faults_files.model[3], &from);
    TRY(GIVES(made->model,
              aift_model_load_sources(given->context, sources, MODEL_FILES, NULL, &made->model)));
    return tell_model(made, made->model);
}

static aift_status draw(const things *given, things *made)
{
    static const char *const labels[] = {"a", "b", "c"};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.from_config = 1;
    options.new_head = 1;
    TRY(GIVES(made->model, aift_model_load(given->context, faults_files.config, &options, &made->model)));
    TRY(aift_model_set_labels(made->model, labels, 3));
    return tell_model(made, made->model);
}

/* A model that has none yet, and rows. */
static aift_status load_unlabelled(things *given)
{
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.new_head = 1;
    TRY(aift_dataset_load(given->context, faults_files.csv, NULL, &given->data));
    return aift_model_load(given->context, faults_files.bert, &options, &given->model);
}

static aift_status label(const things *given, things *made)
{
    TRY(aift_model_set_labels_from(given->model, given->data, NULL));
    return tell_model(made, given->model);
}

/* Labels are there whole, or not at all. */
static bool labels_are_whole(const things *given, bool done)
{
    const size_t n = aift_model_num_labels(given->model);
    return n == 2 || (n == 0 && !done && aift_model_label(given->model, 0) == NULL);
}

static aift_status load_bert(things *given)
{
    return load_model(given->context, faults_files.bert, &given->model);
}

static aift_status snapshot(const things *given, things *made)
{
    TRY(GIVES(made->copy, aift_model_snapshot(given->model, &made->copy)));
    TRY(tell_model(made, made->copy));
    TRY(GIVES(made->tensor, aift_model_parameter(made->copy, "classifier.bias", &made->tensor)));
    tell_bytes(made, aift_tensor_data(made->tensor), aift_tensor_nbytes(made->tensor));
    return AIFT_OK;
}

static aift_status write_out(const things *given, things *made)
{
    return aift_model_write(given->model, tell_file, made);
}

/* ---- saving ---- */

static const char *target(void)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/model", faults_files.out);
    return path;
}

static aift_save_options over(void)
{
    aift_save_options options;
    aift_save_options_init(&options);
    options.overwrite = 1;
    return options;
}

/* The digest of what lies at the path; "" if it cannot be loaded. */
static void digest_at(const things *given, const char *path, char hex[65])
{
    aift_model *model;
    hex[0] = '\0';
    if (aift_model_load(given->context, path, NULL, &model) != AIFT_OK)
        return;
    if (aift_model_digest(model, hex) != AIFT_OK)
        hex[0] = '\0';
    aift_model_release(model);
}

/* What lies at the path, and what is to be written there: two models that differ. */
static aift_status put_old_model(things *given)
{
    const aift_save_options options = over();
    aift_model_options other = AIFT_MODEL_OPTIONS_INIT;
    other.from_config = 1;
    other.seed = 7;
    TRY(load_bert(given));
    TRY(aift_model_load(given->context, faults_files.config, &other, &given->copy));
    return aift_model_save(given->copy, target(), &options);
}

static aift_status put_no_model(things *given)
{
    static const char *const names[] = {"config.json", "tokenizer.json", "aift.json", "model.safetensors"};
    for (size_t i = 0; i < 4; i++) {
        char path[700];
        snprintf(path, sizeof path, "%s/%s", target(), names[i]);
        unlink(path);
    }
    rmdir(target());
    return load_bert(given);
}

static aift_status check_save(const things *given, things *made)
{
    const aift_save_options options = over();
    return aift_model_check_save(given->model, target(), &options);
}

static aift_status save(const things *given, things *made)
{
    const aift_save_options options = over();
    return aift_model_save(given->model, target(), &options);
}

static bool old_model_is_there(const things *given, bool done)
{
    char hex[65], old[65];
    digest_at(given, target(), hex);
    return aift_model_digest(given->copy, old) == AIFT_OK && strcmp(hex, old) == 0;
}

static bool new_model_is_there(const things *given)
{
    char hex[65], new[65];
    digest_at(given, target(), hex);
    return aift_model_digest(given->model, new) == AIFT_OK && strcmp(hex, new) == 0;
}

static bool old_or_new_is_there(const things *given, bool done)
{
    return (!done && old_model_is_there(given, done)) || new_model_is_there(given);
}

static bool none_or_new_is_there(const things *given, bool done)
{
    struct stat st;
    return (!done && lstat(target(), &st) != 0) || new_model_is_there(given);
}

const scenario scenarios_models[] = {
    {"tokenizer", tokenizer},
    {"tokenizer of a callback", tokenizer_of_source},
    {"encoding", encoding, .prepare = load_tokenizer},
    {"model", load},
    {"model, copied, with a new head", load_copy},
    {"model of memory and a callback", load_sources},
    {"model of drawn weights", draw},
    {"labels of data", label, .prepare = load_unlabelled, .check = labels_are_whole},
    {"snapshot", snapshot, .prepare = load_bert},
    {"model to a callback", write_out, .prepare = load_bert},
    {"look where a model can be saved", check_save, .prepare = put_old_model, .check = old_model_is_there},
    {"model over an old one", save, .prepare = put_old_model, .check = old_or_new_is_there},
    {"model to a new path", save, .prepare = put_no_model, .check = none_or_new_is_there},
    {NULL},
};
