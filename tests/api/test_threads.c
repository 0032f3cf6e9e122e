/* The library on many threads, through the public interface: predictions with one model, references, messages, contexts.
 * tests/run.sh runs it under ThreadSanitizer too. */
#include "thread_fixture.h"

/* ---- eight threads with one model ---- */

typedef struct shared_model {
    subject s;
    const aift_model *model;
    const aift_dataset *data;
    const aift_predictions *want;
    double accuracy;
    char digest[65];
} shared_model;

static void read_model(worker *w, const shared_model *m)
{
    char digest[65];
    expect(w, aift_model_digest(m->model, digest) == AIFT_OK, "%s", aift_last_error());
    expect(w, strcmp(digest, m->digest) == 0, "another digest");
    expect(w, aift_model_num_labels(m->model) == LABELS, "other labels");
    expect(w, strcmp(aift_model_label(m->model, 1), subject_labels[1]) == 0, "another label");
    aift_encoding *encoding = NULL;
    if (m->s == TEXTS)
        expect(w,
               aift_tokenizer_encode(aift_model_tokenizer(m->model), "pay", 3, NULL, &encoding) == AIFT_OK &&
                   aift_encoding_length(encoding) >= 3,
               "%s", aift_last_error());
    aift_encoding_release(encoding);
}

static void *use_model(void *arg)
{
    enum { ROUNDS = 3 };
    worker *w = arg;
    const shared_model *m = w->shared;
    double accuracy = -1;
    for (int i = 0; i < ROUNDS && !w->fault[0]; i++) {
        aift_predictions *met = NULL;
        expect(w, subject_predict(m->model, m->s, &met) == AIFT_OK, "%s", aift_last_error());
        expect(w, !met || same_logits(met, m->want), "round %d: other scores", i);
        aift_predictions_release(met);
        read_model(w, m);
    }
    aift_evaluation *evaluation = NULL;
    expect(w, aift_model_evaluate(m->model, m->data, NULL, &evaluation) == AIFT_OK, "%s", aift_last_error());
    if (evaluation)
        expect(w, aift_evaluation_metric(evaluation, "accuracy", &accuracy) == AIFT_OK, "%s",
               aift_last_error());
    expect(w, accuracy == m->accuracy, "accuracy %g", accuracy);
    aift_evaluation_release(evaluation);
    return NULL;
}

static void eight_threads_share_a_model(void **state)
{
    for (subject s = TEXTS; s < SUBJECTS; s++) {
        if (!has_subject(context, s))
            continue;
        aift_model *model = labelled_model(context, s);
        aift_dataset *data = subject_data(context, s);
        aift_predictions *want;
        aift_evaluation *evaluation;
        shared_model shared = {.s = s, .model = model, .data = data};
        assert_ok(subject_predict(model, s, &want));
        assert_ok(aift_model_evaluate(model, data, NULL, &evaluation));
        assert_ok(aift_evaluation_metric(evaluation, "accuracy", &shared.accuracy));
        assert_ok(aift_model_digest(model, shared.digest));
        shared.want = want;
        run_threads(THREADS, use_model, &shared);
        aift_evaluation_release(evaluation);
        aift_predictions_release(want);
        aift_dataset_release(data);
        aift_model_release(model);
    }
}

/* ---- references ---- */

typedef struct shared_objects {
    aift_context *context;
    aift_model *model;
    aift_dataset *data;
    aift_tokenizer *tokenizer;
} shared_objects;

/* Each thread begins with references of its own, which it gives back last. */
static void *come_and_go(void *arg)
{
    worker *w = arg;
    const shared_objects *o = w->shared;
    for (int i = 0; i < 300; i++) {
        aift_context_release(aift_context_retain(o->context));
        aift_model_release(aift_model_retain(o->model));
        aift_dataset_release(aift_dataset_retain(o->data));
        aift_tokenizer_release(aift_tokenizer_retain(o->tokenizer));
    }
    const size_t rows[2] = {1, 3};
    aift_dataset *some = NULL;
    aift_predictions *p = NULL;
    expect(w, aift_dataset_select(o->data, rows, 2, &some) == AIFT_OK, "%s", aift_last_error());
    if (w->number % 2)
        expect(w, subject_predict(o->model, TEXTS, &p) == AIFT_OK, "%s", aift_last_error());
    /* In different orders: any of them may be the last. */
    if (w->number % 3)
        aift_model_release(o->model);
    aift_dataset_release(o->data);
    aift_predictions_release(p);
    aift_context_release(o->context);
    expect(w, !some || strcmp(aift_dataset_value(some, 1, 1, NULL), subject_labels[1]) == 0, "another label");
    aift_dataset_release(some);
    aift_tokenizer_release(o->tokenizer);
    if (w->number % 3 == 0)
        aift_model_release(o->model);
    return NULL;
}

static void references_come_and_go(void **state)
{
    worker workers[THREADS];
    aift_context *of = aift_test_context(heap, 2);
    shared_objects o = {.context = of, .model = labelled_model(of, TEXTS), .data = subject_data(of, TEXTS)};
    o.tokenizer = aift_tokenizer_retain(aift_model_tokenizer(o.model));
    for (int i = 1; i < THREADS; i++) {
        aift_context_retain(o.context);
        aift_model_retain(o.model);
        aift_dataset_retain(o.data);
        aift_tokenizer_retain(o.tokenizer);
    }
    begin_threads(workers, THREADS, come_and_go, &o);
    end_threads(workers, THREADS);
}

/* ---- messages ---- */

static void *fail_often(void *arg)
{
    worker *w = arg;
    const shared_model *m = w->shared;
    char name[32], path[64];
    snprintf(name, sizeof name, "weight of %d", w->number);
    snprintf(path, sizeof path, "no-such-file-%d.png", w->number);
    expect(w, !*aift_last_error(), "a new thread has the message %s", aift_last_error());
    for (int i = 0; i < 100 && !w->fault[0]; i++) {
        aift_tensor *tensor;
        const aift_status status = aift_model_parameter(m->model, name, &tensor);
        expect(w, status == AIFT_E_NOT_FOUND && strstr(aift_last_error(), name), "%s", aift_last_error());
        if (m->s != PICTURES || i % 10)
            continue;
        /* The fault is met on a worker. */
        aift_predictions *p;
        aift_media items[3] = {{.path = subject_paths[PICTURES][0]}, {.path = path}, {.path = path}};
        expect(w, aift_model_predict_media(m->model, items, 3, NULL, &p) == AIFT_E_IO, "no failure");
        expect(w, strstr(aift_last_error(), path), "%s", aift_last_error());
    }
    return NULL;
}

static void messages_stay_with_their_threads(void **state)
{
    const subject s = has_subject(context, PICTURES) ? PICTURES : TEXTS;
    shared_model shared = {.s = s};
    aift_model *model = labelled_model(context, s);
    shared.model = model;
    run_threads(THREADS, fail_often, &shared);
    aift_model_release(model);
}

/* ---- contexts ---- */

static void *make_contexts(void *arg)
{
    worker *w = arg;
    const shared_model *m = w->shared;
    for (int i = 0; i < 2 && !w->fault[0]; i++) {
        aift_context *own;
        aift_predictions *met = NULL;
        aift_model *model = NULL;
        aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
        options.num_threads = 1 + (w->number + i) % 3;
        expect(w, aift_context_create(&options, &own) == AIFT_OK, "%s", aift_last_error());
        if (w->fault[0])
            break;
        model = labelled_model(own, TEXTS);
        expect(w, subject_predict(model, TEXTS, &met) == AIFT_OK, "%s", aift_last_error());
        expect(w, !met || aift_predictions_label(met, 1) == aift_predictions_label(m->want, 1),
               "another label");
        aift_predictions_release(met);
        aift_model_release(model);
        aift_context_release(own);
    }
    return NULL;
}

static void contexts_do_not_meet(void **state)
{
    shared_model shared = {.s = TEXTS};
    aift_model *model = labelled_model(context, TEXTS);
    aift_predictions *want;
    assert_ok(subject_predict(model, TEXTS, &want));
    shared.want = want;
    run_threads(4, make_contexts, &shared);
    aift_predictions_release(want);
    aift_model_release(model);
}

/* ---- saving over each other ---- */

typedef struct shared_folder {
    const aift_model *model;
    const char *path;
} shared_folder;

static void *save_and_load(void *arg)
{
    worker *w = arg;
    const shared_folder *f = w->shared;
    aift_save_options options = AIFT_SAVE_OPTIONS_INIT;
    options.overwrite = 1;
    for (int i = 0; i < 3; i++) {
        aift_model *loaded = NULL;
        if (w->number % 2)
            expect(w, aift_model_save(f->model, f->path, &options) == AIFT_OK, "%s", aift_last_error());
        else
            expect(w, aift_model_load(context, f->path, NULL, &loaded) == AIFT_OK, "%s", aift_last_error());
        aift_model_release(loaded);
    }
    return NULL;
}

static void a_folder_is_saved_over_by_many(void **state)
{
    char want[65], met[65];
    aift_model *model = labelled_model(context, TEXTS), *loaded;
    shared_folder shared = {model, aift_test_join(aift_test_folder(), "model")};
    assert_ok(aift_model_save(model, shared.path, NULL));
    run_threads(4, save_and_load, &shared);
    assert_ok(aift_model_load(context, shared.path, NULL, &loaded));
    assert_ok(aift_model_digest(model, want));
    assert_ok(aift_model_digest(loaded, met));
    assert_string_equal(met, want);
    aift_model_release(loaded);
    aift_model_release(model);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, threads_set_up, threads_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(eight_threads_share_a_model),      CASE(references_come_and_go),
        CASE(messages_stay_with_their_threads), CASE(contexts_do_not_meet),
        CASE(a_folder_is_saved_over_by_many),
    };
    return cmocka_run_group_tests(tests, find_subjects, NULL);
}
