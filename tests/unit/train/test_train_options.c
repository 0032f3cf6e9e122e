/* train: what a training is asked to do: what is frozen, what is told before, options that are refused. */
#include "train_fixture.h"

static void refuses_arrays_that_are_none(void **state)
{
    fixture *f = *state;
    static const double zeros[3];
    static const char *const holes[] = {NULL};
    aift_trainer *trainer;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_freeze = 3;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_INVALID,
                 "freeze is NULL, but num_freeze is 3");
    options.freeze = holes;
    options.num_freeze = 1;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_INVALID,
                 "freeze: pattern 0 is NULL");
    aift_train_options_init(&options);
    options.num_class_weights = 3;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_INVALID,
                 "class_weights is NULL, but num_class_weights is 3");
    options.class_weights = zeros;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_INVALID,
                 "class_weights: all are 0");
    aift_train_options_init(&options);
    options.learning_rate = -NAN;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_RANGE,
                 "learning_rate is nan: ");
    aift_train_options_init(&options);
    options.adam_beta1 = 1;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_RANGE,
                 "adam_beta1 is 1: it must be 0 to below 1");
    assert_null(trainer);
}

static void refuses_no_rows(void **state)
{
    fixture *f = *state;
    aift_dataset *none;
    aift_trainer *trainer;
    assert_ok(aift_dataset_select(f->g.dataset, NULL, 0, &none));
    assert_fails(aift_trainer_create(f->model, none, NULL, &trainer), AIFT_E_INVALID, "no row");
    aift_dataset_release(none);
}

static void freezes_by_pattern(void **state)
{
    fixture *f = *state;
    const char *all[] = {"*"}, *none[] = {"roberta.*"}, *body[] = {"bert.embeddings.*", "bert.encoder.*"};
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    aift_trainer *trainer;
    aift_tensor *t, *before, *after;
    options.num_freeze = 1;
    options.freeze = none;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_NOT_FOUND,
                 "roberta");
    options.freeze = all;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_INVALID,
                 "freeze: the patterns match every parameter");
    options.freeze = body;
    options.num_freeze = 2;
    const char *frozen = "bert.encoder.layer.1.output.dense.weight", *trained = "bert.pooler.dense.weight";
    assert_ok(aift_model_parameter(f->model, frozen, &before));
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    double loss;
    assert_ok(aift_trainer_backward(trainer, all_rows, 12, &loss));
    assert_fails(aift_trainer_gradient(trainer, frozen, &t), AIFT_E_NOT_FOUND, "no trained parameter");
    assert_ok(aift_trainer_gradient(trainer, trained, &t));
    assert_ok(aift_trainer_step(trainer, NULL));
    aift_tensor_release(t);
    aift_trainer_release(trainer);
    assert_ok(aift_model_parameter(f->model, frozen, &after));
    assert_memory_equal(aift_tensor_data(before), aift_tensor_data(after), aift_tensor_nbytes(before));
    aift_tensor_release(before);
    aift_tensor_release(after);
}

/* What is told before the data is read is what then comes. */
static void tells_what_will_be_trained(void **state)
{
    fixture *f = *state;
    const char *body[] = {"bert.encoder.*"}, *brackets[] = {"bert.[e]*"};
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    int64_t steps, all, trained;
    aift_train_report *report;
    aift_plan *plan;
    options.per_device_train_batch_size = 5;
    options.gradient_accumulation_steps = 2;
    options.num_train_epochs = 1.6;
    options.num_freeze = 1;
    options.freeze = body;
    assert_ok(aift_train_check(f->model, 12, &options, &steps, &all, &trained));
    assert_ok(aift_plan_create(f->model, f->g.dataset, NULL, &options, NULL, &plan));
    assert_int_equal(all, aift_plan_get(plan)->parameters);
    assert_int_equal(trained, aift_plan_get(plan)->trainable_parameters);
    assert_true(trained < all);
    aift_plan_release(plan);
    assert_ok(aift_train(f->model, f->g.dataset, NULL, &options, &report));
    char want[48];
    snprintf(want, sizeof want, "\"steps\":%lld,", (long long)steps);
    assert_contains(aift_train_report_json(report), want);
    aift_train_report_release(report);
    options.freeze = brackets; /* * and ? only */
    assert_fails(aift_train_check(f->model, 12, &options, &steps, &all, &trained), AIFT_E_NOT_FOUND,
                 "no parameter matches \"bert.[e]*\"");
    assert_true(steps == 0 && all == 0 && trained == 0);
    options.num_freeze = 0;
    options.max_length = 2;
    assert_fails(aift_train_check(f->model, 12, &options, &steps, &all, &trained), AIFT_E_RANGE,
                 "max_length is 2: it must be 3 to 64");
    options.max_length = 0;
    options.learning_rate = -1;
    assert_fails(aift_train_check(f->model, 12, &options, &steps, &all, &trained), AIFT_E_RANGE,
                 "learning_rate");
    assert_ok(aift_train_check(f->model, 12, NULL, &steps, &all, &trained));
    assert_int_equal(trained, all);
}

static void refuses_options(void **state)
{
    fixture *f = *state;
    aift_train_report *report;
    aift_train_options o = AIFT_TRAIN_OPTIONS_INIT;
    o.learning_rate = -1;
    assert_fails(aift_train(f->model, f->g.dataset, NULL, &o, &report), AIFT_E_RANGE, "learning_rate is -1");
    o = (aift_train_options)AIFT_TRAIN_OPTIONS_INIT;
    o.num_train_epochs = NAN;
    assert_fails(aift_train(f->model, f->g.dataset, NULL, &o, &report), AIFT_E_RANGE, "num_train_epochs");
    o = (aift_train_options)AIFT_TRAIN_OPTIONS_INIT;
    o.max_steps = 0;
    assert_fails(aift_train(f->model, f->g.dataset, NULL, &o, &report), AIFT_E_RANGE, "max_steps is 0");
    o = (aift_train_options)AIFT_TRAIN_OPTIONS_INIT;
    o.metric_for_best_model = "bleu";
    assert_fails(aift_train(f->model, f->g.dataset, f->g.dataset, &o, &report), AIFT_E_NOT_FOUND, "bleu");
    size_t same[2] = {0, 0};
    aift_dataset *one;
    assert_ok(aift_dataset_select(f->g.dataset, same, 2, &one));
    assert_fails(aift_train(f->model, one, NULL, NULL, &report), AIFT_E_INVALID, "same label");
    assert_null(report);
    aift_dataset_release(one);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refuses_arrays_that_are_none), CASE(refuses_no_rows), CASE(freezes_by_pattern),
        CASE(tells_what_will_be_trained),   CASE(refuses_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
