/* Trainings on many threads, through the public interface: beside predictions and beside each other, with snapshots.
 * tests/run.sh runs it under ThreadSanitizer too. */
#include <stdatomic.h>
#include <unistd.h>

#include "thread_fixture.h"

/* ---- a training beside others ---- */

typedef struct shared_training {
    subject s;
    aift_model *model; /* without labels at first */
    const aift_dataset *data;
    const char *path; /* where others try to save the model */
    atomic_int busy;  /* threads that have met AIFT_E_BUSY, or have left */
    atomic_bool begun, ended;
} shared_training;

enum { BESIDE = 3 };

/* The training waits after its first step until everybody has met it. */
static int wait_for_others(void *user, const aift_train_progress *progress)
{
    shared_training *t = user;
    atomic_store(&t->begun, true);
    for (int i = 0; i < 60000 && atomic_load(&t->busy) < BESIDE; i++)
        usleep(1000);
    return 0;
}

static bool is_one_of(aift_status status, aift_status a, aift_status b, aift_status c)
{
    return status == a || status == b || status == c;
}

/* A snapshot can be used whatever the training does; before the labels are known it has none. */
static void use_snapshot(worker *w, const shared_training *t)
{
    aift_model *snapshot = NULL;
    aift_predictions *p = NULL;
    const bool begun = atomic_load(&t->begun);
    expect(w, aift_model_snapshot(t->model, &snapshot) == AIFT_OK, "%s", aift_last_error());
    if (!snapshot)
        return;
    const bool known = aift_model_num_labels(snapshot) == LABELS;
    const aift_status status = subject_predict(snapshot, t->s, &p);
    expect(w, status == (known ? AIFT_OK : AIFT_E_STATE), "a snapshot: %s", aift_last_error());
    expect(w, known || !begun, "a snapshot without labels");
    aift_predictions_release(p);
    aift_model_release(snapshot);
}

/* What needs the weights is refused, or was in time. */
static aift_status try_to_use(worker *w, const shared_training *t)
{
    aift_predictions *p = NULL;
    aift_evaluation *e = NULL;
    char digest[65];
    const aift_status status = subject_predict(t->model, t->s, &p);
    if (status == AIFT_E_BUSY)
        expect(w, strstr(aift_last_error(), "snapshot") != NULL, "%s", aift_last_error());
    expect(w, is_one_of(status, AIFT_OK, AIFT_E_STATE, AIFT_E_BUSY), "predict: %s", aift_last_error());
    expect(w, is_one_of(aift_model_evaluate(t->model, t->data, NULL, &e), AIFT_OK, AIFT_E_STATE, AIFT_E_BUSY),
           "evaluate: %s", aift_last_error());
    expect(w, is_one_of(aift_model_digest(t->model, digest), AIFT_OK, AIFT_OK, AIFT_E_BUSY), "digest: %s",
           aift_last_error());
    aift_evaluation_release(e);
    aift_predictions_release(p);
    return status;
}

/* What is told stays readable, and where it is when the training ends. */
static void read_while_trained(worker *w, const shared_training *t, const char **kept)
{
    const char *const column = aift_model_text_column(t->model);
    expect(w, strlen(column) > 0 && strcmp(aift_model_label_column(t->model), "label") == 0, "%s", column);
    expect(w,
           aift_model_max_length(t->model) >= 0 && aift_model_has_new_head(t->model) >= 0 &&
               strlen(aift_model_problem_type(t->model)) > 0,
           "another model");
    if (!atomic_load(&t->begun)) /* the labels, and with them the parameters, may not be there yet */
        return;
    if (!*kept)
        *kept = aift_model_parameter_name(t->model, 0);
    expect(w, strchr(*kept, '.') != NULL, "a parameter's name: %s", *kept);
    expect(w,
           aift_model_num_labels(t->model) == LABELS &&
               strcmp(aift_model_label(t->model, 0), subject_labels[0]) == 0,
           "other labels");
}

/* While the training waits. */
static void meet_busy(worker *w, shared_training *t)
{
    aift_tensor *tensor;
    aift_train_report *report;
    aift_trainer *trainer;
    const aift_train_options options = subject_training();
    const char *const labels[LABELS] = {"other", "labels"};
    expect(w, aift_train(t->model, t->data, NULL, &options, &report) == AIFT_E_BUSY, "a second training");
    expect(w, aift_trainer_create(t->model, t->data, &options, &trainer) == AIFT_E_BUSY, "a trainer");
    expect(w, aift_model_set_labels(t->model, labels, LABELS) == AIFT_E_BUSY, "labels are set");
    expect(w, aift_model_save(t->model, t->path, NULL) == AIFT_E_BUSY, "it is saved");
    expect(w, aift_model_parameter(t->model, "x", &tensor) == AIFT_E_BUSY, "a parameter is given");
    expect(w, try_to_use(w, t) == AIFT_E_BUSY, "it predicts");
    atomic_fetch_add(&t->busy, 1);
}

static void *stay_beside(void *arg)
{
    worker *w = arg;
    shared_training *t = w->shared;
    bool met = false;
    const char *kept = NULL;
    while (!atomic_load(&t->ended) && !w->fault[0]) {
        use_snapshot(w, t);
        try_to_use(w, t);
        read_while_trained(w, t, &kept);
        if (!met && atomic_load(&t->begun)) {
            met = true;
            meet_busy(w, t);
        }
    }
    if (!met) /* nobody waits for who has found a fault */
        atomic_fetch_add(&t->busy, 1);
    expect(w, met, "the training was over before it was met");
    expect(w, kept && strchr(kept, '.') != NULL, "a name is gone");
    return NULL;
}

static void train_alone(const aift_dataset *data, subject s, char digest[65])
{
    aift_model *model = subject_model(context, s);
    aift_train_report *report;
    const aift_train_options options = subject_training();
    assert_ok(aift_train(model, data, data, &options, &report));
    assert_ok(aift_model_digest(model, digest));
    aift_train_report_release(report);
    aift_model_release(model);
}

static void train_beside_predictions(subject s)
{
    worker workers[BESIDE];
    char alone[65], beside[65];
    aift_train_report *report = NULL;
    aift_train_options options = subject_training();
    aift_dataset *data = subject_data(context, s);
    aift_model *model = subject_model(context, s);
    shared_training t = {.s = s, .model = model, .data = data};
    t.path = aift_test_join(aift_test_folder(), "model");
    options.progress = wait_for_others;
    options.user = &t;
    train_alone(data, s, alone);
    begin_threads(workers, BESIDE, stay_beside, &t);
    const aift_status status = aift_train(model, data, data, &options, &report);
    atomic_store(&t.ended, true);
    end_threads(workers, BESIDE);
    assert_ok(status);
    assert_ok(aift_model_digest(model, beside));
    assert_string_equal(alone, beside);
    assert_false(aift_model_has_new_head(model));
    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(data);
}

static void a_training_beside_predictions(void **state)
{
    for (subject s = TEXTS; s < SUBJECTS; s++)
        if (has_subject(context, s))
            train_beside_predictions(s);
}

/* ---- a trainer's steps, and snapshots of them ---- */

static void *make_snapshots(void *arg)
{
    worker *w = arg;
    shared_training *t = w->shared;
    while (!atomic_load(&t->ended) && !w->fault[0])
        use_snapshot(w, t);
    return NULL;
}

static void snapshots_between_steps(void **state)
{
    enum { SNAPSHOTS = 2, STEPS = 12 };
    worker workers[SNAPSHOTS];
    aift_trainer *trainer;
    const aift_train_options options = subject_training();
    aift_dataset *data = subject_data(context, TEXTS);
    aift_model *model = labelled_model(context, TEXTS);
    shared_training t = {.s = TEXTS, .model = model, .data = data};
    assert_ok(aift_trainer_create(model, data, &options, &trainer));
    begin_threads(workers, SNAPSHOTS, make_snapshots, &t);
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < STEPS && status == AIFT_OK; i++) {
        double loss;
        const size_t rows[2] = {i % ROWS, (i + 7) % ROWS};
        status = aift_trainer_backward(trainer, rows, 2, &loss);
        if (status == AIFT_OK)
            status = aift_trainer_step(trainer, NULL);
    }
    aift_trainer_release(trainer); /* which publishes the weights, beside the snapshots */
    atomic_store(&t.ended, true);
    end_threads(workers, SNAPSHOTS);
    assert_ok(status);
    aift_model_release(model);
    aift_dataset_release(data);
}

/* ---- two trainings ---- */

typedef struct shared_trainings {
    subject s;
    bool own_context;
    char digest[65];
} shared_trainings;

static void *train_one(void *arg)
{
    worker *w = arg;
    const shared_trainings *t = w->shared;
    aift_context *of = context;
    char digest[65] = "";
    aift_train_report *report = NULL;
    const aift_train_options options = subject_training();
    aift_context_options two = AIFT_CONTEXT_OPTIONS_INIT;
    two.num_threads = 2;
    if (t->own_context)
        expect(w, aift_context_create(&two, &of) == AIFT_OK, "%s", aift_last_error());
    if (w->fault[0])
        return NULL;
    /* Making them asserts only that what worked a moment ago works again. */
    aift_dataset *data = subject_data(of, t->s);
    aift_model *model = subject_model(of, t->s);
    expect(w, aift_train(model, data, data, &options, &report) == AIFT_OK, "%s", aift_last_error());
    expect(w, aift_model_digest(model, digest) == AIFT_OK, "%s", aift_last_error());
    expect(w, strcmp(digest, t->digest) == 0, "other weights than of a training alone");
    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(data);
    if (t->own_context)
        aift_context_release(of);
    return NULL;
}

static void two_trainings_at_once(void **state)
{
    for (subject s = TEXTS; s < SUBJECTS; s++) {
        if (!has_subject(context, s))
            continue;
        shared_trainings t = {.s = s};
        aift_dataset *data = subject_data(context, s);
        train_alone(data, s, t.digest);
        aift_dataset_release(data);
        for (int own = 0; own < 2; own++) {
            t.own_context = own;
            run_threads(2, train_one, &t);
        }
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, threads_set_up, threads_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_training_beside_predictions),
        CASE(snapshots_between_steps),
        CASE(two_trainings_at_once),
    };
    return cmocka_run_group_tests(tests, find_subjects, NULL);
}
