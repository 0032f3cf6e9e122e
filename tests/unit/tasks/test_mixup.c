/* mixup in training: rows and labels are mixed alike, so that the loss is the share of one label's and the rest of the
 * other's; what is drawn follows from the seed and the batch alone. */
#include "pictures.h"
#include "train/trainer.h"

enum { ROWS = 6 };

static const char plain_json[] = "{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 8}, "
                                 "{\"type\": \"normalize\"}]}";
static const char mixing_json[] = "{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 8}, "
                                  "{\"type\": \"normalize\"}, {\"type\": \"mixup\", \"alpha\": 2}]}";

static const size_t all_rows[ROWS] = {0, 1, 2, 3, 4, 5};
static const char *const one_label[ROWS] = {"dark", "light", "grey", "grey", "light", "dark"};
static const char *const lists[ROWS] = {"[\"dark\"]",           "[\"dark\",\"light\"]", "[]",
                                        "[\"light\",\"grey\"]", "[\"grey\"]",           "[\"light\"]"};

static float values[ROWS][PICTURE];

static void draw_values(void)
{
    aift__rng rng;
    aift__rng_init(&rng, 3, 0);
    for (int r = 0; r < ROWS; r++)
        for (int i = 0; i < PICTURE; i++)
            values[r][i] = (float)aift__rng_normal(&rng);
}

/* A training of rows of tensors; row i has the label of row i + shift. */
typedef struct run {
    aift_model *model;
    aift_dataset *data;
    aift_trainer *trainer;
} run;

static aift_status begin(aift_context *of, const char *preprocessor, const char *const *labels, int shift,
                         run *out)
{
    aift_media items[ROWS];
    const char *own[ROWS];
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = ROWS;
    *out = (run){NULL};
    for (int i = 0; i < ROWS; i++) {
        items[i] =
            (aift_media){.kind = AIFT_MEDIA_TENSOR, .data = values[i], .size = PICTURE * sizeof(float)};
        own[i] = labels[(i + shift) % ROWS];
    }
    AIFT__TRY(load_drawn(of, preprocessor, &out->model));
    AIFT__TRY(aift_dataset_from_media(of, "image", items, own, ROWS, &out->data));
    return aift_trainer_create(out->model, out->data, &options, &out->trainer);
}

static void end(run *r)
{
    aift_trainer_release(r->trainer);
    aift_dataset_release(r->data);
    aift_model_release(r->model);
}

/* lambda * loss(label of the row) + (1 - lambda) * loss(label of the row before), and so for the gradients. */
static void check_loss(const char *const *labels)
{
    run mixed, own, before;
    double losses[3], lambda;
    aift__workspace space;
    draw_values();
    assert_ok(begin(context, mixing_json, labels, 0, &mixed));
    assert_ok(aift_trainer_backward(mixed.trainer, all_rows, ROWS, &losses[0]));

    const aift__batch batch = {values[0], ROWS, PICTURE};
    const aift__draw draw = {.training = true, .seed = mixed.trainer->options.seed};
    aift__workspace_init(&space, context);
    assert_ok(aift__pipeline_run_batch(mixed.model->pipeline, &draw, &space, &batch, &lambda));
    aift__workspace_finish(&space);
    assert_true(lambda > 0.05 && lambda < 0.95);
    assert_memory_equal(mixed.trainer->inputs.data[0], values, sizeof values);

    assert_ok(begin(context, plain_json, labels, 0, &own));
    assert_ok(begin(context, plain_json, labels, ROWS - 1, &before));
    assert_ok(aift_trainer_backward(own.trainer, all_rows, ROWS, &losses[1]));
    assert_ok(aift_trainer_backward(before.trainer, all_rows, ROWS, &losses[2]));
    assert_close(losses[0], lambda * losses[1] + (1 - lambda) * losses[2], 1e-6);
    const aift__flat *flat = &mixed.trainer->flat;
    for (size_t p = 0; p < flat->n_parts; p++) {
        aift_tensor *met, *a, *b;
        assert_ok(aift_trainer_gradient(mixed.trainer, flat->parts[p].name, &met));
        assert_ok(aift_trainer_gradient(own.trainer, flat->parts[p].name, &a));
        assert_ok(aift_trainer_gradient(before.trainer, flat->parts[p].name, &b));
        for (int64_t i = 0; i < flat->parts[p].n; i++)
            assert_close(((const float *)aift_tensor_data(met))[i],
                         lambda * ((const float *)aift_tensor_data(a))[i] +
                             (1 - lambda) * ((const float *)aift_tensor_data(b))[i],
                         2e-6);
        aift_tensor_release(met);
        aift_tensor_release(a);
        aift_tensor_release(b);
    }
    end(&mixed);
    end(&own);
    end(&before);
}

static void loss_is_of_both_labels(void **state)
{
    NEEDS_PICTURES;
    check_loss(one_label);
}

static void loss_is_of_both_lists(void **state)
{
    NEEDS_PICTURES;
    check_loss(lists);
}

/* What the same batch becomes, with so many threads; `batches` have gone before in the step. */
static void inputs_of(int threads, uint64_t seed, int batches, float out[ROWS * PICTURE])
{
    aift_context *of = aift_test_context(heap, threads);
    run r;
    double loss;
    draw_values();
    assert_ok(begin(of, mixing_json, one_label, 0, &r));
    r.trainer->feed->options.seed = seed;
    for (int i = 0; i <= batches; i++)
        assert_ok(aift_trainer_backward(r.trainer, all_rows, ROWS, &loss));
    memcpy(out, r.trainer->inputs.data[0], sizeof values);
    end(&r);
    aift_context_release(of);
}

static void seeds_alone_decide(void **state)
{
    NEEDS_PICTURES;
    static float met[5][ROWS * PICTURE];
    inputs_of(1, 42, 0, met[0]);
    inputs_of(4, 42, 0, met[1]);
    inputs_of(1, 43, 0, met[2]);
    inputs_of(1, 42, 1, met[3]);
    inputs_of(3, 42, 1, met[4]);
    assert_memory_equal(met[0], met[1], sizeof met[0]);
    assert_memory_not_equal(met[0], met[2], sizeof met[0]);
    assert_memory_not_equal(met[0], met[3], sizeof met[0]);
    assert_memory_equal(met[3], met[4], sizeof met[0]);
}

/* A whole training: the losses told are those of mixed labels, evaluations are of the rows themselves. */
static void trains(void **state)
{
    NEEDS_PICTURES;
    aift_dataset *data = load_pictures(write_pictures(20));
    char digests[2][65];
    for (int i = 0; i < 2; i++) {
        aift_model *model;
        aift_train_report *report;
        aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
        double accuracy;
        options.num_train_epochs = 8;
        options.per_device_train_batch_size = 8;
        options.learning_rate = 0.02;
        assert_ok(load_drawn(context, mixing_json, &model));
        assert_ok(aift_train(model, data, data, &options, &report));
        assert_ok(aift_evaluation_metric(aift_train_report_evaluation(report), "accuracy", &accuracy));
        assert_close(accuracy, 1, 0);
        assert_ok(aift_model_digest(model, digests[i]));
        aift_train_report_release(report);
        aift_model_release(model);
    }
    assert_string_equal(digests[0], digests[1]);
    aift_dataset_release(data);
}

static aift_status one_batch(aift_context *of, void *arg)
{
    run r;
    double loss;
    aift_status status = begin(of, mixing_json, arg, 0, &r);
    if (status == AIFT_OK)
        status = aift_trainer_backward(r.trainer, all_rows, ROWS, &loss);
    end(&r);
    return status;
}

static void survives_allocation_failure(void **state)
{
    NEEDS_PICTURES;
    draw_values();
    aift_test_sweep(one_batch, (void *)(uintptr_t)one_label);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(loss_is_of_both_labels),      CASE(loss_is_of_both_lists),
        CASE(seeds_alone_decide),          CASE(trains),
        CASE(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
