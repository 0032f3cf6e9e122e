/* models: what the JSON files of a folder may say, and what is refused by name. */
#include <math.h>

#include "models.h"

static void names_what_is_wrong_in_config(void **state)
{
    static const struct {
        const char *field, *value;
        aift_status status;
        const char *part;
    } rows[] = {
        {"model_type", NULL, AIFT_E_FORMAT, "config.json: model_type is missing"},
        {"model_type", "\"gpt2\"", AIFT_E_UNSUPPORTED, "\"gpt2\" is not known; supported: "},
        {"hidden_size", NULL, AIFT_E_FORMAT, "config.json: hidden_size is missing: expected a whole number"},
        {"hidden_size", "\"wide\"", AIFT_E_FORMAT, "hidden_size is \"wide\": expected a whole number"},
        {"hidden_size", "32.5", AIFT_E_FORMAT, "hidden_size"},
        {"hidden_size", "-32", AIFT_E_RANGE, "hidden_size is -32"},
        {"hidden_size", "33", AIFT_E_RANGE, "no multiple of num_attention_heads"},
        {"hidden_size", "64", AIFT_E_SHAPE, "bert.embeddings.word_embeddings.weight"},
        {"num_hidden_layers", "1000000000000", AIFT_E_RANGE, "num_hidden_layers"},
        {"num_hidden_layers", "3", AIFT_E_NOT_FOUND, "bert.encoder.layer.2."},
        {"num_attention_heads", "0", AIFT_E_RANGE, "num_attention_heads is 0"},
        {"hidden_act", "\"mish\"", AIFT_E_UNSUPPORTED, "hidden_act is \"mish\""},
        {"hidden_dropout_prob", "1.5", AIFT_E_RANGE, "hidden_dropout_prob is 1.5"},
        {"layer_norm_eps", "0", AIFT_E_RANGE, "layer_norm_eps is 0"},
        {"position_embedding_type", "\"relative_key\"", AIFT_E_UNSUPPORTED, "relative_key"},
        {"is_decoder", "true", AIFT_E_UNSUPPORTED, "is_decoder"},
        {"vocab_size", "100", AIFT_E_RANGE, "vocab_size is 100"},
        {"pad_token_id", "\"[PAD]\"", AIFT_E_FORMAT, "pad_token_id is \"[PAD]\": expected a whole number"},
        {"pad_token_id", "1000000", AIFT_E_RANGE, "pad_token_id is 1000000"},
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

/* The largest gradient of the word embedding of [PAD], where texts hold it. */
static float pad_gradient(void)
{
    const char *const values[] = {"the sun [PAD] and rain", "Weather", "[PAD] [PAD]", "bills"};
    aift_model *model;
    aift_dataset *data;
    aift_trainer *trainer;
    aift_tensor *gradient;
    double loss;
    assert_ok(load(&model));
    assert_ok(aift_dataset_from_rows(context, (const char *const[]){"text", "label"}, 2, values, 2, &data));
    assert_ok(aift_trainer_create(model, data, NULL, &trainer));
    assert_ok(aift_trainer_backward(trainer, (const size_t[]){0, 1}, 2, &loss));
    assert_ok(aift_trainer_gradient(trainer, "bert.embeddings.word_embeddings.weight", &gradient));
    int64_t pad = aift_tokenizer_token_to_id(aift_model_tokenizer(model), "[PAD]");
    int64_t width = aift_tensor_shape(gradient)[1];
    const float *row = (const float *)aift_tensor_data(gradient) + pad * width;
    float largest = 0;
    for (int64_t i = 0; i < width; i++)
        largest = fmaxf(largest, fabsf(row[i]));
    aift_tensor_release(gradient);
    aift_trainer_release(trainer);
    aift_dataset_release(data);
    aift_model_release(model);
    return largest;
}

static void gives_the_pad_row_no_gradient(void **state)
{
    static const struct {
        const char *value;
        bool gradient;
    } rows[] = {{"0", false}, {NULL, false}, {"null", true}, {"5", true}, {"-1", true}};
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        change_config("pad_token_id", rows[i].value);
        assert_true((pad_gradient() > 0) == rows[i].gradient);
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

static aift_status load_with(const char *settings, aift_model **out)
{
    aift_source all[5];
    memcpy(all, files, sizeof files);
    aift_source_init(&all[4]);
    all[4].name = "aift.json";
    all[4].data = settings;
    all[4].size = strlen(settings);
    return aift_model_load_sources(context, all, 5, NULL, out);
}

static void names_what_is_wrong_in_settings(void **state)
{
    static const struct {
        const char *settings;
        aift_status status;
        const char *part;
    } rows[] = {
        {"[]", AIFT_E_FORMAT, "aift.json is an array: expected an object"},
        {"{\"max_length\":0}", AIFT_E_RANGE, "aift.json: max_length is 0: it must be 1 to 64"},
        {"{\"max_length\":65}", AIFT_E_RANGE, "aift.json: max_length is 65"},
        {"{\"max_length\":\"long\"}", AIFT_E_FORMAT, "max_length is \"long\": expected a whole number"},
        {"{\"task\":\"image-classification\"}", AIFT_E_UNSUPPORTED,
         "aift.json: task is \"image-classification\": this library knows text-classification"},
        {"{\"text_column\":7}", AIFT_E_FORMAT, "aift.json: text_column is a number: expected a text"},
        {"{\"label_column\":\"a\\u0000\"}", AIFT_E_FORMAT, "label_column is \"a\" and then NUL"},
    };
    aift_model *model;
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        assert_fails(load_with(rows[i].settings, &model), rows[i].status, rows[i].part);
        assert_null(model);
    }
    assert_ok(load_with("{\"max_length\":9,\"text_column\":null}", &model));
    assert_int_equal(aift_model_max_length(model), 9);
    aift_model_release(model);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(names_what_is_wrong_in_config),   CASE(gives_the_pad_row_no_gradient),
        CASE(takes_labels_from_config),        CASE(takes_token_types),
        CASE(refuses_unknown_token_types),     CASE(takes_the_length_that_means_no_limit),
        CASE(names_what_is_wrong_in_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
