/* Labels that change beside snapshots: tests/run.sh runs it under ThreadSanitizer too. */
#include <stdatomic.h>

#include "thread_fixture.h"

enum { CHANGES = 2000 };

typedef struct shared_labels {
    aift_model *model;
    atomic_bool ended;
} shared_labels;

/* Labels and head are of one time, whenever it is taken. */
static void *take_snapshots(void *arg)
{
    worker *w = arg;
    shared_labels *l = w->shared;
    const char *const texts[] = {"pay"};
    while (!atomic_load(&l->ended) && !w->fault[0]) {
        aift_model *snapshot = NULL;
        aift_predictions *p = NULL;
        expect(w, aift_model_snapshot(l->model, &snapshot) == AIFT_OK, "%s", aift_last_error());
        expect(w, snapshot && aift_model_predict(snapshot, texts, NULL, 1, NULL, &p) == AIFT_OK, "%s",
               aift_last_error());
        aift_predictions_release(p);
        aift_model_release(snapshot);
    }
    return NULL;
}

static void labels_change_beside_snapshots(void **state)
{
    static const char *const labels[] = {"a", "b", "c", "d"}, *const texts[] = {"pay"};
    worker workers[2];
    shared_labels l = {.model = labelled_model(context, TEXTS)};
    begin_threads(workers, 2, take_snapshots, &l);
    aift_status status = AIFT_OK;
    for (int i = 0; i < CHANGES && status == AIFT_OK; i++) {
        aift_predictions *p = NULL;
        status = aift_model_set_labels(l.model, labels, i % 2 ? 3 : 4);
        if (status == AIFT_OK) /* which makes a cache, to be dropped with the labels */
            status = aift_model_predict(l.model, texts, NULL, 1, NULL, &p);
        aift_predictions_release(p);
    }
    atomic_store(&l.ended, true);
    end_threads(workers, 2);
    assert_ok(status);
    aift_model_release(l.model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(labels_change_beside_snapshots, threads_set_up, threads_tear_down),
    };
    return cmocka_run_group_tests(tests, find_subjects, NULL);
}
