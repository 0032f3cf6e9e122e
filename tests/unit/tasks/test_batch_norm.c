/* The running statistics of a training: batches are counted as PyTorch counts them, saved as int64, and a training that goes
 * on counts on. */
#include "formats/safetensors.h"
#include "pictures.h"
#include "train/trainer.h"

enum { ROWS = 20, BATCH = 8, EPOCHS = 2, BATCHES = EPOCHS * 3 };

static const char *const counts[] = {"features.1.num_batches_tracked", "features.5.num_batches_tracked"};

static int64_t count_of(const aift_model *model, size_t i)
{
    const aift_tensor *t = aift__weights_find(model->weights, counts[i]);
    assert_non_null(t);
    assert_int_equal(t->dtype, AIFT_DTYPE_I64);
    assert_int_equal(t->rank, 0);
    return *(const int64_t *)t->data;
}

static void train(aift_model *model, const aift_dataset *data, double epochs, int best)
{
    aift_train_report *report;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = epochs;
    options.per_device_train_batch_size = BATCH;
    options.gradient_accumulation_steps = 2; /* each batch of a step is a forward */
    options.load_best_model_at_end = best;
    options.metric_for_best_model =
        best ? "n" : NULL; /* the number of rows: no epoch is better than the first */
    options.greater_is_better = best;
    assert_ok(aift_train(model, data, data, &options, &report));
    assert_int_equal(aift_train_report_best_epoch(report), best);
    aift_train_report_release(report);
}

static void batches_are_counted(void **state)
{
    NEEDS_PICTURES;
    aift_dataset *data = load_pictures(write_pictures(ROWS / 2));
    aift_model *model, *loaded;
    assert_ok(load_drawn(context, preprocessor_json, &model));
    train(model, data, EPOCHS, 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(count_of(model, i), BATCHES);
    const char *folder = aift_test_join(aift_test_folder(), "model");
    assert_ok(aift_model_save(model, folder, NULL));

    aift__file_bytes bytes;
    aift__safetensors *file;
    const char *path = aift_test_join(folder, "model.safetensors");
    assert_ok(aift__file_map(context, path, true, &bytes));
    assert_ok(aift__safetensors_open(context, path, &bytes, &file));
    const aift__safetensor *t = aift__safetensors_find(file, counts[1]);
    assert_non_null(t);
    assert_int_equal(t->dtype, AIFT_DTYPE_I64);
    assert_int_equal(t->rank, 0);
    int64_t saved;
    memcpy(&saved, t->data, sizeof saved);
    assert_int_equal(saved, BATCHES);
    aift__safetensors_close(file);

    assert_ok(aift_model_load(context, folder, NULL, &loaded));
    train(loaded, data, 1, 0);
    assert_int_equal(count_of(loaded, 0), BATCHES + 3);
    aift_model_release(loaded);
    aift_model_release(model);
    aift_dataset_release(data);
}

/* A model of an earlier epoch has that epoch's count. */
static void the_best_keeps_its_count(void **state)
{
    NEEDS_PICTURES;
    aift_dataset *data = load_pictures(write_pictures(ROWS / 2));
    aift_model *model;
    assert_ok(load_drawn(context, preprocessor_json, &model));
    train(model, data, EPOCHS, 1);
    assert_int_equal(count_of(model, 0), BATCHES / EPOCHS);
    aift_model_release(model);
    aift_dataset_release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(batches_are_counted), CASE(the_best_keeps_its_count)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
