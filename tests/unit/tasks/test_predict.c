/* tasks: logits, hidden states and evaluation of the tiny BERT against PyTorch's; refusals. */
#include <math.h>

#include "golden.h"
#include "tasks/session.h"

static void equals_pytorch(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    golden g = golden_open(context);
    aift_model *model = golden_model(context);
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.output_hidden_states = 1;
    options.batch_size = 5;
    options.max_length = 32;
    aift_predictions *p;
    assert_ok(aift_model_predict(model, g.texts, NULL, 12, &options, &p));
    size_t n, at = 0;
    const float *logits = golden_floats(g.expected, "logits", &n);
    assert_int_equal(n, 12 * 3);
    for (size_t row = 0; row < 12; row++)
        assert_close(golden_distance(aift_predictions_logits(p, row), logits + 3 * row, 3), 0, 1e-5);
    const float *hidden = golden_floats(g.expected, "hidden", &n);
    for (size_t row = 0; row < 12; row++) {
        size_t tokens, width;
        const float *mine = aift_predictions_hidden_state(p, row, &tokens, &width);
        assert_true(at + tokens * width <= n);
        assert_close(golden_distance(mine, hidden + at, tokens * width), 0, 1e-5);
        at += tokens * width;
    }
    assert_int_equal(at, n);
    for (size_t row = 0; row < 12; row++) { /* scores are the softmax of the logits */
        double sum = 0;
        for (size_t k = 0; k < 3; k++)
            sum += aift_predictions_scores(p, row)[k];
        assert_close(sum, 1, 1e-6);
        assert_contains(aift_predictions_json(p, row),
                        aift_predictions_label_text(p, (size_t)aift_predictions_label(p, row)));
    }
    assert_null(aift_predictions_logits(p, 12));
    assert_null(aift_predictions_json(p, 12));
    assert_int_equal(aift_predictions_label(p, 12), -1);
    aift_predictions_release(p);
    aift_model_release(model);
    golden_close(&g);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* The loss of evaluation is that of PyTorch's cross entropy. */
static void evaluates(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    golden g = golden_open(context);
    aift_model *model = golden_model(context);
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.max_length = 32;
    aift_evaluation *e;
    assert_ok(aift_model_evaluate(model, g.dataset, &options, &e));
    double loss, n, none;
    assert_ok(aift_evaluation_metric(e, "loss", &loss));
    assert_close(loss, aift__json_real(aift__json_get(g.json, "loss"), NAN), 1e-5);
    assert_ok(aift_evaluation_metric(e, "n", &n));
    assert_close(n, 12, 0);
    assert_fails(aift_evaluation_metric(e, "f2", &none), AIFT_E_NOT_FOUND, "accuracy");
    assert_contains(aift_evaluation_json(e), "\"confusion_matrix\":[[");
    aift_evaluation_release(e);
    aift_model_release(model);
    golden_close(&g);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void refuses(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    golden g = golden_open(context);
    aift_model *model = golden_model(context);
    aift_predictions *p;
    aift_evaluation *e;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = 0;
    assert_fails(aift_model_predict(model, g.texts, NULL, 12, &options, &p), AIFT_E_RANGE, "batch_size is 0");
    assert_null(p);
    options = (aift_predict_options)AIFT_PREDICT_OPTIONS_INIT;
    options.max_length = 2;
    assert_fails(aift_model_predict(model, g.texts, NULL, 12, &options, &p), AIFT_E_RANGE, "max_length is 2");
    options.max_length = 100000;
    assert_fails(aift_model_predict(model, g.texts, NULL, 12, &options, &p), AIFT_E_RANGE, "100000");
    const char *texts[] = {"fine", NULL, "bad \xff bytes"};
    assert_fails(aift_model_predict(model, texts, NULL, 2, NULL, &p), AIFT_E_FORMAT,
                 "text 2: the text is missing");
    assert_fails(aift_model_predict(model, texts + 2, NULL, 1, NULL, &p), AIFT_E_FORMAT, "text 1: ");
    options = (aift_predict_options)AIFT_PREDICT_OPTIONS_INIT;
    options.text_column = "body";
    assert_fails(aift_model_evaluate(model, g.dataset, &options, &e), AIFT_E_NOT_FOUND, "text");
    assert_null(e);
    aift_dataset *other;
    assert_ok(aift_dataset_from_rows(context, (const char *const[]){"text", "label"}, 2,
                                     (const char *const[]){"Hello", "moon"}, 1, &other));
    assert_fails(aift_model_evaluate(model, other, NULL, &e), AIFT_E_NOT_FOUND, "\"moon\"");
    assert_contains(aift_last_error(), "row 1");
    aift_dataset_release(other);
    aift_model_release(model);
    golden_close(&g);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* Without hidden states the last layer is computed for first tokens alone. */
static void hidden_states_change_no_logit(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    golden g = golden_open(context);
    aift_model *model = golden_model(context);
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    aift_predictions *with, *without;
    (void)state;
    assert_ok(aift_model_predict(model, g.texts, NULL, 12, &options, &without));
    options.output_hidden_states = 1;
    assert_ok(aift_model_predict(model, g.texts, NULL, 12, &options, &with));
    for (size_t row = 0; row < 12; row++)
        assert_close(
            golden_distance(aift_predictions_logits(with, row), aift_predictions_logits(without, row), 3), 0,
            1e-5); /* a library's products of other sizes add in another order */
    aift_predictions_release(with);
    aift_predictions_release(without);
    aift_model_release(model);
    golden_close(&g);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* A larger batch that found no memory leaves a model that works: the same batch, and smaller ones. */
static void works_after_allocation_failure(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    golden g = golden_open(context);
    bool failed = true;
    (void)state;
    for (int64_t nth = 1; failed; nth++) {
        aift_model *model = golden_model(context);
        aift_predictions *p;
        assert_ok(aift_model_predict(model, g.texts, NULL, 1, NULL, &p));
        aift_predictions_release(p);
        aift_test_heap_fail(heap, nth, false);
        aift_status status = aift_model_predict(model, g.texts, NULL, 12, NULL, &p);
        failed = aift_test_heap_failed(heap);
        aift_test_heap_fail(heap, 0, false);
        assert_int_equal(status, failed ? AIFT_E_NOMEM : AIFT_OK);
        aift_predictions_release(p);
        for (int again = 0; again < 2; again++) {
            assert_ok(aift_model_predict(model, g.texts, NULL, again ? 1 : 12, NULL, &p));
            aift_predictions_release(p);
        }
        aift_model_release(model);
    }
    golden_close(&g);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* A prediction that was in time ends in peace, although the model has other labels by then. */
static void outlives_the_labels(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_model *model = golden_model(context);
    const char *const labels[] = {"a", "b", "c", "d", "e"}, *const texts[] = {"one text"};
    aift__weights *weights;
    aift__runner *runner, *idle;
    aift_predictions *p;
    (void)state;
    assert_ok(aift__model_ready(model, &weights));
    assert_ok(aift__runner_take(model, weights, AIFT__LOGITS, true, &runner));
    assert_ok(aift__runner_take(model, weights, AIFT__LOGITS, true, &idle));
    aift__runner_give(model, idle);
    assert_ok(aift_model_set_labels(model, labels, 5));
    assert_ok(aift_model_predict(model, texts, NULL, 1, NULL, &p));
    aift_predictions_release(p);
    aift__runner_give(model, runner);
    aift__weights_release(weights);
    aift_model_release(model);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hidden_states_change_no_logit),
                                       cmocka_unit_test(works_after_allocation_failure),
                                       cmocka_unit_test(equals_pytorch),
                                       cmocka_unit_test(evaluates),
                                       cmocka_unit_test(refuses),
                                       cmocka_unit_test(outlives_the_labels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
