/* KPIs: looked at before a training, judged after it. */
#include <stdlib.h>

#include "aift/usecase.h"
#include "base/base.h"
#include "support.h"
#include "train/report.h"

static const char *const columns[] = {"text", "label"};
/* Each label once; what the model makes of them does not matter. */
static const char *const rows[] = {"rain and wind", "Weather", "a bill", "bills", "to the sea", "travel"};

static aift_status load(aift_context *context, const char *kpis, aift_usecase **out)
{
    char text[2048];
    aift_source source = AIFT_SOURCE_INIT;
    snprintf(text, sizeof text, "{\"title\":\"x\",\"kpis\":[%s]}", kpis);
    source.data = text;
    source.size = strlen(text);
    return aift_usecase_load_source(context, &source, out);
}

static aift_status data(aift_context *context, aift_dataset **out)
{
    return aift_dataset_from_rows(context, columns, 2, rows, 3, out);
}

static const char kpis[] =
    "{\"name\":\"rows\",\"metric\":\"n\",\"direction\":\"higher\",\"target\":3},"
    "{\"name\":\"few\",\"metric\":\"n\",\"direction\":\"lower\",\"target\":2.5,\"unit\":\"rows\"},"
    "{\"name\":\"open\",\"metric\":\"per_label.bills.support\",\"direction\":\"lower\"},"
    "{\"name\":\"same\",\"metric\":\"n\",\"direction\":\"lower\",\"target\":3}";
static const char reported[] =
    "\"kpis\":[{\"name\":\"rows\",\"unit\":null,\"metric\":\"n\",\"direction\":\"higher\",\"target\":3.0,"
    "\"value\":3.0,"
    "\"state\":\"met\"},"
    "{\"name\":\"few\",\"unit\":\"rows\",\"metric\":\"n\",\"direction\":\"lower\",\"target\":2.5,\"value\":3."
    "0,"
    "\"state\":\"missed\"},"
    "{\"name\":\"open\",\"unit\":null,\"metric\":\"per_label.bills.support\",\"direction\":\"lower\","
    "\"target\":null,"
    "\"value\":1.0,\"state\":\"pending\"},"
    "{\"name\":\"same\",\"unit\":null,\"metric\":\"n\",\"direction\":\"lower\",\"target\":3.0,\"value\":3.0,"
    "\"state\":\"met\"}]";

static void test_check(void **state)
{
    static const struct {
        const char *metric, *message;
    } wrong[] = {
        {"f1", "kpis[0].metric: evaluation has no figure \"f1\"; it has n, accuracy"},
        {"per_label.spam.recall", "with LABEL one of Weather, bills, travel"},
        {"confusion_matrix.3.0", "has no figure"},
    };
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_usecase *usecase;
    aift_dataset *dataset;
    assert_ok(data(context, &dataset));
    assert_ok(load(context, kpis, &usecase));
    assert_ok(aift_usecase_check(usecase, dataset, NULL));
    assert_ok(aift_usecase_check(usecase, dataset, "label"));
    assert_fails(aift_usecase_check(usecase, dataset, "class"), AIFT_E_NOT_FOUND, "\"class\"");
    aift_usecase_release(usecase);
    for (size_t i = 0; i < AIFT__COUNT(wrong); i++) {
        char kpi[256];
        snprintf(kpi, sizeof kpi, "{\"name\":\"k\",\"direction\":\"higher\",\"metric\":\"%s\"}",
                 wrong[i].metric);
        assert_ok(load(context, kpi, &usecase));
        assert_fails(aift_usecase_check(usecase, dataset, NULL), AIFT_E_NOT_FOUND, wrong[i].message);
        aift_usecase_release(usecase);
    }
    aift_dataset_release(dataset);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status evaluate(aift_context *context, aift_evaluation **out)
{
    aift_model *model = NULL;
    aift_dataset *dataset = NULL;
    aift_status status = aift_model_load(context, aift_test_path("golden/tiny-bert"), NULL, &model);
    if (status == AIFT_OK)
        status = data(context, &dataset);
    if (status == AIFT_OK)
        status = aift_model_evaluate(model, dataset, NULL, out);
    aift_dataset_release(dataset);
    aift_model_release(model);
    return status;
}

static void test_judge(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_usecase *usecase;
    aift_evaluation *evaluation;
    double value;
    int32_t met;
    assert_ok(evaluate(context, &evaluation));
    assert_ok(load(context, kpis, &usecase));
    assert_ok(aift_usecase_judge(usecase, 0, evaluation, &value, &met));
    assert_close(value, 3, 0);
    assert_int_equal(met, 1);
    assert_ok(aift_usecase_judge(usecase, 1, evaluation, &value, &met));
    assert_int_equal(met, 0);
    assert_fails(aift_usecase_judge(usecase, 2, evaluation, &value, &met), AIFT_E_STATE,
                 "kpis[2].target is missing");
    assert_fails(aift_usecase_judge(usecase, 4, evaluation, &value, &met), AIFT_E_RANGE, "has 4");
    aift_usecase_release(usecase);
    assert_ok(load(context, "{\"name\":\"k\",\"direction\":\"higher\",\"metric\":\"bleu\"}", &usecase));
    assert_fails(aift_usecase_judge(usecase, 0, evaluation, &value, &met), AIFT_E_NOT_FOUND,
                 "kpis[0].metric: evaluation has no figure \"bleu\"; it has n, accuracy");
    aift_usecase_release(usecase);
    aift_evaluation_release(evaluation);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* A report of which only what apply reads is there. */
static aift_status apply(aift_context *context, const char *of, aift_evaluation *evaluation, char **json,
                         int32_t *met)
{
    aift_usecase *usecase = NULL;
    aift_train_report *report = NULL;
    aift_status status = load(context, of, &usecase);
    if (status == AIFT_OK)
        status = aift__train_report_create(context, &report);
    if (status == AIFT_OK) {
        report->evaluation = evaluation;
        status = aift_usecase_apply(usecase, report, met);
        if (status == AIFT_OK && json)
            *json = strdup(aift_train_report_json(report));
        report->evaluation = NULL;
    }
    aift_train_report_release(report);
    aift_usecase_release(usecase);
    return status;
}

static void test_apply(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_evaluation *evaluation;
    char *json;
    int32_t met;
    assert_ok(evaluate(context, &evaluation));
    assert_ok(apply(context, kpis, evaluation, &json, &met));
    assert_contains(json, reported);
    assert_int_equal(met, 0);
    free(json);
    assert_ok(apply(context, kpis, NULL, &json, &met));
    assert_null(strstr(json, "\"met\""));
    assert_null(strstr(json, "missed"));
    assert_contains(json, "\"value\":null,\"state\":\"pending\"");
    assert_int_equal(met, 1);
    free(json);
    assert_ok(apply(context, "", evaluation, &json, &met));
    assert_string_equal(json, "{\"kpis\":[]}");
    free(json);
    assert_fails(apply(context, "{\"name\":\"k\",\"direction\":\"higher\",\"metric\":\"bleu\"}", evaluation,
                       NULL, &met),
                 AIFT_E_NOT_FOUND, "kpis[0].metric");
    aift_evaluation_release(evaluation);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* The evaluation is made beforehand, in a context of its own. */
static aift_status check_and_apply(aift_context *context, void *evaluation)
{
    aift_usecase *usecase = NULL;
    aift_dataset *dataset = NULL;
    int32_t met;
    aift_status status = load(context, kpis, &usecase);
    if (status == AIFT_OK)
        status = data(context, &dataset);
    if (status == AIFT_OK)
        status = aift_usecase_check(usecase, dataset, NULL);
    if (status == AIFT_OK)
        status = apply(context, kpis, evaluation, NULL, &met);
    aift_dataset_release(dataset);
    aift_usecase_release(usecase);
    return status;
}

static void test_out_of_memory(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_evaluation *evaluation;
    assert_ok(evaluate(context, &evaluation));
    aift_test_sweep(check_and_apply, evaluation);
    aift_evaluation_release(evaluation);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_apply),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
