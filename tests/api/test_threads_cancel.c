/* A training and an evaluation that another thread stops, through the public interface. tests/run.sh runs it under
 * ThreadSanitizer too. */
#include <stdatomic.h>
#include <unistd.h>

#include "thread_fixture.h"

typedef struct flags {
    atomic_int calls;
    atomic_bool cancel;
} flags;

static int obey(flags *f)
{
    atomic_fetch_add(&f->calls, 1);
    for (int i = 0; i < 60000 && !atomic_load(&f->cancel); i++)
        usleep(1000);
    return atomic_load(&f->cancel);
}

static int obey_in_training(void *user, const aift_train_progress *progress)
{
    return progress->step < 2 ? 0 : obey(user);
}

static int obey_in_prediction(void *user, int64_t done, int64_t total)
{
    return obey(user);
}

static void *cancel(void *arg)
{
    const worker *w = arg;
    flags *f = w->shared;
    while (atomic_load(&f->calls) == 0)
        usleep(1000);
    atomic_store(&f->cancel, true);
    return NULL;
}

static void cancel_from_another_thread(void **state)
{
    worker canceller;
    flags training = {0}, prediction = {0};
    aift_train_report *report;
    aift_evaluation *evaluation;
    aift_train_options options = subject_training();
    aift_predict_options predict = AIFT_PREDICT_OPTIONS_INIT;
    aift_dataset *data = subject_data(context, TEXTS);
    aift_model *model = labelled_model(context, TEXTS);
    options.progress = obey_in_training;
    options.user = &training;
    begin_threads(&canceller, 1, cancel, &training);
    assert_ok(aift_train(model, data, NULL, &options, &report));
    end_threads(&canceller, 1);
    assert_true(aift_train_report_interrupted(report));
    assert_contains(aift_train_report_json(report), "\"steps\":2,");

    predict.batch_size = BATCH;
    predict.progress = obey_in_prediction;
    predict.user = &prediction;
    begin_threads(&canceller, 1, cancel, &prediction);
    assert_fails(aift_model_evaluate(model, data, &predict, &evaluation), AIFT_E_CANCELLED,
                 "cancelled after 4 of 24 rows");
    assert_null(evaluation);
    end_threads(&canceller, 1);
    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(data);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, threads_set_up, threads_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(cancel_from_another_thread),
    };
    return cmocka_run_group_tests(tests, find_subjects, NULL);
}
