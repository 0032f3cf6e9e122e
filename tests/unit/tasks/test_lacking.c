/* A library that is not installed is no fault of a row: with `skip`, too, it stops what was called. */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "api/subjects.h"

static aift_context *context;
static bool lacking; /* libsndfile is not there */

/* Instead of the system's, for all of this program. */
void *dlopen(const char *file, int mode)
{
    void *(*system_dlopen)(const char *, int);
    *(void **)&system_dlopen = dlsym(RTLD_NEXT, "dlopen");
    return lacking && file && strstr(file, "libsndfile") ? system_dlopen("libnone.so.0", mode)
                                                         : system_dlopen(file, mode);
}

static const char *damaged_recording(void)
{
    const char *path = aift_test_join(aift_test_folder(), "damaged.wav");
    aift_test_write(path, "RIFF", 4);
    return path;
}

static void a_prediction_stops(void **state)
{
    if (!has_subject(context, SOUNDS))
        skip();
    aift_predictions *p;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    aift_media items[2] = {{.path = damaged_recording()}, {.path = subject_paths[SOUNDS][0]}};
    aift_model *model = labelled_model(context, SOUNDS);
    options.on_error = AIFT_ON_ERROR_SKIP;

    lacking = true;
    assert_fails(aift_model_predict_media(model, items, 2, &options, &p), AIFT_E_UNAVAILABLE,
                 "cannot be loaded");
    assert_contains(aift_last_error(), subject_paths[SOUNDS][0]);
    assert_null(p);

    lacking = false; /* installed meanwhile: only the damaged one is skipped */
    assert_ok(aift_model_predict_media(model, items, 2, &options, &p));
    assert_contains(aift_predictions_error(p, 0), "damaged.wav");
    assert_null(aift_predictions_error(p, 1));
    aift_predictions_release(p);
    aift_model_release(model);
}

static void a_training_and_an_evaluation_stop(void **state)
{
    if (!has_subject(context, SOUNDS))
        skip();
    aift_train_report *report;
    aift_evaluation *evaluation;
    aift_train_options train = subject_training();
    aift_predict_options evaluate = AIFT_PREDICT_OPTIONS_INIT;
    aift_dataset *data = subject_data(context, SOUNDS);
    aift_model *model = labelled_model(context, SOUNDS);
    train.on_error = evaluate.on_error = AIFT_ON_ERROR_SKIP;

    lacking = true;
    assert_fails(aift_train(model, data, NULL, &train, &report), AIFT_E_UNAVAILABLE, "cannot be loaded");
    assert_fails(aift_model_evaluate(model, data, &evaluate, &evaluation), AIFT_E_UNAVAILABLE,
                 "cannot be loaded");
    assert_null(report);
    assert_null(evaluation);
    lacking = false;
    aift_model_release(model);
    aift_dataset_release(data);
}

static int set_up(void **state)
{
    assert_ok(aift_context_create(NULL, &context));
    return find_subjects(state);
}

static int tear_down(void **state)
{
    aift_context_release(context);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prediction_stops),
        cmocka_unit_test(a_training_and_an_evaluation_stop),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
