/* Children of a process that has used the library: a context's threads do not live on in them, but its objects work, on
 * one thread, with the same numbers; nothing waits for ever. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subjects.h"

enum { PATIENCE = 100 }; /* seconds; a child that waits for ever is ended by SIGALRM */

static aift_context *context;

static int set_up(void **state)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 4;
    assert_ok(aift_context_create(&options, &context));
    return 0;
}

static int tear_down(void **state)
{
    aift_context_release(context);
    return 0;
}

/* The end of a child: cmocka's, and what runs at exit, are the parent's. */
static _Noreturn void leave(bool good)
{
    _exit(good ? 0 : 1);
}

static void assert_child_is_well(pid_t child, const char *what)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status))
        fail_msg("%s: the child ended by signal %d%s", what, WTERMSIG(status),
                 WTERMSIG(status) == SIGALRM ? ": it did not come to an end" : "");
    if (WEXITSTATUS(status) != 0)
        fail_msg("%s: the child failed", what);
}

/* Forks; in the child 0, and an alarm. */
static pid_t fork_child(void)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        alarm(PATIENCE);
    return child;
}

/* ---- after calls ---- */

/* With what the parent made, then with a context of its own, threads and all. */
static bool works_in_child(subject s, aift_model *model, aift_dataset *data, const aift_predictions *want)
{
    aift_predictions *met = NULL, *own = NULL;
    aift_evaluation *evaluation = NULL;
    aift_model *snapshot = NULL, *loaded = NULL;
    aift_context *fresh = NULL;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads =
        strstr(aift_build_info(), "threads openmp") ? 1 : 3; /* libgomp dies with the parent */
    bool good = subject_predict(model, s, &met) == AIFT_OK && same_logits(met, want) &&
                aift_model_evaluate(model, data, NULL, &evaluation) == AIFT_OK &&
                aift_model_snapshot(model, &snapshot) == AIFT_OK &&
                aift_context_create(&options, &fresh) == AIFT_OK;
    if (good) {
        loaded = labelled_model(fresh, s);
        good = subject_predict(loaded, s, &own) == AIFT_OK;
    }
    if (!good)
        fprintf(stderr, "in the child: %s\n", aift_last_error());
    aift_predictions_release(met);
    aift_predictions_release(own);
    aift_evaluation_release(evaluation);
    aift_model_release(snapshot);
    aift_model_release(loaded);
    aift_context_release(fresh);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
    return good;
}

static void a_child_computes(void **state)
{
    for (subject s = TEXTS; s < SUBJECTS; s++) {
        if (!has_subject(context, s))
            continue;
        aift_model *model = labelled_model(context, s);
        aift_dataset *data = subject_data(context, s);
        aift_predictions *want;
        assert_ok(subject_predict(model, s, &want));
        const pid_t child = fork_child();
        if (child == 0)
            leave(works_in_child(s, model, data, want));
        assert_child_is_well(child, "after a prediction");
        aift_predictions_release(want);
        aift_dataset_release(data);
        aift_model_release(model);
    }
}

/* The workers are met wherever they are: looking for a loop, falling asleep, waking up. */
static void children_at_any_moment(void **state)
{
    enum { CHILDREN = 40 };
    aift_model *model = labelled_model(context, TEXTS);
    for (int i = 0; i < CHILDREN; i++) {
        aift_predictions *met;
        assert_ok(subject_predict(model, TEXTS, &met));
        aift_predictions_release(met);
        usleep((useconds_t)i * 3);
        const pid_t child = fork_child();
        if (child == 0) {
            bool good = subject_predict(model, TEXTS, &met) == AIFT_OK;
            aift_predictions_release(met);
            aift_model_release(model);
            aift_context_release(context);
            leave(good);
        }
        assert_child_is_well(child, "at any moment");
    }
    aift_model_release(model);
}

/* ---- within a training ---- */

typedef struct forking {
    pid_t child; /* 0 in the child itself */
    int pipe[2];
} forking;

/* After the third step, with files read ahead. */
static int fork_in_training(void *user, const aift_train_progress *progress)
{
    forking *f = user;
    if (progress->step == 3 && f->child < 0)
        f->child = fork_child();
    return 0;
}

/* Both go on to the end; the child tells what it got. */
static void a_callback_forks(void **state)
{
    for (subject s = TEXTS; s < SUBJECTS; s++) {
        if (!has_subject(context, s))
            continue;
        forking f = {.child = -1};
        char mine[65], childs[65] = "";
        aift_train_options options = subject_training();
        aift_train_report *report;
        aift_model *model = subject_model(context, s);
        aift_dataset *data = subject_data(context, s);
        options.progress = fork_in_training;
        options.user = &f;
        assert_int_equal(pipe(f.pipe), 0);
        aift_status status = aift_train(model, data, NULL, &options, &report);
        if (status == AIFT_OK)
            status = aift_model_digest(model, mine);
        if (f.child == 0)
            leave(status == AIFT_OK && write(f.pipe[1], mine, sizeof mine) == (ssize_t)sizeof mine);
        assert_ok(status);
        assert_child_is_well(f.child, "within a training");
        assert_int_equal(read(f.pipe[0], childs, sizeof childs), sizeof childs);
        assert_string_equal(childs, mine);
        close(f.pipe[0]);
        close(f.pipe[1]);
        aift_train_report_release(report);
        aift_dataset_release(data);
        aift_model_release(model);
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_child_computes),
        CASE(children_at_any_moment),
        CASE(a_callback_forks),
    };
    return cmocka_run_group_tests(tests, find_subjects, NULL);
}
