/* models: what the weights of a folder may look like, and what is refused by name. */
#include <math.h>

#include "models.h"

#include "base/buf.h"

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
            assert_fails(aift_model_set_labels(model, labels, 1), AIFT_E_INVALID,
                         "a classifier has 2 to 32768");
            assert_fails(aift_model_set_labels(model, (const char *const[]){"a", "a"}, 2), AIFT_E_INVALID,
                         "\"a\", stands there twice");
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

static void one_row(aift__safetensor *tensors, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if (strncmp(tensors[i].name, "classifier.", 11) == 0) {
            tensors[i].nbytes /= (size_t)tensors[i].shape[0];
            tensors[i].shape[0] = 1;
        }
}

/* A head of another kind, or for other labels: the model is to be had without it. */
static void leaves_a_head_out(void **state)
{
    aift__buf buf;
    aift_model *model;
    aift_model_options without = AIFT_MODEL_OPTIONS_INIT;
    without.new_head = 1;
    change_config("problem_type", "\"regression\"");
    assert_fails(load(&model), AIFT_E_UNSUPPORTED, "problem_type is \"regression\": not supported yet");
    assert_null(model);
    change_config("id2label", "{\"0\": \"LABEL_0\"}");
    change_weights(&buf, one_row);
    assert_fails(load(&model), AIFT_E_UNSUPPORTED,
                 "classifier.weight has one row, a regression: not supported yet");
    assert_null(model);
    assert_ok(aift_model_load_sources(context, files, 4, &without, &model));
    assert_int_equal(aift_model_num_labels(model), 0);
    assert_ok(aift_model_set_labels(model, (const char *const[]){"a", "b"}, 2));
    assert_int_equal(aift_model_has_new_head(model), 1);
    assert_int_equal(aift_model_num_parameters(model), 41);
    aift_model_release(model);
    aift__buf_finish(&buf);
}

static void refuses_labels(void **state)
{
    aift_model *model;
    assert_ok(load(&model));
    assert_fails(aift_model_set_labels(model, (const char *const[]){"\xFF\"", "p"}, 2), AIFT_E_INVALID,
                 "label 0, \"?\"\", is not UTF-8");
    assert_fails(aift_model_set_labels(model, (const char *const[]){"a", NULL}, 2), AIFT_E_INVALID,
                 "label 1 is missing");
    enum { MANY = 32769 };
    static char texts[MANY][8];
    static const char *labels[MANY];
    for (int i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "%d", i);
        labels[i] = texts[i];
    }
    assert_fails(aift_model_set_labels(model, labels, MANY), AIFT_E_INVALID,
                 "32769 labels: a classifier has 2 to 32768");
    assert_string_equal(aift_model_label(model, 0), "Weather");
    aift_model_release(model);
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

/* A file that can be read once only, from its beginning to its end. */
static int64_t read_once(void *user, void *buffer, size_t size)
{
    aift_source *rest = user;
    size_t n = AIFT__MIN(size, rest->size);
    memcpy(buffer, rest->data, n);
    rest->data = (const char *)rest->data + n;
    rest->size -= n;
    return (int64_t)n;
}

static void reads_each_source_once(void **state)
{
    aift_source rests[4], once[4];
    for (size_t i = 0; i < 4; i++) {
        rests[i] = once[i] = files[i];
        once[i].data = NULL;
        once[i].size = 0;
        once[i].read = read_once;
        once[i].user = &rests[i];
    }
    aift_model *model;
    assert_ok(aift_model_load_sources(context, once, 4, NULL, &model));
    assert_string_equal(aift_model_label(model, 0), "Weather");
    aift_model_release(model);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(names_what_is_wrong_in_weights),
        CASE(draws_a_head),
        CASE(leaves_a_head_out),
        CASE(refuses_labels),
        CASE(needs_all_files),
        CASE(reads_each_source_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
