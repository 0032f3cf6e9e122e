/* config.json: a model of its sizes, all weights drawn, predicts a row. Memory bounds the sizes: 4 MiB. */
#include "fuzz.h"
#include "small_models.h"

static void predict(const aift_model *model)
{
    static const char *const texts[] = {"a b"};
    const char *task = aift_model_task(model);
    aift_predictions *predictions;
    aift_media item;
    aift_status status;
    if (strcmp(task, "text-classification") == 0)
        status = aift_model_predict(model, texts, NULL, 1, NULL, &predictions);
    else {
        item = strcmp(task, "image-classification") == 0 ? small_picture() : small_sound();
        status = aift_model_predict_media(model, &item, 1, NULL, &predictions);
    }
    if (fuzz_call(status, predictions))
        fuzz_expect(aift_predictions_num_rows(predictions) == 1);
    aift_predictions_release(predictions);
}

/* With what prepares pictures, or else recordings. */
static aift_status load(aift_context *context, const uint8_t *data, size_t size, aift_model **out)
{
    static const char *const preparations[] = {small_picture_json, small_sound_json};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.from_config = 1;
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < 2; i++) {
        const aift_source files[] = {
            fuzz_source("config.json", data, size),
            fuzz_source("tokenizer.json", small_tokenizer_json, strlen(small_tokenizer_json)),
            fuzz_source("preprocessor_config.json", preparations[i], strlen(preparations[i]))};
        status = aift_model_load_sources(context, files, 3, &options, out);
        fuzz_call(status, *out);
        if (status != AIFT_E_INVALID)
            break;
    }
    return status;
}

FUZZ_HARNESS(config)
{
    static const char *const labels[] = {"a", "b"};
    aift_context *context = fuzz_begin(4 << 20);
    aift_model *model;
    if (load(context, data, size, &model) == AIFT_OK) {
        aift_status status = AIFT_OK;
        if (aift_model_num_labels(model) == 0)
            status = aift_model_set_labels(model, labels, 2);
        fuzz_call(status, status == AIFT_OK ? model : NULL);
        if (status == AIFT_OK)
            predict(model);
        aift_model_release(model);
    }
    fuzz_end(context);
    return 0;
}
