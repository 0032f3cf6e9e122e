/* Pipelines: from a configuration and back, the order of the steps, what is random, bad configurations. */
#include "aift/aift.h"
#include "fixture.h"
#include "base/parallel.h"
#include "transforms/steps.h"

#define VIT                                                                                                  \
    "\"image_processor_type\": \"ViTImageProcessor\", \"do_resize\": false, \"do_center_crop\": true, "      \
    "\"crop_size\": 2, \"image_mean\": [0.5, 0.25, 0.125], \"image_std\": [0.5, 0.5, 1.0]"

static aift__pipeline *parse(const char *text)
{
    aift__pipeline *pipeline = NULL;
    assert_ok(aift__pipeline_parse(context, text, strlen(text), "p.json", &pipeline));
    return pipeline;
}

static void assert_refused(const char *text, aift_status status, const char *part)
{
    aift__pipeline *pipeline = (aift__pipeline *)&pipeline;
    assert_fails(aift__pipeline_parse(context, text, strlen(text), "p.json", &pipeline), status, part);
    assert_null(pipeline);
    assert_contains(aift_last_error(), "p.json: ");
}

/* What the pipeline writes. */
static char *written(const aift__pipeline *pipeline)
{
    aift__json *json = NULL;
    char *text = NULL;
    assert_ok(aift__pipeline_write(pipeline, &json));
    assert_ok(aift__json_write(context, json, 0, &text));
    aift__json_free(json);
    return text;
}

static void fill(aift__sample *sample, int64_t height, int64_t width, int64_t channels)
{
    aift__shape shape = {AIFT__SAMPLE_PICTURE, {height, width, channels}, 0};
    assert_ok(aift__sample_make(sample, &shape));
    for (size_t i = 0; i < aift__shape_count(&shape); i++)
        sample->pixels[i] = (uint8_t)(i * 7 + 1);
}

static void assert_least(const char *text, bool training, int32_t height, int32_t width)
{
    int32_t met[2];
    aift__pipeline *pipeline = parse(text);
    aift__pipeline_least(pipeline, training, &met[0], &met[1]);
    assert_int_equal(met[0], height);
    assert_int_equal(met[1], width);
    aift__pipeline_destroy(pipeline);
}

static void scaled_decoding_is_for_a_resize_that_comes_first(void **state)
{
    static const char vit[] = "{\"image_processor_type\": \"ViTImageProcessor\", \"scaled_decoding\": true, "
                              "\"do_convert_rgb\": true, \"size\": {\"height\": 30, \"width\": 40}, "
                              "\"augmentations\": [{\"type\": \"random_resized_crop\", \"size\": 30}]}",
                      edge[] = "{\"scaled_decoding\": true, \"transforms\": [{\"type\": \"grayscale\"}, "
                               "{\"type\": \"resize\", \"size\": {\"shortest_edge\": 20}}]}",
                      crop[] = "{\"scaled_decoding\": true, \"transforms\": [{\"type\": \"center_crop\", "
                               "\"crop_size\": 9}, {\"type\": \"resize\", \"size\": 4}]}";
    assert_least(vit, false, 30, 40);
    assert_least(vit, true, 0, 0);
    assert_least(edge, true, 20, 20);
    assert_least(crop, false, 0, 0);
    assert_least("{\"transforms\": [{\"type\": \"resize\", \"size\": 4}]}", false, 0, 0);
    assert_least("{\"scaled_decoding\": false, \"transforms\": [{\"type\": \"resize\", \"size\": 4}]}", false,
                 0, 0);
    aift__pipeline *pipeline = parse(edge);
    char *text = written(pipeline);
    assert_contains(text, "\"scaled_decoding\":true");
    assert_least(text, false, 20, 20);
    aift__free(context, text);
    aift__pipeline_destroy(pipeline);
    assert_refused("{\"scaled_decoding\": 2, \"transforms\": []}", AIFT_E_FORMAT, "scaled_decoding");
}

static void it_reads_what_it_has_written(void **state)
{
    static const char *const texts[] = {
        "{" VIT ", \"mine\": {\"a\": [1]}}",
        "{" VIT ", \"augmentations\": [{\"type\": \"random_horizontal_flip\", \"p\": 0.25}]}",
        "{\"mine\": 3, \"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 3, \"when\": "
        "\"evaluation\"}]}",
        "{\"transforms\": []}",
    };
    for (size_t i = 0; i < AIFT__COUNT(texts); i++) {
        aift__pipeline *first = parse(texts[i]);
        char *text = written(first);
        aift__pipeline *second = parse(text);
        char *again = written(second);
        assert_string_equal(text, again);
        if (i < 2) {
            assert_contains(text, "\"image_mean\":[0.5,0.25,0.125]");
            assert_null(strstr(text, "\"transforms\""));
        }
        if (i % 2 == 0)
            assert_contains(text, "\"mine\"");
        aift__free(context, text);
        aift__free(context, again);
        aift__pipeline_destroy(first);
        aift__pipeline_destroy(second);
    }
}

/* The augmentation stands before the floats, and only in training. */
static void augmentations_are_for_training(void **state)
{
    aift__pipeline *pipeline =
        parse("{" VIT ", \"augmentations\": [{\"type\": \"random_horizontal_flip\", \"p\": 1}]}");
    aift__sample a, b;
    aift__workspace space;
    aift__sample_init(&a, context);
    aift__sample_init(&b, context);
    aift__workspace_init(&space, context);
    fill(&a, 4, 4, 3);
    fill(&b, 4, 4, 3);
    aift__shape shape = a.shape;
    assert_ok(aift__pipeline_shape(pipeline, true, &shape));
    assert_ok(aift__pipeline_run(pipeline, &(aift__draw){.training = false}, &space, &a));
    assert_ok(aift__pipeline_run(pipeline, &(aift__draw){.training = true, .seed = 1}, &space, &b));
    assert_int_equal(a.shape.kind, shape.kind);
    assert_memory_equal(a.shape.size, shape.size, sizeof shape.size);
    for (int y = 0; y < 2; y++)
        for (int x = 0; x < 2; x++)
            for (int c = 0; c < 3; c++)
                assert_true(a.values[(y * 2 + x) * 3 + c] == b.values[(y * 2 + 1 - x) * 3 + c]);
    assert_close(a.values[0], (float)((((4 + 1) * 3 * 7 + 1) / 255.0) - 0.5) / 0.5f, 1e-6);
    aift__sample_finish(&a);
    aift__sample_finish(&b);
    aift__workspace_finish(&space);
    aift__pipeline_destroy(pipeline);
}

#define AUGMENTED                                                                                            \
    "{\"image_processor_type\": \"ConvNextImageProcessor\", \"size\": {\"shortest_edge\": 20}, "             \
    "\"augmentations\": "                                                                                    \
    "[{\"type\": \"rand_augment\"}, {\"type\": \"random_resized_crop\", \"size\": 20}, "                     \
    "{\"type\": \"random_erasing\", \"p\": 0.7}, {\"type\": \"mixup\", \"alpha\": 0.4}]}"

/* The names of the steps that the text's pipeline is made of, with when they run. */
static void assert_steps(const char *config, const char *const *names)
{
    aift__pipeline *pipeline = parse(config);
    for (size_t i = 0; i < pipeline->n; i++) {
        const aift__step *step = &pipeline->steps[i];
        char name[64];
        assert_non_null(names[i]);
        snprintf(name, sizeof name, "%s %s", step->type->name, aift__when_names[step->when]);
        assert_string_equal(name, names[i]);
    }
    assert_null(names[pipeline->n]);
    aift__pipeline_destroy(pipeline);
}

static void augmentations_have_their_places(void **state)
{
    static const char *const names[] = {"random_resized_crop training",
                                        "resize evaluation",
                                        "center_crop evaluation",
                                        "rand_augment training",
                                        "normalize always",
                                        "random_erasing training",
                                        "mixup training",
                                        NULL};
    assert_steps(AUGMENTED, names);
    aift__pipeline *pipeline = parse(AUGMENTED);
    char *text = written(pipeline);
    assert_contains(text, "\"ConvNextImageProcessor\"");
    assert_contains(text, "\"augmentations\"");
    assert_null(strstr(text, "\"transforms\""));
    assert_steps(text, names);
    aift__free(context, text);
    aift__pipeline_destroy(pipeline);
}

enum { ROWS = 24, EDGE = 20, NUMBERS = EDGE * EDGE * 3 };

typedef struct work {
    const aift__pipeline *pipeline;
    uint64_t seed, epoch;
    float out[ROWS][NUMBERS];
    aift_status status[ROWS];
} work;

static void run_row(work *w, uint64_t row, aift__workspace *space, aift__sample *sample)
{
    aift__shape shape = {AIFT__SAMPLE_PICTURE, {30, 40, 3}, 0};
    aift_status status = aift__sample_make(sample, &shape);
    for (size_t i = 0; status == AIFT_OK && i < aift__shape_count(&shape); i++)
        sample->pixels[i] = (uint8_t)(i * i >> 4);
    aift__draw draw = {true, w->seed, w->epoch, row};
    if (status == AIFT_OK)
        status = aift__pipeline_run(w->pipeline, &draw, space, sample);
    if (status == AIFT_OK)
        memcpy(w->out[row], sample->values, sizeof w->out[row]);
    w->status[row] = status;
}

static void run_rows(void *arg, int64_t begin, int64_t end)
{
    work *w = arg;
    aift__sample sample;
    aift__workspace space;
    aift__sample_init(&sample, w->pipeline->context);
    aift__workspace_init(&space, w->pipeline->context);
    for (int64_t row = end; row-- > begin;) /* the order is nobody's business */
        run_row(w, (uint64_t)row, &space, &sample);
    aift__sample_finish(&sample);
    aift__workspace_finish(&space);
}

/* Rows are the same on any threads and in any order; another seed, epoch or row is another sample. */
static void a_row_is_decided_by_its_key(void **state)
{
    aift_context *four = aift_test_context(heap, 4);
    aift__pipeline *pipeline = NULL;
    static work works[4];
    assert_ok(aift__pipeline_parse(four, AUGMENTED, strlen(AUGMENTED), "p.json", &pipeline));
    for (int i = 0; i < 4; i++) {
        works[i] = (work){.pipeline = pipeline, .seed = i == 2 ? 6 : 5, .epoch = i == 3};
        if (i == 0)
            run_rows(&works[i], 0, ROWS);
        else
            aift__parallel_for(four, ROWS, 1, run_rows, &works[i]);
        for (int row = 0; row < ROWS; row++)
            assert_int_equal(works[i].status[row], AIFT_OK);
    }
    assert_memory_equal(works[0].out, works[1].out, sizeof works[0].out);
    for (int row = 0; row < ROWS; row++) {
        assert_memory_not_equal(works[0].out[row], works[2].out[row], sizeof works[0].out[row]);
        assert_memory_not_equal(works[0].out[row], works[3].out[row], sizeof works[0].out[row]);
        assert_memory_not_equal(works[0].out[row], works[0].out[(row + 1) % ROWS], sizeof works[0].out[row]);
    }
    aift__pipeline_destroy(pipeline);
    aift_context_release(four);
}

/* Row i is lambda times itself and the rest of the row before it; nothing is done outside of training. */
static void mixup_mixes_neighbours(void **state)
{
    aift__pipeline *pipeline = parse(AUGMENTED), *plain = parse("{" VIT "}");
    aift__workspace space;
    double lambda, mean = 0;
    float values[6];
    const aift__batch batch = {values, 3, 2};
    aift__workspace_init(&space, context);
    assert_true(aift__pipeline_has_batch(pipeline) && !aift__pipeline_has_batch(plain));
    for (uint64_t b = 0; b < 400; b++) {
        for (int i = 0; i < 6; i++)
            values[i] = (float)(1 << i);
        aift__draw draw = {.training = b != 7, .seed = 1, .row = b};
        assert_ok(aift__pipeline_run_batch(pipeline, &draw, &space, &batch, &lambda));
        assert_true(lambda >= 0 && lambda <= 1 && (b != 7 || lambda == 1));
        for (int i = 0; i < 6; i++)
            assert_close(values[i], lambda * (1 << i) + (1 - lambda) * (1 << (i + 4) % 6), 1e-5);
        mean += lambda / 400;
    }
    assert_close(mean, 0.5, 0.08);
    assert_ok(aift__pipeline_run_batch(plain, &(aift__draw){.training = true}, &space, &batch, &lambda));
    assert_true(lambda == 1);
    aift__workspace_finish(&space);
    aift__pipeline_destroy(pipeline);
    aift__pipeline_destroy(plain);
}

/* Steps for evaluation may stand behind it. */
static void mixup_is_the_last_in_training(void **state)
{
    aift__pipeline *pipeline = parse("{\"transforms\": [{\"type\": \"normalize\"}, {\"type\": \"mixup\"}, "
                                     "{\"type\": \"normalize\", \"when\": \"evaluation\"}]}");
    aift__workspace space;
    double lambda;
    float values[2] = {1, 2};
    const aift__batch batch = {values, 2, 1};
    aift__workspace_init(&space, context);
    assert_true(aift__pipeline_has_batch(pipeline));
    assert_ok(aift__pipeline_run_batch(pipeline, &(aift__draw){.training = true, .seed = 1}, &space, &batch,
                                       &lambda));
    assert_true(lambda < 1);
    assert_close(values[0], lambda + 2 * (1 - lambda), 1e-6);
    aift__workspace_finish(&space);
    aift__pipeline_destroy(pipeline);
}

static void bad_configurations_are_named(void **state)
{
    static const struct {
        const char *text;
        aift_status status;
        const char *part;
    } rows[] = {
        {"[1]", AIFT_E_FORMAT, "the file"},
        {"{}", AIFT_E_FORMAT, "image_processor_type"},
        {"{\"image_processor_type\": \"LayoutLMv3ImageProcessor\"}", AIFT_E_UNSUPPORTED,
         "LayoutLMv3ImageProcessor"},
        {"{\"transforms\": 3}", AIFT_E_FORMAT, "transforms"},
        {"{\"transforms\": [3]}", AIFT_E_FORMAT, "transforms[0]"},
        {"{\"transforms\": [{\"type\": \"swirl\"}]}", AIFT_E_UNSUPPORTED, "transforms[0].type is \"swirl\""},
        {"{\"transforms\": [{\"type\": \"convert_rgb\", \"x\": 1}]}", AIFT_E_UNSUPPORTED, "transforms[0].x"},
        {"{\"transforms\": [{\"type\": \"center_crop\"}]}", AIFT_E_FORMAT, "transforms[0].crop_size"},
        {"{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": -1}]}", AIFT_E_RANGE,
         "crop_size is -1"},
        {"{\"transforms\": [{\"type\": \"normalize\"}, {\"type\": \"convert_rgb\"}]}", AIFT_E_INVALID,
         "convert_rgb cannot stand behind normalize"},
        {"{\"transforms\": [{\"type\": \"random_horizontal_flip\", \"when\": \"always\"}]}", AIFT_E_INVALID,
         "random"},
        {"{" VIT ", \"transforms\": []}", AIFT_E_INVALID, "do_resize"},
        {"{" VIT ", \"do_pad\": true}", AIFT_E_UNSUPPORTED, "do_pad"},
        {"{" VIT ", \"rescale_factor\": \"x\"}", AIFT_E_FORMAT, "rescale_factor"},
        {"{" VIT ", \"augmentations\": [{\"type\": \"blur\"}]}", AIFT_E_UNSUPPORTED, "augmentations[0]"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++)
        assert_refused(rows[i].text, rows[i].status, rows[i].part);
}

static aift_status everything(aift_context *swept, void *arg)
{
    const char *text = "{" VIT ", \"mine\": 1, \"augmentations\": [{\"type\": \"random_horizontal_flip\"}]}";
    aift__pipeline *pipeline = NULL;
    aift__json *json = NULL;
    aift__sample sample;
    aift__workspace space;
    aift__shape shape = {AIFT__SAMPLE_PICTURE, {5, 3, 3}, 0};
    aift__sample_init(&sample, swept);
    aift__workspace_init(&space, swept);
    aift_status status = aift__pipeline_parse(swept, text, strlen(text), "p.json", &pipeline);
    if (status == AIFT_OK)
        status = aift__pipeline_write(pipeline, &json);
    else
        assert_null(pipeline);
    if (status == AIFT_OK)
        status = aift__sample_make(&sample, &shape);
    if (status == AIFT_OK) {
        memset(sample.data, 7, aift__shape_bytes(&shape));
        status = aift__pipeline_run(pipeline, &(aift__draw){.training = true}, &space, &sample);
    }
    aift__json_free(json);
    aift__pipeline_destroy(pipeline);
    aift__sample_finish(&sample);
    aift__workspace_finish(&space);
    return status;
}

static void allocations_may_fail(void **state)
{
    aift_test_sweep(everything, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(scaled_decoding_is_for_a_resize_that_comes_first),
        CASE(it_reads_what_it_has_written),
        CASE(augmentations_are_for_training),
        CASE(augmentations_have_their_places),
        CASE(a_row_is_decided_by_its_key),
        CASE(mixup_mixes_neighbours),
        CASE(mixup_is_the_last_in_training),
        CASE(bad_configurations_are_named),
        CASE(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
