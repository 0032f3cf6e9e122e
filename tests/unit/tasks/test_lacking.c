/* A library that is not installed, or a process that may open no more files, is no fault of a row: with `skip`, too, it
 * stops what was called. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* ---- open files ---- */

static struct rlimit limit;

/* From here on nothing can be opened. */
static void allow_no_more_files(void)
{
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(next >= 0);
    close(next);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &(struct rlimit){(rlim_t)next, limit.rlim_max}), 0);
}

static void allow_files(void)
{
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void too_many_open_files_stop_all(void **state)
{
    if (!has_subject(context, PICTURES))
        skip();
    static const char reason[] = "cannot be opened: Too many open files";
    aift_predictions *p;
    aift_train_report *report;
    aift_evaluation *evaluation;
    aift_train_options train = subject_training();
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    const aift_media item = {.path = subject_paths[PICTURES][0]};
    aift_dataset *data = subject_data(context, PICTURES);
    aift_model *model = labelled_model(context, PICTURES);
    train.on_error = options.on_error = AIFT_ON_ERROR_SKIP;

    allow_no_more_files();
    assert_fails(aift_model_predict_media(model, &item, 1, &options, &p), AIFT_E_NOMEM, reason);
    assert_contains(aift_last_error(), subject_paths[PICTURES][0]);
    assert_contains(aift_last_error(), "ulimit -n");
    assert_fails(aift_model_evaluate(model, data, &options, &evaluation), AIFT_E_NOMEM, reason);
    assert_fails(aift_train(model, data, NULL, &train, &report), AIFT_E_NOMEM, reason);
    assert_true(!p && !evaluation && !report);

    allow_files();
    assert_ok(aift_train(model, data, NULL, &train, &report));
    assert_int_equal(aift_train_report_num_skipped(report), 0);
    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(data);
}

static void a_folder_that_cannot_be_listed_now_stops(void **state)
{
    aift_dataset *data;
    aift_dataset_options options = AIFT_DATASET_OPTIONS_INIT;
    const char *folder = aift_test_join(aift_test_folder(), "photos");
    options.on_error = AIFT_ON_ERROR_SKIP;
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(mkdir(aift_test_join(folder, "dark"), 0777), 0);
    aift_test_write(aift_test_join(folder, "dark/1.png"), "x", 1);

    allow_no_more_files();
    assert_fails(aift_dataset_load(context, folder, &options, &data), AIFT_E_NOMEM,
                 "cannot be listed: Too many open files");
    allow_files();
    assert_ok(aift_dataset_load(context, folder, &options, &data));
    assert_int_equal(aift_dataset_num_skipped(data), 0);
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
        cmocka_unit_test(too_many_open_files_stop_all),
        cmocka_unit_test(a_folder_that_cannot_be_listed_now_stops),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
