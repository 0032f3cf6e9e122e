/* Metrics: scikit-learn's numbers, whatever the order and the parts that rows come in. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "metrics/metrics.h"
#include "fixture.h"

enum { MAX_ROWS = 256 };
static const char *const ham_spam[] = {"ham", "spam"};

/* One case of golden/metrics.json. */
typedef struct golden {
    const char *name;
    const char *labels[8];
    size_t num_labels, n;
    int32_t y_true[MAX_ROWS], y_pred[MAX_ROWS];
    double losses[MAX_ROWS];
    const aift__json *want;
} golden;

static void golden_read(const aift__json *json, golden *out)
{
    const aift__json *labels = aift__json_get(json, "labels"), *truth = aift__json_get(json, "y_true");
    const aift__json *predicted = aift__json_get(json, "y_pred"), *p = aift__json_get(json, "p_true");
    out->name = aift__json_text(aift__json_get(json, "name"), NULL);
    out->num_labels = aift__json_size(labels);
    out->n = aift__json_size(truth);
    out->want = aift__json_get(json, "want");
    assert_true(out->n > 0 && out->n <= MAX_ROWS && out->num_labels <= 8);
    for (size_t i = 0; i < out->num_labels; i++)
        out->labels[i] = aift__json_text(aift__json_at(labels, i), NULL);
    for (size_t i = 0; i < out->n; i++) {
        out->y_true[i] = (int32_t)aift__json_int(aift__json_at(truth, i), -1);
        out->y_pred[i] = (int32_t)aift__json_int(aift__json_at(predicted, i), -1);
        out->losses[i] = -log(aift__json_real(aift__json_at(p, i), NAN));
    }
}

static void check_figures(const golden *g, aift_metrics *metrics)
{
    aift__json_item item;
    size_t figures = 0;
    for (bool more = aift__json_first(g->want, &item); more; more = aift__json_next(g->want, &item)) {
        double value;
        assert_ok(aift_metrics_value(metrics, item.key, &value));
        if (!(fabs(value - aift__json_real(item.value, NAN)) <= 1e-12))
            fail_msg("%s: %s is %.17g, scikit-learn has %.17g", g->name, item.key, value,
                     aift__json_real(item.value, NAN));
        figures++;
    }
    assert_true(figures > 12);
}

/* All at once; and in two parts of every third row and the rest, the second part row by row. */
static void test_scikit_learn(void **state)
{
    size_t size;
    const char *text = aift_test_read(aift_test_path("golden/metrics.json"), &size);
    aift__json *root;
    assert_ok(aift__json_parse(text, size, "metrics.json", &root));
    const aift__json *cases = aift__json_get(root, "cases");
    assert_true(aift__json_size(cases) >= 10);
    for (size_t c = 0; c < aift__json_size(cases); c++) {
        static golden g;
        golden_read(aift__json_at(cases, c), &g);
        aift_metrics *all, *a, *b;
        assert_ok(aift_metrics_create(context, g.labels, g.num_labels, &all));
        assert_int_equal(aift_metrics_num_labels(all), g.num_labels);
        assert_ok(aift_metrics_create(context, g.labels, g.num_labels, &a));
        assert_ok(aift_metrics_create(context, g.labels, g.num_labels, &b));
        assert_ok(aift_metrics_update(all, g.y_true, g.y_pred, g.losses, g.n));
        check_figures(&g, all);
        for (size_t i = g.n; i-- > 0;)
            assert_ok(aift_metrics_update(i % 3 ? a : b, &g.y_true[i], &g.y_pred[i], &g.losses[i], 1));
        assert_ok(aift_metrics_merge(a, b));
        check_figures(&g, a);
        aift_metrics_release(all);
        aift_metrics_release(a);
        aift_metrics_release(b);
    }
    aift__json_free(root);
}

/* Losses of very different size: a plain sum would depend on the order. */
static void test_sum_of_losses(void **state)
{
    aift_metrics *a, *b;
    assert_ok(aift_metrics_create(context, ham_spam, 2, &a));
    assert_ok(aift_metrics_create(context, ham_spam, 2, &b));
    const int32_t label = 1;
    const double large = 1e16, small = 1.25, minus = -1e16;
    assert_ok(aift_metrics_update(a, &label, &label, &large, 1));
    for (int i = 0; i < 1000; i++)
        assert_ok(aift_metrics_update(i % 2 ? a : b, &label, &label, &small, 1));
    assert_ok(aift_metrics_update(b, &label, &label, &minus, 1));
    assert_ok(aift_metrics_merge(a, b));
    double loss;
    assert_ok(aift_metrics_value(a, "loss", &loss));
    assert_close(loss, 1250.0 / 1002, 1e-12);
    aift_metrics_release(a);
    aift_metrics_release(b);
}

static void test_json(void **state)
{
    aift_metrics *metrics;
    const char *json;
    const int32_t y_true[] = {0, 0, 1, 1}, y_pred[] = {0, 1, 1, 1};
    const double losses[] = {0.5, 1, 0.25, 0.25};
    assert_ok(aift_metrics_create(context, ham_spam, 2, &metrics));
    assert_fails(aift_metrics_json(metrics, &json), AIFT_E_STATE, "no rows");
    assert_null(json);
    assert_ok(aift_metrics_update(metrics, y_true, y_pred, NULL, 4));
    assert_ok(aift_metrics_json(metrics, &json));
    assert_null(strstr(json, "loss"));
    assert_ok(aift_metrics_update(metrics, y_true, y_pred, losses, 4));
    assert_ok(aift_metrics_json(metrics, &json));
    static const char *const parts[] = {
        "{\"n\":8,\"accuracy\":0.75,\"balanced_accuracy\":0.75,\"loss\":0.5,\"precision_micro\":0.75,"
        "\"precision_macro\":0.8333333333333333,\"precision_weighted\":0.8333333333333333,"
        "\"recall_micro\":0.75,\"recall_macro\":0.75,\"recall_weighted\":0.75,\"f1_micro\":0.75,"
        "\"f1_macro\":0.7333333333333334,\"f1_weighted\":0.7333333333333334,",
        ",\"labels\":[\"ham\",\"spam\"],\"confusion_matrix\":[[2,2],[0,4]],\"per_label\":{"
        "\"ham\":{\"precision\":1.0,\"recall\":0.5,\"f1\":0.6666666666666666,",
        ",\"support\":4},\"spam\":{\"precision\":0.6666666666666666,\"recall\":1.0,\"f1\":0.8,",
    };
    for (size_t i = 0; i < AIFT__COUNT(parts); i++)
        assert_contains(json, parts[i]);
    aift_metrics_release(metrics);
}

static void test_paths(void **state)
{
    static const char *const bad[] = {
        "",
        "f1",
        "f1_",
        "f1_mean",
        "accuracy_macro",
        "loss ",
        "per_label",
        "per_label.",
        "per_label.x",
        "per_label.ham",
        "per_label.ham.",
        "per_label.ham.hits",
        "labels",
        "n.n",
        "Accuracy",
        "confusion_matrix",
        "confusion_matrix.0",
        "confusion_matrix.0.2",
        "f1_macro.",
        "per_label..",
        "per_label",
        "confusion_matrix..",
        "confusion_matrix.0.0.0",
        "confusion_matrix.99999999999999999999.0",
        "per_label.eggs.recall",
        "per_label.ham.recall.recall",
    };
    static const char *const good[] = {"n", "loss", "f1_weighted", "per_label.spam.support",
                                       "confusion_matrix.1.0"};
    for (size_t i = 0; i < AIFT__COUNT(bad); i++)
        assert_fails(aift__metrics_check(ham_spam, 2, false, bad[i]), AIFT_E_NOT_FOUND,
                     "it has n, accuracy, balanced_accuracy, loss, precision_micro, precision_macro, "
                     "precision_weighted, ");
    for (size_t i = 0; i < AIFT__COUNT(good); i++)
        assert_ok(aift__metrics_check(ham_spam, 2, false, good[i]));
    assert_fails(aift__metrics_check(ham_spam, 2, false, "f1"), AIFT_E_NOT_FOUND,
                 "per_label.LABEL.precision|recall|f1|");
    static const char *many[1000];
    for (size_t i = 0; i < AIFT__COUNT(many); i++)
        many[i] = "a label of some length";
    assert_fails(aift__metrics_check(many, 1000, false, "f1"), AIFT_E_NOT_FOUND, "LABEL one of a label of");
    assert_string_equal(aift_last_error() + strlen(aift_last_error()) - 4, " ...");
}

static void test_refused(void **state)
{
    static const char *const one[] = {"a"}, *const twice[] = {"a", "b", "a"}, *const broken[] = {"a", "\xff"},
                             *const other[] = {"ham", "spa"};
    aift_metrics *metrics, *others;
    assert_fails(aift_metrics_create(context, one, 1, &metrics), AIFT_E_INVALID, "1 labels");
    assert_null(metrics);
    assert_fails(aift_metrics_create(context, twice, 3, &metrics), AIFT_E_INVALID, "label 2, \"a\"");
    assert_fails(aift_metrics_create(context, broken, 2, &metrics), AIFT_E_INVALID,
                 "label 1, \"?\", is not UTF-8");
    assert_ok(aift_metrics_create(context, ham_spam, 2, &metrics));
    assert_ok(aift_metrics_create(context, other, 2, &others));
    const int32_t good[] = {0, 1}, high[] = {1, 2}, low[] = {-1, 0};
    const double nan[] = {1, NAN};
    double value;
    assert_fails(aift_metrics_update(metrics, good, high, NULL, 2), AIFT_E_RANGE,
                 "y_pred[1] is 2, expected a label");
    assert_fails(aift_metrics_update(metrics, low, good, NULL, 2), AIFT_E_RANGE, "y_true[0] is -1");
    assert_fails(aift_metrics_update(metrics, good, good, nan, 2), AIFT_E_NOT_FINITE, "losses[1]");
    assert_fails(aift_metrics_value(metrics, "n", &value), AIFT_E_STATE, "no rows"); /* nothing was added */
    assert_ok(aift_metrics_update(metrics, good, good, NULL, 2));
    assert_fails(aift_metrics_value(metrics, "loss", &value), AIFT_E_NOT_FOUND, "loss");
    assert_fails(aift_metrics_value(metrics, "f2", &value), AIFT_E_NOT_FOUND, "\"f2\"");
    assert_fails(aift_metrics_merge(metrics, others), AIFT_E_SHAPE, "different labels");
    assert_ok(aift_metrics_merge(metrics, metrics));
    assert_ok(aift_metrics_value(metrics, "n", &value));
    assert_close(value, 4, 0);
    aift_metrics_release(NULL);
    aift_metrics_release(metrics);
    aift_metrics_release(others);
}

static aift_status whole_life(aift_context *on, void *arg)
{
    aift_metrics *metrics;
    const char *json;
    const int32_t label = 1;
    aift_status status = aift_metrics_create(on, ham_spam, 2, &metrics);
    if (status != AIFT_OK) {
        assert_null(metrics);
        return status;
    }
    status = aift_metrics_update(metrics, &label, &label, NULL, 1);
    if (status == AIFT_OK && (status = aift_metrics_json(metrics, &json)) != AIFT_OK)
        assert_null(json);
    aift_metrics_release(metrics);
    return status;
}

/* The figures are those of scikit-learn's functions on these two matrices. */
static void test_multilabel(void **state)
{
    static const char *const labels[] = {"a", "b", "c"};
    static const uint8_t truth[9] = {1, 0, 0, 1, 1, 0, 0, 0, 0}, said[9] = {1, 0, 0, 0, 1, 0, 0, 1, 0};
    static const struct {
        const char *path;
        double want;
    } figures[] = {{"n", 3},
                   {"accuracy", 1.0 / 3},
                   {"precision_micro", 2.0 / 3},
                   {"precision_macro", 0.5},
                   {"recall_macro", 0.5},
                   {"f1_micro", 2.0 / 3},
                   {"f1_macro", 4.0 / 9},
                   {"f1_weighted", 2.0 / 3},
                   {"per_label.b.precision", 0.5},
                   {"per_label.a.support", 2}};
    aift_metrics *metrics, *other;
    const char *json;
    int32_t label = 0;
    double value;
    assert_ok(aift_metrics_create(context, labels, 3, &metrics));
    assert_ok(aift_metrics_create(context, labels, 3, &other));
    assert_ok(aift_metrics_update_multilabel(metrics, truth, said, NULL, 2));
    assert_ok(aift_metrics_update_multilabel(other, truth + 6, said + 6, NULL, 1));
    assert_ok(aift_metrics_merge(metrics, other));
    for (size_t i = 0; i < AIFT__COUNT(figures); i++) {
        assert_ok(aift_metrics_value(metrics, figures[i].path, &value));
        assert_close(value, figures[i].want, 1e-12);
    }
    static const char *const none[] = {"confusion_matrix.0.0", "balanced_accuracy"};
    for (size_t i = 0; i < AIFT__COUNT(none); i++) {
        assert_fails(aift_metrics_value(metrics, none[i], &value), AIFT_E_NOT_FOUND, "several labels");
        assert_fails(aift__metrics_check(labels, 3, true, none[i]), AIFT_E_NOT_FOUND, "several labels");
        assert_ok(aift__metrics_check(labels, 3, false, none[i]));
    }
    assert_ok(aift_metrics_json(metrics, &json));
    assert_null(strstr(json, "confusion_matrix"));
    assert_null(strstr(json, "balanced_accuracy"));
    assert_fails(aift_metrics_update(metrics, &label, &label, NULL, 1), AIFT_E_STATE,
                 "cannot be counted together");
    aift_metrics_release(other);
    aift_metrics_release(metrics);
}

static void test_out_of_memory(void **state)
{
    aift_test_sweep(whole_life, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_scikit_learn),
        CASE(test_sum_of_losses),
        CASE(test_json),
        CASE(test_paths),
        CASE(test_refused),
        CASE(test_multilabel),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
