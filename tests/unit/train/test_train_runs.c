/* train: runs that are stopped, that fail, and the evaluations of them. */
#include "train_fixture.h"

static int stop_after_two(void *user, const aift_train_progress *progress)
{
    assert_int_equal(progress->max_steps, 9);
    ++*(int *)user;
    return progress->step >= 2;
}

static void stops_when_asked(void **state)
{
    fixture *f = *state;
    int calls = 0;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = 4;
    options.progress = stop_after_two;
    options.user = &calls;
    aift_train_report *report;
    assert_ok(aift_train(f->model, f->g.dataset, NULL, &options, &report));
    assert_int_equal(calls, 2);
    assert_int_equal(aift_train_report_interrupted(report), 1);
    assert_contains(aift_train_report_json(report), "\"steps\":2,");
    assert_contains(aift_train_report_json(report), "\"interrupted\":true");
    aift_train_report_release(report);
}

/* Counts calls; asks to stop at a batch of an evaluation, or at a step. */
typedef struct stopper {
    int64_t at_step, at_row; /* 0: not there */
    int steps, rows, evaluations, after;
    bool asked;
} stopper;

static int stop_there(void *user, const aift_train_progress *p)
{
    stopper *s = user;
    s->after += s->asked;
    s->steps += !p->eval_rows && !p->evaluation;
    s->rows += p->eval_rows > 0;
    assert_int_equal(p->eval_rows == 0 || p->eval_rows == 12, 1);
    s->evaluations += p->evaluation != NULL;
    assert_true(p->eval_row <= p->eval_rows);
    if ((s->at_row && p->eval_row == s->at_row) || (s->at_step && !p->eval_rows && p->step == s->at_step))
        s->asked = true;
    return s->asked;
}

static aift_train_options short_epochs(stopper *s)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.per_device_train_batch_size = 4; /* 3 steps an epoch */
    options.per_device_eval_batch_size = 2;  /* 7 calls an evaluation, one of them before it */
    options.lr_scheduler_type = AIFT_LR_CONSTANT;
    options.learning_rate = 1e-3;
    options.progress = stop_there;
    options.user = s;
    return options;
}

/* Progress of an evaluation is told, and a stop there takes effect at once. */
static void stops_in_an_evaluation(void **state)
{
    fixture *f = *state;
    stopper s = {.at_row = 4};
    aift_train_options options = short_epochs(&s);
    aift_train_report *report;
    assert_ok(aift_train(f->model, f->g.dataset, f->g.dataset, &options, &report));
    assert_int_equal(s.steps, 3);
    assert_int_equal(s.rows, 3);
    assert_int_equal(s.after, 0);
    assert_int_equal(aift_train_report_interrupted(report), 1);
    assert_null(aift_train_report_evaluation(report));
    assert_contains(aift_train_report_json(report), "\"evals\":[],");
    assert_contains(aift_train_report_json(report), "\"eval\":null");
    aift_train_report_release(report);
}

/* Asked at the last call of all, nothing is left out. */
static void stop_at_the_end_is_none(void **state)
{
    fixture *f = *state;
    stopper s = {.at_row = 12};
    aift_train_options options = short_epochs(&s);
    options.num_train_epochs = 1;
    aift_train_report *report;
    assert_ok(aift_train(f->model, f->g.dataset, f->g.dataset, &options, &report));
    assert_int_equal(s.rows, 7);
    assert_int_equal(s.evaluations, 1);
    assert_int_equal(aift_train_report_interrupted(report), 0);
    assert_non_null(aift_train_report_evaluation(report));
    aift_train_report_release(report);
}

/* The report's evaluation is that of the weights that the model is left with. */
static void evaluation_is_of_the_model(void **state)
{
    fixture *f = *state;
    for (int best = 0; best < 2; best++) {
        stopper s = {.at_step = 5};
        aift_train_options options = short_epochs(&s);
        options.load_best_model_at_end = best;
        aift_model *model = golden_model(f->context);
        aift_train_report *report;
        aift_evaluation *again;
        double want, got;
        assert_ok(aift_train(model, f->g.dataset, f->g.dataset, &options, &report));
        assert_int_equal(s.evaluations, 1);
        assert_int_equal(aift_train_report_interrupted(report), 1);
        assert_contains(aift_train_report_json(report), best ? "\"best_epoch\":1," : "\"best_epoch\":null,");
        assert_int_equal(aift_train_report_best_epoch(report), best);
        const aift_evaluation *told = aift_train_report_evaluation(report);
        assert_true((told != NULL) == best);
        if (told) {
            assert_ok(aift_model_evaluate(model, f->g.dataset, NULL, &again));
            assert_ok(aift_evaluation_metric(again, "loss", &want));
            assert_ok(aift_evaluation_metric(told, "loss", &got));
            assert_close(got, want, 1e-6);
            aift_evaluation_release(again);
        } else
            assert_contains(aift_train_report_json(report), "\"eval\":null");
        aift_train_report_release(report);
        aift_model_release(model);
    }
}

/* The tiny model with a NaN as the last float of its file, which is one of the body's. */
static aift_model *damaged_model(aift_context *context)
{
    static const char *const names[] = {"config.json", "tokenizer.json", "model.safetensors"};
    aift_source sources[3];
    for (size_t i = 0; i < 3; i++) {
        char path[64];
        snprintf(path, sizeof path, "golden/tiny-bert/%s", names[i]);
        aift_source_init(&sources[i]);
        sources[i].name = names[i];
        sources[i].data = aift_test_read(aift_test_path(path), &sources[i].size);
    }
    const float nan = NAN;
    memcpy((char *)(uintptr_t)sources[2].data + sources[2].size - sizeof nan, &nan, sizeof nan);
    aift_model *model;
    assert_ok(aift_model_load_sources(context, sources, 3, NULL, &model));
    return model;
}

/* A training whose loss is not finite names step and rows, and leaves the model as it was. */
static void names_the_step_that_fails(void **state)
{
    fixture *f = *state;
    char before[65], after[65];
    aift_model *model = damaged_model(f->context);
    assert_ok(aift_model_digest(model, before));
    aift_train_report *report;
    assert_fails(aift_train(model, f->g.dataset, NULL, NULL, &report), AIFT_E_NOT_FINITE, "step 1: ");
    assert_contains(aift_last_error(), "row ");
    assert_null(report);
    assert_ok(aift_model_digest(model, after));
    assert_string_equal(before, after);
    aift_predictions *p;
    assert_fails(aift_model_predict(model, f->g.texts, NULL, 1, NULL, &p), AIFT_E_NOT_FINITE, "text 1");
    aift_model_release(model);
}

static void model_is_busy_while_trained(void **state)
{
    fixture *f = *state;
    aift_trainer *trainer, *second;
    aift_predictions *p;
    aift_model *copy;
    char hex[65];
    assert_ok(aift_trainer_create(f->model, f->g.dataset, NULL, &trainer));
    assert_fails(aift_trainer_create(f->model, f->g.dataset, NULL, &second), AIFT_E_BUSY, "snapshot");
    assert_fails(aift_model_predict(f->model, f->g.texts, NULL, 1, NULL, &p), AIFT_E_BUSY, "snapshot");
    assert_fails(aift_model_digest(f->model, hex), AIFT_E_BUSY, "snapshot");
    assert_fails(aift_model_save(f->model, aift_test_join(aift_test_folder(), "m"), NULL), AIFT_E_BUSY, "");
    assert_ok(aift_model_snapshot(f->model, &copy));
    assert_ok(aift_model_predict(copy, f->g.texts, NULL, 1, NULL, &p));
    aift_predictions_release(p);
    aift_model_release(copy);
    aift_trainer_release(trainer);
    assert_ok(aift_model_digest(f->model, hex));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(stops_when_asked),           CASE(stops_in_an_evaluation),    CASE(stop_at_the_end_is_none),
        CASE(evaluation_is_of_the_model), CASE(names_the_step_that_fails), CASE(model_is_busy_while_trained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
