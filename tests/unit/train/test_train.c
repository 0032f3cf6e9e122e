/* train: gradients and ten AdamW steps of the tiny BERT against PyTorch's; what a step is, and what it leaves. */
#include "train/trainer.h"
#include "train_fixture.h"

static void check_gradients(aift_trainer *trainer, const aift_model *model, const aift__safetensors *file)
{
    double of_model = 0;
    size_t n, checked = 0;
    for (size_t i = 0; i < aift_model_num_parameters(model); i++) {
        const float *want = golden_floats(file, aift_model_parameter_name(model, i), &n);
        of_model = AIFT__MAX(of_model, golden_largest(want, n));
    }
    for (size_t i = 0; i < aift_model_num_parameters(model); i++) {
        const char *name = aift_model_parameter_name(model, i);
        const float *want = golden_floats(file, name, &n);
        aift_tensor *mine;
        assert_ok(aift_trainer_gradient(trainer, name, &mine));
        assert_int_equal(aift_tensor_nbytes(mine), n * sizeof(float));
        double distance = golden_distance(aift_tensor_data(mine), want, n);
        if (!(distance <= 1e-3 * golden_largest(want, n) + 1e-6 * of_model))
            fail_msg("%s: the gradient is off by %g of %g", name, distance, golden_largest(want, n));
        aift_tensor_release(mine);
        checked++;
    }
    assert_int_equal(checked, 41);
}

static void gradients_equal_pytorch(void **state)
{
    fixture *f = *state;
    aift__safetensors *file = golden_tensors(f->context, "gradients.safetensors");
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.max_length = 32;
    options.per_device_train_batch_size = 12;
    aift_trainer *trainer;
    aift_tensor *none;
    double loss, part;
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    assert_fails(aift_trainer_gradient(trainer, "classifier.bias", &none), AIFT_E_STATE, "no gradient");
    assert_ok(aift_trainer_backward(trainer, all_rows, 12, &loss));
    assert_close(loss, aift__json_real(aift__json_get(f->g.json, "loss"), NAN), 1e-5);
    check_gradients(trainer, f->model, file);
    assert_fails(aift_trainer_gradient(trainer, "nothing", &none), AIFT_E_NOT_FOUND, "nothing");
    aift_trainer_release(trainer);
    /* three batches of four rows have the same mean */
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    for (size_t i = 0; i < 3; i++)
        assert_ok(aift_trainer_backward(trainer, all_rows + 4 * i, 4, &part));
    check_gradients(trainer, f->model, file);
    aift_trainer_release(trainer);
    aift__safetensors_close(file);
}

static void weighted_loss_equals_pytorch(void **state)
{
    fixture *f = *state;
    double weights[3], loss;
    for (size_t i = 0; i < 3; i++)
        weights[i] = aift__json_real(aift__json_at(aift__json_get(f->g.json, "class_weights"), i), NAN);
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.max_length = 32;
    options.class_weights = weights;
    options.num_class_weights = 3;
    options.label_smoothing_factor = aift__json_real(aift__json_get(f->g.json, "label_smoothing"), NAN);
    aift_trainer *trainer;
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    assert_ok(aift_trainer_backward(trainer, all_rows, 12, &loss));
    assert_close(loss, aift__json_real(aift__json_get(f->g.json, "loss_weighted"), NAN), 1e-5);
    aift_trainer_release(trainer);
    options.num_class_weights = 2;
    assert_fails(aift_trainer_create(f->model, f->g.dataset, &options, &trainer), AIFT_E_INVALID,
                 "2 weights for 3 labels");
    assert_null(trainer);
}

static double number(const aift__json *object, const char *key)
{
    return aift__json_real(aift__json_get(object, key), NAN);
}

static void ten_steps_equal_pytorch(void **state)
{
    fixture *f = *state;
    const aift__json *t = aift__json_get(f->g.json, "training"), *steps = aift__json_get(t, "each_step");
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.max_length = 32;
    options.per_device_train_batch_size = (int32_t)number(t, "batch_size");
    options.max_steps = (int64_t)number(t, "steps");
    options.learning_rate = number(t, "learning_rate");
    options.weight_decay = number(t, "weight_decay");
    options.max_grad_norm = number(t, "max_grad_norm");
    options.warmup_steps = (int64_t)aift__json_real(aift__json_get(t, "warmup_steps"), 0);
    aift_trainer *trainer;
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    for (size_t i = 0; i < (size_t)options.max_steps; i++) {
        size_t rows[4];
        for (size_t k = 0; k < 4; k++)
            rows[k] = (size_t)aift__json_int(aift__json_at(aift__json_get(t, "order"), 4 * i + k), -1);
        double loss, norm;
        assert_ok(aift_trainer_backward(trainer, rows, 4, &loss));
        assert_ok(aift_trainer_step(trainer, &norm));
        const aift__json *want = aift__json_at(steps, i);
        assert_close(loss, number(want, "loss"), 1e-4 * number(want, "loss"));
        assert_close(norm, number(want, "gradient_norm"), 1e-3 * number(want, "gradient_norm"));
    }
    aift_trainer_release(trainer);
    aift__safetensors *file = golden_tensors(f->context, "trained.safetensors");
    for (size_t i = 0; i < aift_model_num_parameters(f->model); i++) {
        const char *name = aift_model_parameter_name(f->model, i);
        size_t n;
        const float *want = golden_floats(file, name, &n);
        aift_tensor *mine;
        assert_ok(aift_model_parameter(f->model, name, &mine));
        if (!strstr(name, "key.bias")) /* its gradient is zero; AdamW divides rounding by rounding */
            assert_close(golden_distance(aift_tensor_data(mine), want, n), 0, 2e-5);
        aift_tensor_release(mine);
    }
    aift__safetensors_close(file);
}

static void digest_of_run(fixture *f, const aift_train_options *options, char hex[65])
{
    aift_model *model = golden_model(f->context);
    aift_train_report *report;
    assert_ok(aift_train(model, f->g.dataset, f->g.dataset, options, &report));
    assert_contains(aift_train_report_json(report), "\"interrupted\":false");
    assert_non_null(aift_train_report_evaluation(report));
    assert_ok(aift_model_digest(model, hex));
    aift_train_report_release(report);
    aift_model_release(model);
}

static void same_seed_same_bytes(void **state)
{
    fixture *f = *state;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    char first[65], second[65], other[65];
    options.learning_rate = 1e-3;
    options.per_device_train_batch_size = 5;
    digest_of_run(f, &options, first);
    digest_of_run(f, &options, second);
    assert_string_equal(first, second);
    options.seed = 43;
    digest_of_run(f, &options, other);
    assert_string_not_equal(first, other);
}

/* However the rows are cut into batches, a step is that of all of them; class weights count. */
static void batches_count_as_one(void **state)
{
    fixture *f = *state;
    static const size_t cuts[][4] = {{12}, {4, 4, 4}, {5, 5, 2}, {1, 11}};
    const double weights[3] = {0.5, 2, 1};
    for (int weighted = 0; weighted < 2; weighted++) {
        aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
        options.per_device_train_batch_size = 12;
        options.class_weights = weighted ? weights : NULL;
        options.num_class_weights = weighted ? 3 : 0;
        double want = 0, norm, loss;
        for (size_t c = 0; c < AIFT__COUNT(cuts); c++) {
            aift_model *model = golden_model(f->context);
            aift_trainer *trainer;
            assert_ok(aift_trainer_create(model, f->g.dataset, &options, &trainer));
            for (size_t i = 0, at = 0; at < 12; at += cuts[c][i++])
                assert_ok(aift_trainer_backward(trainer, all_rows + at, cuts[c][i], &loss));
            assert_ok(aift_trainer_step(trainer, &norm));
            want = c == 0 ? norm : want;
            assert_close(norm, want, 1e-5 * want);
            aift_trainer_release(trainer);
            aift_model_release(model);
        }
    }
}

static void batch_without_weight(void **state)
{
    fixture *f = *state;
    int failed = 0;
    for (size_t label = 0; label < 3; label++) {
        double weights[3] = {0}, loss;
        aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
        options.class_weights = weights;
        options.num_class_weights = 3;
        weights[label] = 1;
        aift_trainer *trainer;
        assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
        if (aift_trainer_backward(trainer, all_rows, 1, &loss) != AIFT_OK) {
            failed++;
            assert_contains(aift_last_error(), "class weights of all rows of the batch are 0");
        }
        aift_trainer_release(trainer);
    }
    assert_int_equal(failed, 2); /* the row has one of the labels */
}

/* A batch that fails on its way leaves nothing that a step could use. */
static void failed_batch_leaves_no_gradient(void **state)
{
    fixture *f = *state;
    aift_trainer *trainer;
    double loss, norm;
    assert_ok(aift_trainer_create(f->model, f->g.dataset, NULL, &trainer));
    assert_ok(aift_trainer_backward(trainer, all_rows, 4, &loss));
    aift__execution_bind(trainer->execution, trainer->loss_scale, NULL);
    assert_fails(aift_trainer_backward(trainer, all_rows + 4, 4, &loss), AIFT_E_STATE, "has no memory");
    assert_true(loss == 0);
    assert_fails(aift_trainer_step(trainer, &norm), AIFT_E_STATE, "there is no gradient yet");
    aift__execution_bind(trainer->execution, trainer->loss_scale, &trainer->scale);
    assert_ok(aift_trainer_backward(trainer, all_rows, 4, &loss));
    assert_ok(aift_trainer_step(trainer, &norm));
    aift_trainer_release(trainer);
}

/* A gradient that is not finite is no step: the weights stay, and the next group begins anew. */
static void a_gradient_beyond_numbers_is_no_step(void **state)
{
    fixture *f = *state;
    char before[65], after[65];
    aift_trainer *trainer;
    double loss, norm = 1;
    assert_ok(aift_model_digest(f->model, before));
    assert_ok(aift_trainer_create(f->model, f->g.dataset, NULL, &trainer));
    assert_ok(aift_trainer_backward(trainer, all_rows, 4, &loss));
    const aift__flat *flat = &trainer->flat; /* the last part is no sparse gradient */
    ((float *)flat->grads->data)[flat->parts[flat->n_parts - 1].start] = INFINITY;
    assert_fails(aift_trainer_step(trainer, &norm), AIFT_E_NOT_FINITE, "step 1: the gradient is not finite");
    assert_true(norm == 0);
    assert_fails(aift_trainer_step(trainer, NULL), AIFT_E_STATE, "there is no gradient yet");
    aift_trainer_release(trainer);
    assert_ok(aift_model_digest(f->model, after));
    assert_string_equal(before, after);
    assert_ok(aift_trainer_create(f->model, f->g.dataset, NULL, &trainer));
    assert_ok(aift_trainer_backward(trainer, all_rows, 4, &loss));
    assert_ok(aift_trainer_step(trainer, &norm));
    assert_true(norm > 0);
    aift_trainer_release(trainer);
}

/* Weights that a prediction has packed do not outlive the training that replaces them. */
static void old_weights_are_released(void **state)
{
    fixture *f = *state;
    aift_predictions *p;
    aift_train_report *report;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.max_steps = 1;
    assert_ok(aift_model_predict(f->model, f->g.texts, NULL, 12, NULL, &p));
    aift_predictions_release(p);
    aift_tensor *tensor = aift__tensor_retain(aift__weights_at(f->model->weights, 0));
    assert_ok(aift_train(f->model, f->g.dataset, f->g.dataset, &options, &report));
    aift_train_report_release(report);
    assert_int_equal(atomic_load(&tensor->references), 1);
    aift_tensor_release(tensor);
}

/* After the plan a step allocates nothing, whatever the number of tokens. */
static void steps_do_not_allocate(void **state)
{
    fixture *f = *state;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = 12;
    aift_trainer *trainer;
    assert_ok(aift_trainer_create(f->model, f->g.dataset, &options, &trainer));
    int64_t before = aift_test_heap_count(f->heap);
    for (size_t i = 0; i < 30; i++) {
        double loss;
        assert_ok(aift_trainer_backward(trainer, all_rows + i % 12, 1 + (i * 5) % (12 - i % 12), &loss));
        assert_ok(aift_trainer_step(trainer, NULL));
    }
    assert_int_equal(aift_test_heap_count(f->heap), before);
    aift_trainer_release(trainer);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(gradients_equal_pytorch),
        CASE(weighted_loss_equals_pytorch),
        CASE(ten_steps_equal_pytorch),
        CASE(same_seed_same_bytes),
        CASE(batches_count_as_one),
        CASE(batch_without_weight),
        CASE(failed_batch_leaves_no_gradient),
        CASE(a_gradient_beyond_numbers_is_no_step),
        CASE(old_weights_are_released),
        CASE(steps_do_not_allocate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
