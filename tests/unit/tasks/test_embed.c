/* tasks: vectors of texts: the pooling that a folder asks for, against the hidden states of prediction; refusals. */
#include <math.h>

#include "../models/models.h"

enum { WIDTH = 32, TEXTS = 4 };
static const char *const texts[TEXTS] = {"rain and wind in the sun", "", "a\nbill", "train"};

/* The model's files, and what sentence-transformers would have written beside them. */
typedef struct beside {
    const char *name, *text;
} beside;

static const beside modules = {
    "modules.json",
    "[{\"idx\":0,\"name\":\"0\",\"path\":\"\",\"type\":\"sentence_transformers.models.Transformer\"},"
    "{\"idx\":1,\"name\":\"1\",\"path\":\"1_Pooling\",\"type\":\"sentence_transformers.models.Pooling\"},"
    "{\"idx\":2,\"name\":\"2\",\"path\":\"2_Normalize\",\"type\":\"sentence_transformers.models.Normalize\"}"
    "]"};
static const beside mean = {"1_Pooling/config.json",
                            "{\"pooling_mode_cls_token\":false,\"pooling_mode_mean_tokens\":true}"};
static const beside none = {"none", "{}"};

static aift_status load_with(beside a, beside b, beside c, aift_model **out)
{
    const beside more[] = {a, b, c};
    aift_source sources[7];
    memcpy(sources, files, sizeof files);
    for (size_t i = 0; i < 3; i++) {
        aift_source_init(&sources[4 + i]);
        sources[4 + i].name = more[i].name;
        sources[4 + i].data = more[i].text;
        sources[4 + i].size = strlen(more[i].text);
    }
    return aift_model_load_sources(context, sources, 7, NULL, out);
}

/* What the vectors must be, from the hidden states of the same rows. */
static void expect(const aift_model *model, const aift_model *hidden_of, char pooling, bool normal,
                   int32_t max_length)
{
    aift_tensor *vectors;
    aift_predictions *p;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.output_hidden_states = 1;
    options.max_length = max_length;
    assert_ok(aift_model_predict(hidden_of, texts, NULL, TEXTS, &options, &p));
    assert_ok(aift_embed(model, texts, NULL, TEXTS, NULL, &vectors));
    assert_int_equal(aift_tensor_rank(vectors), 2);
    assert_int_equal(aift_tensor_shape(vectors)[0], TEXTS);
    assert_int_equal(aift_tensor_shape(vectors)[1], WIDTH);
    assert_int_equal(aift_tensor_dtype(vectors), AIFT_DTYPE_F32);
    const float *got = aift_tensor_data(vectors);
    for (size_t row = 0; row < TEXTS; row++) {
        size_t tokens, width;
        double want[WIDTH] = {0}, square = 0;
        const float *hidden = aift_predictions_hidden_state(p, row, &tokens, &width);
        for (size_t t = 0; t < tokens; t++)
            for (size_t k = 0; k < WIDTH; k++)
                if (pooling == 'm' || t == (pooling == 'c' ? 0 : tokens - 1))
                    want[k] += (double)hidden[t * WIDTH + k] / (pooling == 'm' ? (double)tokens : 1);
        for (size_t k = 0; k < WIDTH; k++)
            square += want[k] * want[k];
        for (size_t k = 0; k < WIDTH; k++)
            assert_close(got[row * WIDTH + k], want[k] / (normal ? sqrt(square) : 1), 2e-6);
    }
    aift_predictions_release(p);
    aift_tensor_release(vectors);
}

static void pools_as_the_folder_says(void **state)
{
    static const struct {
        const char *config;
        char pooling;
    } cases[] = {{"{}", 'm'},
                 {"{\"pooling_mode_mean_tokens\":true}", 'm'},
                 {"{\"pooling_mode_cls_token\":true,\"pooling_mode_mean_tokens\":false}", 'c'},
                 {"{\"pooling_mode_lasttoken\":true,\"pooling_mode_mean_tokens\":false}", 'l'},
                 {"{\"pooling_mode\":\"cls\"}", 'c'},
                 {"{\"pooling_mode\":\"lasttoken\"}", 'l'}};
    aift_model *plain, *model;
    (void)state;
    assert_ok(load(&plain));
    expect(plain, plain, 'm', false, 0); /* the folder says nothing */
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        assert_ok(load_with(modules, (beside){"1_Pooling/config.json", cases[i].config}, none, &model));
        expect(model, plain, cases[i].pooling, true, 0);
        aift_model_release(model);
    }
    aift_model_release(plain);
}

static void cuts_at_max_seq_length(void **state)
{
    aift_model *plain, *model;
    (void)state;
    assert_ok(load(&plain));
    assert_ok(load_with(
        modules, mean, (beside){"sentence_bert_config.json", "{\"max_seq_length\":4,\"do_lower_case\":true}"},
        &model));
    expect(model, plain, 'm', true, 4);
    assert_true(aift_model_max_length(model) > 4); /* prediction's own */
    aift_model_release(model);
    assert_ok(load_with(modules, mean, (beside){"sentence_bert_config.json", "{\"max_seq_length\":1000000}"},
                        &model));
    expect(model, plain, 'm', true, 0); /* as many as there are positions */
    aift_model_release(model);
    aift_model_release(plain);
}

static void same_vectors(const aift_model *a, const aift_model *b)
{
    aift_tensor *x, *y;
    assert_ok(aift_embed(a, texts, NULL, TEXTS, NULL, &x));
    assert_ok(aift_embed(b, texts, NULL, TEXTS, NULL, &y));
    assert_memory_equal(aift_tensor_data(x), aift_tensor_data(y), aift_tensor_nbytes(x));
    aift_tensor_release(x);
    aift_tensor_release(y);
}

/* A saved model embeds as it did: aift.json says how. */
static void is_saved(void **state)
{
    const char *path = aift_test_join(aift_test_folder(), "model");
    const beside cls = {"1_Pooling/config.json", "{\"pooling_mode\":\"cls\"}"};
    aift_model *model, *saved, *copy;
    aift_tensor *none_made;
    (void)state;
    assert_ok(
        load_with(modules, cls, (beside){"sentence_bert_config.json", "{\"max_seq_length\":4}"}, &model));
    assert_ok(aift_model_save(model, path, NULL));
    assert_ok(aift_model_load(context, path, NULL, &saved));
    assert_ok(aift_model_snapshot(saved, &copy));
    same_vectors(model, saved);
    same_vectors(model, copy);
    assert_contains(aift_test_read(aift_test_join(path, "aift.json"), NULL), "\"pooling\": \"cls\"");
    aift_model_release(model);
    aift_model_release(saved);
    aift_model_release(copy);
    path = aift_test_join(aift_test_folder(), "other");
    assert_ok(load_with(modules, (beside){"1_Pooling/config.json", "{\"pooling_mode_max_tokens\":true}"},
                        none, &model));
    assert_ok(aift_model_save(model, path, NULL));
    assert_ok(aift_model_load(context, path, NULL, &saved));
    assert_fails(aift_embed(saved, texts, NULL, 1, NULL, &none_made), AIFT_E_UNSUPPORTED,
                 "pooling_mode_max_tokens");
    aift_model_release(model);
    aift_model_release(saved);
}

/* The model loads and predicts; only vectors are refused. */
static void names_what_is_unsupported(void **state)
{
    static const struct {
        beside a, b, c;
        const char *part;
    } cases[] = {
        {{"modules.json", "[]"}, {"none", "{}"}, {"none", "{}"}, "modules.json: there are 0 modules"},
        {{"modules.json",
          "[{\"type\":\"a.Transformer\",\"path\":\"\"},{\"type\":\"a.Dense\",\"path\":\"1\"}]"},
         {"none", "{}"},
         {"none", "{}"},
         "modules.json: [1].type is \"a.Dense\""},
        {{"modules.json",
          "[{\"type\":\"a.Transformer\",\"path\":\"0_BERT\"},{\"type\":\"a.Pooling\",\"path\":\"1\"}]"},
         {"none", "{}"},
         {"none", "{}"},
         "0_BERT"},
        {modules, {"none", "{}"}, {"none", "{}"}, "1_Pooling/config.json is missing"},
        {modules,
         {"1_Pooling/config.json", "{\"pooling_mode_cls_token\":true}"},
         {"none", "{}"},
         "1_Pooling/config.json: 2 pooling modes"},
        {modules, {"1_Pooling/config.json", "{\"pooling_mode\":\"max\"}"}, {"none", "{}"}, "\"max\""},
        {modules,
         mean,
         {"config_sentence_transformers.json", "{\"default_prompt_name\":\"q\"}"},
         "default_prompt_name"},
    };
    (void)state;
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift_model *model;
        aift_predictions *p;
        aift_tensor *vectors = (aift_tensor *)&model;
        assert_ok(load_with(cases[i].a, cases[i].b, cases[i].c, &model));
        assert_ok(aift_model_predict(model, texts, NULL, TEXTS, NULL, &p));
        assert_fails(aift_embed(model, texts, NULL, TEXTS, NULL, &vectors), AIFT_E_UNSUPPORTED,
                     cases[i].part);
        assert_null(vectors);
        aift_predictions_release(p);
        aift_model_release(model);
    }
}

/* Files that are not what they are called fail the loading, as others of the folder do. */
static void refuses_malformed_files(void **state)
{
    static const struct {
        beside a, b;
        const char *part;
    } cases[] = {
        {{"modules.json", "{}"}, {"none", "{}"}, "modules.json is an object"},
        {{"modules.json", "[1]"}, {"none", "{}"}, "modules.json: [0] is a number"},
        {{"modules.json",
          "[{\"type\":\"a.Transformer\",\"path\":\"\"},{\"type\":\"a.Pooling\",\"path\":\"../1\"}]"},
         {"none", "{}"},
         "\"../1\""},
        {{"modules.json",
          "[{\"type\":\"a.Transformer\",\"path\":\"\"},{\"type\":\"a.Pooling\",\"path\":\"/etc\"}]"},
         {"none", "{}"},
         "\"/etc\""},
        {modules, {"1_Pooling/config.json", "[]"}, "1_Pooling/config.json is an array"},
        {modules,
         {"1_Pooling/config.json", "{\"pooling_mode_cls_token\":1}"},
         "pooling_mode_cls_token is a number"},
        {{"aift.json", "{\"embedding\":1}"}, {"none", "{}"}, "aift.json: embedding is a number"},
        {{"aift.json", "{\"embedding\":{\"max_seq_length\":0}}"}, {"none", "{}"}, "max_seq_length"},
    };
    (void)state;
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift_model *model;
        const aift_status status = load_with(cases[i].a, cases[i].b, none, &model);
        assert_true(status == AIFT_E_FORMAT || status == AIFT_E_RANGE);
        assert_contains(aift_last_error(), cases[i].part);
        assert_null(model);
    }
}

static int stop(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return 1;
}

static void refuses(void **state)
{
    aift_model *model;
    aift_tensor *vectors;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    aift_model_options from_config = AIFT_MODEL_OPTIONS_INIT;
    const char *const wrong[] = {"fine", NULL, "bad \xff bytes"};
    (void)state;
    assert_ok(load(&model));
    assert_fails(aift_embed(model, wrong, NULL, 2, NULL, &vectors), AIFT_E_FORMAT,
                 "text 2: the text is missing");
    assert_null(vectors);
    assert_fails(aift_embed(model, wrong + 2, NULL, 1, NULL, &vectors), AIFT_E_FORMAT, "text 1: ");
    options.max_length = 2;
    assert_fails(aift_embed(model, texts, NULL, TEXTS, &options, &vectors), AIFT_E_RANGE, "max_length is 2");
    options.max_length = 0;
    options.progress = stop;
    assert_fails(aift_embed(model, texts, NULL, TEXTS, &options, &vectors), AIFT_E_CANCELLED, "cancelled");
    assert_null(vectors);
    assert_ok(aift_embed(model, NULL, NULL, 0, NULL, &vectors));
    assert_int_equal(aift_tensor_shape(vectors)[0], 0);
    aift_tensor_release(vectors);
    aift_model_release(model);
    from_config.from_config = 1;
    from_config.new_head = 1;
    assert_ok(aift_model_load_sources(context, files, 4, &from_config, &model));
    assert_fails(aift_embed(model, texts, NULL, TEXTS, NULL, &vectors), AIFT_E_STATE, "no weights yet");
    aift_model_release(model);
}

/* Vectors and labels of one model, in turns: they run different graphs. */
static void lives_beside_prediction(void **state)
{
    aift_model *model;
    aift_predictions *p, *again;
    aift_tensor *few, *all;
    (void)state;
    assert_ok(load(&model));
    assert_ok(aift_model_predict(model, texts, NULL, TEXTS, NULL, &p));
    assert_ok(aift_embed(model, texts + 1, NULL, 1, NULL, &few));
    assert_ok(aift_embed(model, texts, NULL, TEXTS, NULL, &all));
    assert_ok(aift_model_predict(model, texts, NULL, TEXTS, NULL, &again));
    assert_memory_equal(aift_predictions_logits(p, 0), aift_predictions_logits(again, 0),
                        TEXTS * 3 * sizeof(float));
    assert_close(golden_distance(aift_tensor_data(few), (const float *)aift_tensor_data(all) + WIDTH, WIDTH),
                 0, 1e-6);
    aift_predictions_release(p);
    aift_predictions_release(again);
    aift_tensor_release(few);
    aift_model_release(model);
    assert_int_equal(aift_tensor_shape(all)[1], WIDTH); /* it outlives the model */
    aift_tensor_release(all);
}

static aift_status embed_all(aift_context *swept, void *arg)
{
    aift_source sources[6];
    aift_model *model;
    aift_tensor *vectors;
    (void)arg;
    memcpy(sources, files, sizeof files);
    for (size_t i = 0; i < 2; i++) {
        aift_source_init(&sources[4 + i]);
        sources[4 + i].name = (i ? mean : modules).name;
        sources[4 + i].data = (i ? mean : modules).text;
        sources[4 + i].size = strlen(sources[4 + i].data);
    }
    AIFT__TRY(aift_model_load_sources(swept, sources, 6, NULL, &model));
    aift_status status = aift_embed(model, texts, NULL, TEXTS, NULL, &vectors);
    assert_true((status == AIFT_OK) == (vectors != NULL));
    aift_tensor_release(vectors);
    aift_model_release(model);
    return status;
}

static void survives_allocation_failure(void **state)
{
    (void)state;
    aift_test_sweep(embed_all, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_as_the_folder_says),
        cmocka_unit_test(cuts_at_max_seq_length),
        cmocka_unit_test(is_saved),
        cmocka_unit_test(names_what_is_unsupported),
        cmocka_unit_test(refuses_malformed_files),
        cmocka_unit_test(refuses),
        cmocka_unit_test(lives_beside_prediction),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
