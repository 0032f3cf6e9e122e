/* mixup in training: the loss and the gradient of a batch are those of its rows mixed, with the labels of both in
 * proportion; each step mixes otherwise, and the same seed in the same way. */
#include <math.h>

#include "pictures.h"

#include "transforms/pipeline.h"

enum { ROWS = 6 };

static const char plain[] = "{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 8}, {\"type\": "
                            "\"normalize\", \"image_mean\": [0.5, 0.5, 0.5], "
                            "\"image_std\": [0.5, 0.5, 0.5]}]}";
static const char mixed[] = "{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 8}, {\"type\": "
                            "\"normalize\", \"image_mean\": [0.5, 0.5, 0.5], "
                            "\"image_std\": [0.5, 0.5, 0.5]}, {\"type\": \"mixup\", \"alpha\": 0.8}]}";

static const char *const names[] = {"dark", "light"};
static const size_t order[ROWS] = {0, 1, 2, 3, 4, 5};

/* The label of row i, and of the row before it. */
static const char *label_of(size_t i)
{
    return names[i == 1 || i == 2 || i == 5];
}

static const char *label_before(size_t i)
{
    return label_of((i + ROWS - 1) % ROWS);
}

static aift_dataset *data_of(const aift_media *items, const char *(*label)(size_t i))
{
    const char *labels[ROWS];
    aift_dataset *data;
    for (size_t i = 0; i < ROWS; i++)
        labels[i] = label(i);
    assert_ok(aift_dataset_from_media(context, "image", items, labels, ROWS, &data));
    return data;
}

/* Loss and a gradient of one batch; with a step taken before it, those of the next. */
static double try(const char *preprocessor, const aift_dataset *data, bool weighted, bool second,
                  float gradient[8])
{
    static const double weights[] = {0.5, 2};
    aift_model *model;
    aift_trainer *trainer;
    aift_tensor *tensor;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    double loss;
    options.class_weights = weighted ? weights : NULL;
    options.num_class_weights = weighted ? 2 : 0;
    options.label_smoothing_factor = weighted ? 0.1 : 0;
    options.learning_rate = 0;
    options.per_device_train_batch_size = ROWS;
    assert_ok(load_drawn(context, preprocessor, &model));
    assert_ok(aift_trainer_create(model, data, &options, &trainer));
    assert_ok(aift_trainer_backward(trainer, order, ROWS, &loss));
    if (second) {
        assert_ok(aift_trainer_step(trainer, NULL));
        assert_ok(aift_trainer_backward(trainer, order, ROWS, &loss));
    }
    assert_ok(aift_trainer_gradient(trainer, "classifier.weight", &tensor));
    memcpy(gradient, aift_tensor_data(tensor), 8 * sizeof *gradient);
    aift_tensor_release(tensor);
    aift_trainer_release(trainer);
    aift_model_release(model);
    return loss;
}

static void prepare(const aift_media *items, float values[ROWS][PICTURE])
{
    aift_model *model;
    aift_tensor *tensor;
    assert_ok(load_drawn(context, plain, &model));
    assert_ok(aift_model_preprocess(model, items, ROWS, &tensor));
    memcpy(values, aift_tensor_data(tensor), ROWS * sizeof values[0]);
    aift_tensor_release(tensor);
    aift_model_release(model);
}

/* What mixup makes of the rows in the epoch's first batch. */
static double mix(float values[ROWS][PICTURE])
{
    const aift__draw draw = {.training = true, .seed = 42, .epoch = 0, .row = 0};
    const aift__batch batch = {values[0], ROWS, PICTURE};
    aift__pipeline *pipeline;
    aift__workspace space;
    double lambda;
    aift__workspace_init(&space, context);
    assert_ok(aift__pipeline_parse(context, mixed, strlen(mixed), "", &pipeline));
    assert_ok(aift__pipeline_run_batch(pipeline, &draw, &space, &batch, &lambda));
    aift__pipeline_destroy(pipeline);
    aift__workspace_finish(&space);
    return lambda;
}

static void loss_and_gradient_are_of_both(void **state)
{
    NEEDS_PICTURES;
    static uint8_t raw[ROWS][PICTURE];
    static float values[ROWS][PICTURE];
    aift_media pixels[ROWS], tensors[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        draw_picture(label_of(i) == names[1], (int)i, raw[i]);
        pixels[i] = (aift_media){.kind = AIFT_MEDIA_PIXELS,
                                 .data = raw[i],
                                 .size = PICTURE,
                                 .height = SIDE,
                                 .width = SIDE,
                                 .channels = 3};
        tensors[i] = (aift_media){.kind = AIFT_MEDIA_TENSOR, .data = values[i], .size = sizeof values[i]};
    }
    prepare(pixels, values);
    const double lambda = mix(values);
    assert_true(lambda > 0.02 && lambda < 0.98);
    aift_dataset *data = data_of(pixels, label_of), *own = data_of(tensors, label_of),
                 *before = data_of(tensors, label_before);
    for (int weighted = 0; weighted < 2; weighted++) {
        float met[8], again[8], a[8], b[8];
        const double loss = try(mixed, data, weighted, false, met);
        const double want = lambda * try(plain, own, weighted, false, a) +
                            (1 - lambda) * try(plain, before, weighted, false, b);
        assert_close(loss, want, 1e-6);
        for (int i = 0; i < 8; i++)
            assert_close(met[i], lambda * a[i] + (1 - lambda) * b[i], 1e-6);
        assert_close(try(mixed, data, weighted, false, again), loss, 0);
        assert_memory_equal(again, met, sizeof met);
        assert_true(fabs(try(mixed, data, weighted, true, again) - loss) > 1e-4);
    }
    aift_dataset_release(before);
    aift_dataset_release(own);
    aift_dataset_release(data);
}

/* Evaluation and prediction mix nothing. */
static void mixes_in_training_alone(void **state)
{
    NEEDS_PICTURES;
    aift_dataset *data = load_pictures(write_pictures(8));
    aift_model *model;
    aift_train_report *report;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    double accuracy;
    options.num_train_epochs = 12;
    options.per_device_train_batch_size = 8;
    options.learning_rate = 0.02;
    assert_ok(load_drawn(context, mixed, &model));
    assert_ok(aift_train(model, data, data, &options, &report));
    assert_ok(aift_evaluation_metric(aift_train_report_evaluation(report), "accuracy", &accuracy));
    assert_close(accuracy, 1, 0);
    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(loss_and_gradient_are_of_both),
        CASE(mixes_in_training_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
