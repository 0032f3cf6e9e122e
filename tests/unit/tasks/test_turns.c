/* tasks/session: more pictures than a processor's cache has room for go through the network some at a time, to the same
 * scores. */
#include "fixture.h"

#include "aift/aift.h"
#include "base/philox.h"

enum { EDGE = 64, PICTURE = EDGE * EDGE * 3, PICTURES = 80, LABELS = 2 };

/* About a megabyte of values a picture. */
static const char *const texts[][2] = {
    {"config.json",
     "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 64, \"hidden_sizes\": [32, 8], "
     "\"depths\": 1}"},
    {"preprocessor_config.json",
     "{\"transforms\": [{\"type\": \"normalize\", \"image_mean\": [0.5, 0.5, 0.5], "
     "\"image_std\": [0.5, 0.5, 0.5]}]}"}};

static aift_model *make_model(void)
{
    static const char *const labels[LABELS] = {"dark", "light"};
    aift_source files[2] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    aift_model *model;
    options.from_config = 1;
    for (size_t i = 0; i < 2; i++) {
        files[i].name = texts[i][0];
        files[i].data = texts[i][1];
        files[i].size = strlen(texts[i][1]);
    }
    const aift_status status = aift_model_load_sources(context, files, 2, &options, &model);
    if (status == AIFT_E_UNSUPPORTED)
        skip_because("this build has no model_type cnn");
    assert_ok(status);
    assert_ok(aift_model_set_labels(model, labels, LABELS));
    return model;
}

/* Predicts all in batches of so many, and tells the most memory that it took. */
static aift_predictions *predict(const aift_model *model, const aift_media *items, int32_t batch,
                                 int64_t *peak)
{
    aift_predictions *p;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = batch;
    aift_test_heap_mark(heap);
    assert_ok(aift_model_predict_media(model, items, PICTURES, &options, &p));
    *peak = aift_test_heap_peak(heap);
    return p;
}

static void a_large_batch_is_run_in_turns(void **state)
{
    aift_model *model = make_model(), *other = NULL;
    aift_media items[PICTURES];
    uint8_t *pixels = test_malloc((size_t)PICTURES * PICTURE);
    aift__rng rng;
    int64_t peak, small;
    aift__rng_init(&rng, 1, 1);
    for (size_t i = 0; i < (size_t)PICTURES * PICTURE; i++)
        pixels[i] = (uint8_t)aift__rng_below(&rng, 256);
    for (size_t i = 0; i < PICTURES; i++)
        items[i] = (aift_media){.kind = AIFT_MEDIA_PIXELS,
                                .data = pixels + i * PICTURE,
                                .size = PICTURE,
                                .height = EDGE,
                                .width = EDGE,
                                .channels = 3};
    assert_ok(aift_model_snapshot(model, &other));
    aift_predictions *few = predict(other, items, 4, &small), *all = predict(model, items, PICTURES, &peak);
    for (size_t i = 0; i < PICTURES; i++) {
        assert_memory_equal(aift_predictions_logits(all, i), aift_predictions_logits(few, i),
                            LABELS * sizeof(float));
        assert_true(i == 0 || memcmp(aift_predictions_logits(all, i), aift_predictions_logits(all, i - 1),
                                     LABELS * sizeof(float)) != 0);
    }
    assert_true(small > (int64_t)4 * EDGE * EDGE * 32 * (int64_t)sizeof(float));
    assert_true(peak < (int64_t)PICTURES * EDGE * EDGE * 32 * (int64_t)sizeof(float));
    aift_predictions_release(few);
    aift_predictions_release(all);
    aift_model_release(other);
    aift_model_release(model);
    test_free(pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_large_batch_is_run_in_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
