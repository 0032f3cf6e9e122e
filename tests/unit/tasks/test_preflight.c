/* The preflight of pictures: files read ahead and evaluations' inputs count, and what cannot be read is left to the training
 * to name. */
#include "pictures.h"
#include "train/preflight.h"

enum { EACH = 10 };

/* Bytes of the pictures of a data set. */
static int64_t bytes_of(const aift_dataset *data)
{
    int64_t sum = 0;
    for (size_t i = 0; i < aift_dataset_num_rows(data); i++) {
        char path[600];
        size_t size;
        aift_dataset_row_place(data, i, path, sizeof path);
        aift_test_read(path, &size);
        sum += (int64_t)size;
    }
    return sum;
}

static aift_plan_figures figures_of(aift_model *model, const aift_dataset *data, const aift_dataset *eval,
                                    double epochs, int32_t eval_batch, int64_t *ahead)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = epochs;
    options.per_device_train_batch_size = 2;
    options.per_device_eval_batch_size = eval_batch;
    aift_trainer *trainer;
    aift__preflight p;
    aift_plan_figures figures;
    assert_ok(aift__trainer_open(model, data, &options, &trainer));
    assert_ok(aift__preflight_open(trainer, eval, &p));
    p.rss = p.decoding = 0; /* what the process holds differs from time to time */
    assert_ok(aift__preflight_figures(&p, &trainer->options, &figures));
    *ahead = p.ahead;
    aift__preflight_close(&p);
    aift__trainer_end(trainer, false);
    return figures;
}

static void files_ahead_count(void **state)
{
    NEEDS_PICTURES;
    const char *root = write_pictures(EACH);
    aift_dataset *data = load_pictures(root);
    aift_model *model;
    int64_t ahead, sum = bytes_of(data);
    assert_ok(load_drawn(context, preprocessor_json, &model));
    figures_of(model, data, NULL, 1, 1, &ahead);
    assert_true(ahead <= sum && ahead > sum - 2 * EACH); /* a mean of whole bytes */
    aift_test_write(aift_test_join(root, "dark/03.png"), "no picture", 10);
    assert_int_equal(remove(aift_test_join(root, "light/04.png")), 0);
    figures_of(model, data, NULL, 1, 1, &ahead);
    assert_true(ahead > 0 && ahead < sum);
    aift_model_release(model);
    aift_dataset_release(data);
}

/* An evaluation's inputs stay for the next epoch. */
static void inputs_of_evaluations_count(void **state)
{
    NEEDS_PICTURES;
    aift_dataset *data = load_pictures(write_pictures(EACH));
    aift_model *model;
    int64_t ahead;
    assert_ok(load_drawn(context, preprocessor_json, &model));
    const aift_plan_figures one = figures_of(model, data, data, 2, 1, &ahead);
    const aift_plan_figures two = figures_of(model, data, data, 2, 2, &ahead);
    assert_int_equal(two.activations_bytes, one.activations_bytes);
    assert_int_equal(two.other_bytes - one.other_bytes, PICTURE * (int64_t)sizeof(float));
    aift_model_release(model);
    aift_dataset_release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(files_ahead_count), CASE(inputs_of_evaluations_count)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
