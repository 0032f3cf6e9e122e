/* models: what a folder may look like, and what is refused by name. */
#include <math.h>

#include "golden.h"

#include "base/buf.h"

static aift_context *context;
static aift_source files[4];
static char *config_text; /* of change_config */

enum { CONFIG, TOKENIZER, TOKENIZER_CONFIG, WEIGHTS };

static int set_up(void **state)
{
    static const char *const names[] = {"config.json", "tokenizer.json", "tokenizer_config.json",
                                        "model.safetensors"};
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 1;
    assert_ok(aift_context_create(&options, &context));
    for (size_t i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "golden/tiny-bert/%s", names[i]);
        aift_source_init(&files[i]);
        files[i].name = names[i];
        files[i].data = aift_test_read(aift_test_path(path), &files[i].size);
    }
    return 0;
}

static int tear_down(void **state)
{
    aift__free(context, config_text);
    config_text = NULL;
    aift_context_release(context);
    return 0;
}

static aift_status load(aift_model **out)
{
    return aift_model_load_sources(context, files, 4, NULL, out);
}

/* ---- config.json ---- */

/* The golden config with one field set to a JSON text, or removed (NULL); freed at the next call or the end. */
static void change_config(const char *field, const char *value)
{
    aift__free(context, config_text);
    size_t size;
    const char *original = aift_test_read(aift_test_path("golden/tiny-bert/config.json"), &size);
    aift__json *tree, *copy = aift__json_new_object(), *part;
    assert_ok(aift__json_parse(original, size, "config.json", &tree));
    aift__json_item item;
    for (bool more = aift__json_first(tree, &item); more; more = aift__json_next(tree, &item)) {
        if (strcmp(item.key, field) == 0)
            continue;
        assert_ok(aift__json_copy(item.value, &part));
        assert_ok(aift__json_set(copy, item.key, part));
    }
    if (value) {
        assert_ok(aift__json_parse(value, strlen(value), field, &part));
        assert_ok(aift__json_set(copy, field, part));
    }
    assert_ok(aift__json_write(context, copy, 0, &config_text));
    aift__json_free(tree);
    aift__json_free(copy);
    files[CONFIG].data = config_text;
    files[CONFIG].size = strlen(config_text);
}

static void names_what_is_wrong_in_config(void **state)
{
    static const struct {
        const char *field, *value;
        aift_status status;
        const char *part;
    } rows[] = {
        {"model_type", NULL, AIFT_E_FORMAT, "config.json: model_type is missing"},
        {"model_type", "\"gpt2\"", AIFT_E_UNSUPPORTED, "\"gpt2\" is not known; supported: bert"},
        {"hidden_size", NULL, AIFT_E_FORMAT, "config.json: hidden_size is missing: expected a whole number"},
        {"hidden_size", "\"wide\"", AIFT_E_FORMAT, "hidden_size is \"wide\": expected a whole number"},
        {"hidden_size", "32.5", AIFT_E_FORMAT, "hidden_size"},
        {"hidden_size", "-32", AIFT_E_RANGE, "hidden_size is -32"},
        {"hidden_size", "33", AIFT_E_RANGE, "no multiple of num_attention_heads"},
        {"hidden_size", "64", AIFT_E_SHAPE, "bert.embeddings.word_embeddings.weight"},
        {"num_hidden_layers", "1000000000000", AIFT_E_RANGE, "num_hidden_layers"},
        {"num_hidden_layers", "3", AIFT_E_NOT_FOUND, "bert.encoder.layer.2."},
        {"num_attention_heads", "0", AIFT_E_RANGE, "num_attention_heads is 0"},
        {"hidden_act", "\"swish\"", AIFT_E_UNSUPPORTED, "hidden_act is \"swish\""},
        {"hidden_dropout_prob", "1.5", AIFT_E_RANGE, "hidden_dropout_prob is 1.5"},
        {"layer_norm_eps", "0", AIFT_E_RANGE, "layer_norm_eps is 0"},
        {"position_embedding_type", "\"relative_key\"", AIFT_E_UNSUPPORTED, "relative_key"},
        {"is_decoder", "true", AIFT_E_UNSUPPORTED, "is_decoder"},
        {"vocab_size", "100", AIFT_E_RANGE, "vocab_size is 100"},
        {"id2label", "{\"0\": \"a\", \"1\": \"b\"}", AIFT_E_SHAPE, "2 labels in id2label"},
        {"id2label", "{\"0\": \"a\", \"1\": \"b\", \"7\": \"c\"}", AIFT_E_FORMAT, "id2label.7"},
        {"id2label", "{\"0\": \"a\", \"1\": 1, \"2\": \"c\"}", AIFT_E_FORMAT, "id2label.1"},
        {"id2label", "[1]", AIFT_E_FORMAT, "id2label is an array"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift_model *model;
        change_config(rows[i].field, rows[i].value);
        assert_fails(load(&model), rows[i].status, rows[i].part);
        assert_null(model);
    }
}

static void takes_labels_from_config(void **state)
{
    aift_model *model;
    change_config("id2label", "{\"2\": \"c\", \"0\": \"z\", \"1\": \"b\"}");
    assert_ok(load(&model));
    assert_string_equal(aift_model_label(model, 0), "z");
    assert_string_equal(aift_model_label(model, 2), "c");
    aift_model_release(model);
    change_config("id2label", NULL); /* transformers' own names */
    assert_fails(load(&model), AIFT_E_SHAPE, "2 labels");
}

/* ---- model.safetensors ---- */

static aift_status into_buffer(const aift__sink *sink, const char *name, const void *data, size_t size)
{
    return aift__buf_add(sink->user, data, size);
}

typedef void (*change_fn)(aift__safetensor *tensors, size_t *n);

/* The golden weights after a change, as the model's source. */
static void change_weights(aift__buf *buf, change_fn change)
{
    aift__safetensors *file = golden_tensors(context, "tiny-bert/model.safetensors");
    aift__safetensor tensors[64];
    size_t n = aift__safetensors_size(file);
    assert_true(n < 64);
    for (size_t i = 0; i < n; i++)
        tensors[i] = *aift__safetensors_at(file, i);
    change(tensors, &n);
    aift__buf_init(buf, context, 1 << 24);
    const aift__sink sink = {.write = into_buffer, .user = buf};
    assert_ok(aift__safetensors_write(context, tensors, n, &sink, "model.safetensors"));
    aift__safetensors_close(file);
    files[WEIGHTS].data = buf->data;
    files[WEIGHTS].size = buf->size;
}

static void drop_from(aift__safetensor *tensors, size_t *n, const char *beginning)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (strncmp(tensors[i].name, beginning, strlen(beginning)) != 0)
            tensors[kept++] = tensors[i];
    assert_true(kept < *n);
    *n = kept;
}

/* As the bare body saves it, with the names of the first checkpoints, and without a head. */
static void as_bare_body(aift__safetensor *tensors, size_t *n)
{
    static char names[64][128];
    drop_from(tensors, n, "classifier.");
    for (size_t i = 0; i < *n; i++) {
        snprintf(names[i], sizeof names[i], "%s", tensors[i].name + strlen("bert."));
        char *norm = strstr(names[i], "LayerNorm.");
        if (norm)
            strcpy(norm, strstr(norm, "weight") ? "LayerNorm.gamma" : "LayerNorm.beta");
        tensors[i].name = names[i];
    }
}

static void without_head(aift__safetensor *tensors, size_t *n)
{
    drop_from(tensors, n, "classifier.");
    drop_from(tensors, n, "bert.pooler.");
}

static void without_pooler(aift__safetensor *tensors, size_t *n)
{
    drop_from(tensors, n, "bert.pooler.");
}

static void without_layer(aift__safetensor *tensors, size_t *n)
{
    drop_from(tensors, n, "bert.encoder.layer.1.output.dense.weight");
}

static void as_integers(aift__safetensor *tensors, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(tensors[i].name, "bert.pooler.dense.bias") == 0)
            tensors[i].dtype = AIFT_DTYPE_I32;
}

static void with_other_shape(aift__safetensor *tensors, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(tensors[i].name, "bert.pooler.dense.bias") == 0) {
            tensors[i].rank = 2;
            tensors[i].shape[0] = 4;
            tensors[i].shape[1] = 8;
        }
}

static void names_what_is_wrong_in_weights(void **state)
{
    static const struct {
        change_fn change;
        aift_status status;
        const char *part;
    } rows[] = {
        {without_layer, AIFT_E_NOT_FOUND, "bert.encoder.layer.1.output.dense.weight"},
        {without_pooler, AIFT_E_NOT_FOUND, "bert.pooler.dense.weight"},
        {as_integers, AIFT_E_UNSUPPORTED, "bert.pooler.dense.bias is I32"},
        {with_other_shape, AIFT_E_SHAPE, "bert.pooler.dense.bias has the shape [4, 8]"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__buf buf;
        aift_model *model;
        change_weights(&buf, rows[i].change);
        assert_fails(load(&model), rows[i].status, rows[i].part);
        assert_null(model);
        aift__buf_finish(&buf);
    }
}

/* A checkpoint without a head gets one with its labels; the draw depends on the seed alone. */
static void draws_a_head(void **state)
{
    static const char *const labels[] = {"no", "yes"};
    change_fn changes[] = {as_bare_body, without_head};
    change_config("id2label", NULL);
    for (size_t i = 0; i < 2; i++) {
        aift__buf buf;
        aift_model *model;
        change_weights(&buf, changes[i]);
        char digests[3][65];
        for (uint64_t k = 0; k < 3; k++) {
            aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
            options.seed = k ? 7 : 8;
            assert_ok(aift_model_load_sources(context, files, 4, &options, &model));
            assert_int_equal(aift_model_num_labels(model), 0);
            aift_predictions *p;
            assert_fails(aift_model_predict(model, (const char *const[]){"hello"}, NULL, 1, NULL, &p),
                         AIFT_E_STATE, "no labels");
            assert_fails(aift_model_set_labels(model, labels, 1), AIFT_E_INVALID, "two at least");
            assert_fails(aift_model_set_labels(model, (const char *const[]){"a", "a"}, 2), AIFT_E_INVALID,
                         "\"a\" is there twice");
            assert_ok(aift_model_set_labels(model, labels, 2));
            assert_int_equal(aift_model_has_new_head(model), 1);
            assert_int_equal(aift_model_num_parameters(model), 41);
            assert_ok(aift_model_digest(model, digests[k]));
            assert_ok(aift_model_predict(model, (const char *const[]){"hello"}, NULL, 1, NULL, &p));
            aift_predictions_release(p);
            aift_model_release(model);
        }
        assert_string_not_equal(digests[0], digests[1]);
        assert_string_equal(digests[1], digests[2]);
        aift__buf_finish(&buf);
    }
}

static void needs_all_files(void **state)
{
    aift_model *model;
    const char *nothing = aift_test_folder();
    assert_fails(aift_model_load(context, aift_test_join(nothing, "no"), NULL, &model), AIFT_E_IO, "no such");
    assert_fails(aift_model_load(context, nothing, NULL, &model), AIFT_E_IO, "config.json is missing");
    assert_fails(aift_model_load_sources(context, files, 3, NULL, &model), AIFT_E_IO, "model.safetensors is");
    files[TOKENIZER].name = "vocab.txt";
    assert_fails(load(&model), AIFT_E_IO, "tokenizer.json is missing");
    assert_null(model);
    files[TOKENIZER].name = "tokenizer.json";
    files[CONFIG].size = 20;
    assert_fails(load(&model), AIFT_E_FORMAT, "config.json: line ");
}

/* The n-th "type_id" of tokenizer.json's template becomes another digit. */
static void change_type_id(size_t n, char digit)
{
    char *at = strstr((char *)(uintptr_t)files[TOKENIZER].data, "\"single\"");
    for (size_t i = 0; at && i <= n; i++)
        at = strstr(at + 1, "\"type_id\"");
    assert_non_null(at);
    at += strcspn(at, "0123456789");
    assert_true(*at == '0');
    *at = digit;
}

static float first_logit(void)
{
    aift_model *model, *copy;
    aift_predictions *p, *q;
    const char *text = "the sun";
    assert_ok(load(&model));
    assert_ok(aift_model_snapshot(model, &copy));
    assert_ok(aift_model_predict(model, &text, NULL, 1, NULL, &p));
    assert_ok(aift_model_predict(copy, &text, NULL, 1, NULL, &q));
    float logit = aift_predictions_logits(p, 0)[0];
    assert_close(aift_predictions_logits(q, 0)[0], logit, 0);
    aift_predictions_release(p);
    aift_predictions_release(q);
    aift_model_release(model);
    aift_model_release(copy);
    return logit;
}

/* Token types are the template's (tests/compat/test_token_types.py compares), if the model takes any. */
static void takes_token_types(void **state)
{
    static const char none[] = "{\"model_input_names\": [\"input_ids\", \"attention_mask\"]}";
    static const char some[] = "{\"model_input_names\": [\"input_ids\", \"token_type_ids\"]}";
    float plain = first_logit();
    change_type_id(1, '1');
    float typed = first_logit();
    assert_true(fabsf(typed - plain) > 1e-3f);
    files[TOKENIZER_CONFIG].data = some;
    files[TOKENIZER_CONFIG].size = sizeof some - 1;
    assert_close(first_logit(), typed, 0);
    files[TOKENIZER_CONFIG].data = none;
    files[TOKENIZER_CONFIG].size = sizeof none - 1;
    assert_close(first_logit(), plain, 0);
}

static void refuses_unknown_token_types(void **state)
{
    for (size_t i = 0; i < 3; i++) {
        aift_model *model;
        size_t size;
        files[TOKENIZER].data = aift_test_read(aift_test_path("golden/tiny-bert/tokenizer.json"), &size);
        change_type_id(i, '2');
        assert_fails(
            load(&model), AIFT_E_RANGE,
            "tokenizer.json: post_processor has the type_id 2, but config.json's type_vocab_size is 2");
        assert_null(model);
    }
}

/* ---- tokenizer_config.json ---- */

static void takes_the_length_that_means_no_limit(void **state)
{
    static const struct {
        const char *text;
        int32_t length;
    } rows[] = {
        {"{\"model_max_length\": 1000000000000000019884624838656}",
         64}, /* transformers' VERY_LARGE_INTEGER */
        {"{\"model_max_length\": 1e30}", 64},
        {"{\"model_max_length\": 1e999}", 64},
        {"{}", 64},
        {"{\"model_max_length\": 17}", 17},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift_model *model;
        files[TOKENIZER_CONFIG].data = rows[i].text;
        files[TOKENIZER_CONFIG].size = strlen(rows[i].text);
        assert_ok(load(&model));
        assert_int_equal(aift_model_max_length(model), rows[i].length);
        aift_model_release(model);
    }
}

static aift_status load_and_label(aift_context *failing, void *arg)
{
    aift_model *model, *copy = NULL;
    AIFT__TRY(aift_model_load_sources(failing, files, 4, NULL, &model));
    aift_status status = aift_model_set_labels(model, (const char *const[]){"a", "b"}, 2);
    if (status == AIFT_OK)
        status = aift_model_snapshot(model, &copy);
    aift_model_release(copy);
    aift_model_release(model);
    return status;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(load_and_label, NULL);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(names_what_is_wrong_in_config),
        CASE(takes_labels_from_config),
        CASE(names_what_is_wrong_in_weights),
        CASE(draws_a_head),
        CASE(needs_all_files),
        CASE(takes_token_types),
        CASE(refuses_unknown_token_types),
        CASE(takes_the_length_that_means_no_limit),
        CASE(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
