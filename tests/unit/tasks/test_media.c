/* pictures from folders: trained, evaluated, saved, predicted from files, bytes, pixels and tensors to the same bit; files
 * that cannot be read stop it or are left out, by name. */
#include <math.h>

#include "pictures.h"

static aift_model *drawn(void)
{
    aift_model *model;
    assert_ok(load_drawn(context, preprocessor_json, &model));
    return model;
}

static aift_train_options options_of_test(void)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 6;
    options.per_device_train_batch_size = 8;
    options.learning_rate = 0.02;
    return options;
}

static aift_model *trained(const aift_dataset *data)
{
    aift_model *model = drawn();
    aift_train_report *report;
    const aift_train_options options = options_of_test();
    assert_ok(aift_train(model, data, data, &options, &report));
    double accuracy;
    assert_ok(aift_evaluation_metric(aift_train_report_evaluation(report), "accuracy", &accuracy));
    assert_close(accuracy, 1, 0);
    aift_train_report_release(report);
    return model;
}

static void same_scores(const aift_model *model, const aift_media *items, size_t n,
                        const aift_predictions *want)
{
    aift_predictions *met;
    assert_ok(aift_model_predict_media(model, items, n, NULL, &met));
    for (size_t row = 0; row < n; row++)
        assert_memory_equal(aift_predictions_logits(met, row), aift_predictions_logits(want, row),
                            2 * sizeof(float));
    aift_predictions_release(met);
}

enum { ROWS = 40 };

static void trains_and_predicts(void **state)
{
    NEEDS_PICTURES;
    const char *root = write_pictures(ROWS / 2);
    aift_dataset *data = load_pictures(root);
    aift_model *model = trained(data), *again = trained(data), *loaded;
    char digest[65], same[65];
    assert_string_equal(aift_model_task(model), "image-classification");
    assert_null(aift_model_tokenizer(model));
    assert_ok(aift_model_digest(model, digest));
    assert_ok(aift_model_digest(again, same));
    assert_string_equal(digest, same);
    const char *folder = aift_test_join(aift_test_folder(), "model");
    assert_ok(aift_model_save(model, folder, NULL));
    assert_true(aift_test_exists(aift_test_join(folder, "preprocessor_config.json")));
    assert_ok(aift_model_load(context, folder, NULL, &loaded));

    aift_media files[ROWS] = {{.kind = AIFT_MEDIA_FILE}}, bytes[ROWS], pixels[ROWS], rows[ROWS];
    uint8_t raw[ROWS][PICTURE];
    for (size_t i = 0; i < ROWS; i++) {
        char place[600];
        aift_dataset_row_place(data, i, place, sizeof place);
        files[i] = (aift_media){.kind = AIFT_MEDIA_FILE, .path = aift_test_join(place, "")};
        ((char *)(uintptr_t)files[i].path)[strlen(place)] = '\0';
        bytes[i] = (aift_media){.kind = AIFT_MEDIA_BYTES};
        bytes[i].data = aift_test_read(files[i].path, &bytes[i].size);
        draw_picture(i >= ROWS / 2, (int)(i % (ROWS / 2)), raw[i]);
        pixels[i] = (aift_media){.kind = AIFT_MEDIA_PIXELS,
                                 .data = raw[i],
                                 .size = PICTURE,
                                 .height = SIDE,
                                 .width = SIDE,
                                 .channels = 3};
    }
    aift_tensor *tensor;
    assert_ok(aift_model_preprocess(model, files, ROWS, &tensor));
    assert_int_equal(aift_tensor_rank(tensor), 4);
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (aift_media){.kind = AIFT_MEDIA_TENSOR,
                               .data = (const float *)aift_tensor_data(tensor) + i * PICTURE,
                               .size = PICTURE * sizeof(float)};
    aift_predictions *want;
    assert_ok(aift_model_predict_media(model, files, ROWS, NULL, &want));
    assert_contains(aift_predictions_json(want, 0), "{\"file\":\"");
    assert_contains(aift_predictions_json(want, 0), "\"label\":\"dark\"");
    same_scores(model, bytes, ROWS, want);
    same_scores(model, pixels, ROWS, want);
    same_scores(model, rows, ROWS, want);
    same_scores(loaded, files, ROWS, want);
    same_scores(loaded, rows, ROWS, want);

    aift_evaluation *a, *b;
    aift_dataset *of_rows;
    const char *labels[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        labels[i] = i >= ROWS / 2 ? "light" : "dark";
    assert_ok(aift_dataset_from_media(context, "image", rows, labels, ROWS, &of_rows));
    assert_ok(aift_model_evaluate(model, data, NULL, &a));
    assert_ok(aift_model_evaluate(loaded, of_rows, NULL, &b));
    assert_string_equal(aift_evaluation_json(a), aift_evaluation_json(b));
    aift_evaluation_release(a);
    aift_evaluation_release(b);
    aift_dataset_release(of_rows);
    aift_predictions_release(want);
    aift_tensor_release(tensor);
    aift_model_release(loaded);
    aift_model_release(again);
    aift_model_release(model);
    aift_dataset_release(data);
}

/* Pixels of another number of channels are what Pillow's convert("RGB") and ("L") make of them. */
static void channels_are_converted(void **state)
{
    NEEDS_PICTURES;
    static const char grey_json[] = "{\"model_type\": \"cnn\", \"num_channels\": 1, \"image_size\": 8, "
                                    "\"hidden_sizes\": [4, 8], \"depths\": 1}",
                      plain_json[] = "{\"transforms\": [{\"type\": \"normalize\", \"image_mean\": [0], "
                                     "\"image_std\": [1], \"rescale_factor\": 1}]}";
    uint8_t grey[SIDE * SIDE], colours[PICTURE];
    for (int i = 0; i < SIDE * SIDE; i++)
        grey[i] = (uint8_t)(i * 4 + 1);
    for (int i = 0; i < PICTURE; i++)
        colours[i] = (uint8_t)(i % 3 == 0 ? 10 : i % 3 == 1 ? 200 : 90);
    const aift_media items[] = {{.kind = AIFT_MEDIA_PIXELS,
                                 .data = grey,
                                 .size = sizeof grey,
                                 .height = SIDE,
                                 .width = SIDE,
                                 .channels = 1},
                                {.kind = AIFT_MEDIA_PIXELS,
                                 .data = colours,
                                 .size = PICTURE,
                                 .height = SIDE,
                                 .width = SIDE,
                                 .channels = 3}};
    for (int channels = 1; channels <= 3; channels += 2) {
        aift_model *model;
        aift_tensor *tensor;
        assert_ok(load_network(context, channels == 1 ? grey_json : config_json, plain_json, &model));
        assert_ok(aift_model_preprocess(model, items, 2, &tensor));
        const float *values = aift_tensor_data(tensor);
        for (int i = 0; i < SIDE * SIDE * channels; i++) {
            assert_close(values[i], grey[i / channels], 0);
            assert_close(values[SIDE * SIDE * channels + i], channels == 1 ? 131 : colours[i], 0);
        }
        aift_tensor_release(tensor);
        aift_model_release(model);
    }
}

/* One broken file of twelve, in the middle of the others. */
static void stops_or_skips(void **state)
{
    NEEDS_PICTURES;
    const char *root = write_pictures(6), *broken = aift_test_join(root, "light/03.png");
    aift_test_write(broken, "\x89PNG\r\n\x1a\nno", 10);
    aift_dataset *data = load_pictures(root);
    aift_model *model = drawn();
    aift_train_options options = options_of_test();
    aift_train_report *report;
    assert_fails(aift_train(model, data, data, &options, &report), AIFT_E_FORMAT, broken);
    assert_null(report);
    options.on_error = AIFT_ON_ERROR_SKIP;
    options.num_train_epochs = 2;
    assert_ok(aift_train(model, data, data, &options, &report));
    assert_contains(aift_train_report_json(report), "\"rows\":22,");
    assert_contains(aift_train_report_json(report), "\"skipped\":{\"count\":1,\"messages\":[\"");
    assert_contains(aift_train_report_json(report), broken);
    aift_train_report_release(report);

    aift_predict_options predict = AIFT_PREDICT_OPTIONS_INIT;
    predict.on_error = AIFT_ON_ERROR_SKIP;
    predict.batch_size = 2;
    const aift_media media[] = {{.path = aift_test_join(root, "dark/00.png")},
                                {.path = broken},
                                {.path = aift_test_join(root, "not there.png")}};
    aift_predictions *p;
    assert_fails(aift_model_predict_media(model, media, 3, NULL, &p), AIFT_E_FORMAT, broken);
    assert_ok(aift_model_predict_media(model, media, 3, &predict, &p));
    assert_null(aift_predictions_error(p, 0));
    assert_contains(aift_predictions_error(p, 1), broken);
    assert_contains(aift_predictions_error(p, 2), "not there.png");
    assert_int_equal(aift_predictions_label(p, 1), -1);
    assert_contains(aift_predictions_json(p, 1), "\"error\":\"");
    aift_predictions_release(p);

    aift_evaluation *e;
    assert_ok(aift_model_evaluate(model, data, &predict, &e));
    assert_contains(aift_evaluation_json(e), "\"n\":11,");
    assert_contains(aift_evaluation_json(e), "\"skipped\":{\"count\":1,");
    aift_evaluation_release(e);
    aift_dataset_release(data);

    aift_dataset *nothing;
    static const char *const labels[] = {"dark", "light"};
    assert_ok(aift_dataset_from_media(context, "image", media + 1, labels, 2, &nothing));
    assert_fails(aift_model_evaluate(model, nothing, &predict, &e), AIFT_E_FORMAT,
                 "none of the 2 rows can be read");
    assert_fails(aift_train(model, nothing, NULL, &options, &report), AIFT_E_FORMAT,
                 "none of the 2 rows can be read");
    aift_dataset_release(nothing);
    aift_model_release(model);
}

static void refuses(void **state)
{
    NEEDS_PICTURES;
    aift_model *model = drawn();
    static const char *const labels[] = {"dark", "light"};
    assert_ok(aift_model_set_labels(model, labels, 2));
    aift_predictions *p;
    assert_fails(aift_model_predict(model, labels, NULL, 2, NULL, &p), AIFT_E_INVALID, "takes no texts");
    assert_null(p);
    const float few[3] = {0};
    aift_media item = {.kind = AIFT_MEDIA_TENSOR, .data = few, .size = sizeof few};
    assert_fails(aift_model_predict_media(model, &item, 1, NULL, &p), AIFT_E_SHAPE,
                 "row 1: the tensor has 12 bytes");
    float spoilt[PICTURE] = {0};
    spoilt[7] = NAN;
    item = (aift_media){.kind = AIFT_MEDIA_TENSOR, .data = spoilt, .size = sizeof spoilt};
    assert_fails(aift_model_predict_media(model, &item, 1, NULL, &p), AIFT_E_NOT_FINITE,
                 "row 1: number 7 of the tensor is not finite");
    item = (aift_media){.kind = AIFT_MEDIA_FILE};
    assert_fails(aift_model_predict_media(model, &item, 1, NULL, &p), AIFT_E_INVALID, "row 1: path is NULL");
    item = (aift_media){.kind = AIFT_MEDIA_BYTES, .data = "hello", .size = 5};
    assert_fails(aift_model_predict_media(model, &item, 1, NULL, &p), AIFT_E_FORMAT, "row 1: ");
    aift_model_release(model);
    assert_fails(load_drawn(context, "{\"transforms\": []}", &model), AIFT_E_INVALID,
                 "preprocessor_config.json: ");
    assert_null(model);
}

/* Without a resize each row must have the size that config.json says. */
static void sizes_may_be_the_rows(void **state)
{
    NEEDS_PICTURES;
    aift_model *model;
    aift_tensor *tensor;
    uint8_t pixels[PICTURE] = {0};
    aift_media item = {AIFT_MEDIA_PIXELS, SIDE, SIDE, 3, NULL, pixels, sizeof pixels};
    assert_ok(load_drawn(context, "{\"transforms\": [{\"type\": \"normalize\"}]}", &model));
    assert_ok(aift_model_preprocess(model, &item, 1, &tensor));
    aift_tensor_release(tensor);
    item.height = SIDE / 2;
    item.size = sizeof pixels / 2;
    assert_fails(aift_model_preprocess(model, &item, 1, &tensor), AIFT_E_SHAPE, "gives 4 x 8 x 3 numbers");
    aift_model_release(model);
}

#define SMALL                                                                                                \
    "\"transforms\": [{\"type\": \"resize\", \"size\": 7}, {\"type\": \"center_crop\", \"crop_size\": 8},"   \
    " {\"type\": \"normalize\"}]}"

static void prepared(const char *preprocessor, const aift_media *item, float values[PICTURE])
{
    aift_model *model;
    aift_tensor *tensor;
    assert_ok(load_drawn(context, preprocessor, &model));
    assert_ok(aift_model_preprocess(model, item, 1, &tensor));
    memcpy(values, aift_tensor_data(tensor), PICTURE * sizeof *values);
    aift_tensor_release(tensor);
    aift_model_release(model);
}

/* A JPEG of 14 x 21 that becomes 7 x 7 is decoded at half its size, if the preprocessing says so. */
static void decodes_scaled(void **state)
{
    NEEDS_PICTURES;
    const aift_media file = {.path = aift_test_path("golden/media/turned.jpg")};
    float whole[PICTURE], scaled[PICTURE], want[PICTURE];
    aift__image_options options = AIFT__IMAGE_OPTIONS_INIT;
    aift__image image;
    size_t size;
    const char *bytes = aift_test_read(file.path, &size);
    options.min_width = options.min_height = 7;
    if (aift__image_decode(context, bytes, size, "", &options, &image) != AIFT_OK)
        skip_because("this build has no JPEG");
    assert_int_equal(image.width, 7);
    const aift_media half = {.kind = AIFT_MEDIA_PIXELS,
                             .data = image.pixels,
                             .size = (size_t)(image.width * image.height * 3),
                             .height = image.height,
                             .width = image.width,
                             .channels = 3};
    prepared("{" SMALL, &file, whole);
    prepared("{\"scaled_decoding\": true, " SMALL, &file, scaled);
    prepared("{" SMALL, &half, want);
    assert_memory_equal(scaled, want, sizeof want);
    assert_memory_not_equal(scaled, whole, sizeof whole);
    aift__image_finish(context, &image);
}

static aift_status predict_some(aift_context *of, void *arg)
{
    static const char *const labels[] = {"dark", "light"};
    const aift_media *media = arg;
    aift_model *model;
    aift_predictions *p = NULL;
    AIFT__TRY(load_drawn(of, preprocessor_json, &model));
    aift_status status = aift_model_set_labels(model, labels, 2);
    if (status == AIFT_OK)
        status = aift_model_predict_media(model, media, 2, NULL, &p);
    if (status != AIFT_OK)
        assert_null(p);
    aift_predictions_release(p);
    aift_model_release(model);
    return status;
}

static void survives_allocation_failure(void **state)
{
    NEEDS_PICTURES;
    const char *root = write_pictures(1);
    aift_media media[] = {{.path = aift_test_join(root, "dark/00.png")},
                          {.path = aift_test_join(root, "light/00.png")}};
    aift_test_sweep(predict_some, media);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trains_and_predicts),
        CASE(channels_are_converted),
        CASE(stops_or_skips),
        CASE(refuses),
        CASE(sizes_may_be_the_rows),
        CASE(decodes_scaled),
        CASE(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
