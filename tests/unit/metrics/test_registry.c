/* Every metric of metrics.def: its figures, whatever the parts that rows come in. A new metric needs a row in
 * `figures`. */
#include <math.h>

#include "metrics/metrics.h"
#include "fixture.h"

static const char *const labels[] = {"a", "b", "c"};
static const int32_t y_true[] = {0, 0, 0, 1, 1, 2}, y_pred[] = {0, 0, 1, 1, 2, 2};
static const double losses[] = {0.5, 0.25, 1, 0.25, 2, 0.5};
enum { ROWS = 6 };

/* What the metrics are of the rows above, worked out by hand. */
static const struct row {
    const char *path;
    double value;
} figures[] = {
    {"accuracy", 4.0 / 6},
    {"balanced_accuracy", (2.0 / 3 + 1.0 / 2 + 1) / 3},
    {"loss", 4.5 / 6},
    {"precision_macro", (1 + 1.0 / 2 + 1.0 / 2) / 3},
    {"precision_micro", 4.0 / 6},
    {"recall_macro", (2.0 / 3 + 1.0 / 2 + 1) / 3},
    {"recall_weighted", 4.0 / 6},
    {"f1_macro", (4.0 / 5 + 1.0 / 2 + 2.0 / 3) / 3},
};

/* "f1_macro" is one of f1, "f1x" is not. */
static bool is_of(const char *path, const aift__metric *metric)
{
    size_t n = strlen(metric->name);
    return strncmp(path, metric->name, n) == 0 && path[n] == (metric->whole ? '\0' : '_');
}

static void each_metric_has_a_figure(void **state)
{
    for (size_t m = 0; m < aift__num_metrics; m++) {
        size_t found = 0;
        for (size_t i = 0; i < AIFT__COUNT(figures); i++)
            found += is_of(figures[i].path, aift__metrics[m]);
        if (!found)
            fail_msg("the metric %s has no row in tests/unit/metrics/test_registry.c",
                     aift__metrics[m]->name);
        assert_true(!aift__metrics[m]->whole != !aift__metrics[m]->label);
    }
}

static void check(const aift_metrics *metrics, const char *what)
{
    for (size_t i = 0; i < AIFT__COUNT(figures); i++) {
        double value;
        assert_ok(aift_metrics_value(metrics, figures[i].path, &value));
        if (!(fabs(value - figures[i].value) <= 1e-15))
            fail_msg("%s: %s is %.17g, not %.17g", what, figures[i].path, value, figures[i].value);
    }
}

static void figures_are_right_in_whole_and_in_parts(void **state)
{
    aift_metrics *all, *parts[2];
    assert_ok(aift_metrics_create(context, labels, 3, &all));
    assert_ok(aift_metrics_update(all, y_true, y_pred, losses, ROWS));
    check(all, "all rows");
    for (int i = 0; i < 2; i++)
        assert_ok(aift_metrics_create(context, labels, 3, &parts[i]));
    for (size_t i = ROWS; i-- > 0;)
        assert_ok(aift_metrics_update(parts[i % 2], &y_true[i], &y_pred[i], &losses[i], 1));
    assert_ok(aift_metrics_merge(parts[0], parts[1]));
    check(parts[0], "two parts");
    aift_metrics_release(all);
    aift_metrics_release(parts[0]);
    aift_metrics_release(parts[1]);
}

/* Of labels that never occur, too, every figure is a number, and it stands in the JSON. */
static void figures_are_numbers(void **state)
{
    aift_metrics *metrics;
    const char *json;
    const int32_t label = 1;
    assert_ok(aift_metrics_create(context, labels, 3, &metrics));
    assert_ok(aift_metrics_update(metrics, &label, &label, losses, 1));
    assert_ok(aift_metrics_json(metrics, &json));
    assert_null(strstr(json, "null"));
    for (size_t m = 0; m < aift__num_metrics; m++)
        for (int a = 0; a < (aift__metrics[m]->label ? AIFT__NUM_AVERAGES : 1); a++) {
            double value;
            char path[64];
            const char *average = aift__metrics[m]->label ? aift__averages[a] : "";
            snprintf(path, sizeof path, "%s%s%s", aift__metrics[m]->name, *average ? "_" : "", average);
            assert_ok(aift_metrics_value(metrics, path, &value));
            assert_true(isfinite(value));
            assert_contains(json, path);
        }
    aift_metrics_release(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_metric_has_a_figure),
        CASE(figures_are_right_in_whole_and_in_parts),
        CASE(figures_are_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
