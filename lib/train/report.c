/* The training report: a tree of JSON and its text. */
#include "train/report.h"

aift_status aift__train_report_create(aift_context *context, aift_train_report **out)
{
    *out = NULL;
    aift_train_report *report = aift__calloc(context, 1, sizeof *report);
    if (!report)
        return AIFT_E_NOMEM;
    report->context = aift_context_retain(context);
    aift__skipped_init(&report->skipped, context);
    report->tree = aift__json_new_object();
    if (!report->tree) {
        aift_train_report_release(report);
        return AIFT_E_NOMEM;
    }
    *out = report;
    return AIFT_OK;
}

void aift_train_report_release(aift_train_report *report)
{
    if (!report)
        return;
    aift_context *context = report->context;
    aift_evaluation_release(report->evaluation);
    aift__skipped_finish(&report->skipped);
    aift__json_free(report->tree);
    aift__free(context, report->json);
    aift__free(context, report);
    aift_context_release(context);
}

aift_status aift__train_report_set(aift_train_report *report, const char *key, aift__json *value)
{
    return aift__json_set(report->tree, key, value);
}

aift_status aift__train_report_push(aift_train_report *report, const char *key, aift__json *value)
{
    return aift__json_push((aift__json *)(uintptr_t)aift__json_get(report->tree, key), value);
}

aift_status aift__train_report_write(aift_train_report *report)
{
    char *text;
    AIFT__TRY(aift__json_write(report->context, report->tree, 0, &text));
    aift__free(report->context, report->json);
    report->json = text;
    return AIFT_OK;
}

int32_t aift_train_report_interrupted(const aift_train_report *report)
{
    return report->interrupted;
}

int64_t aift_train_report_best_epoch(const aift_train_report *report)
{
    return report->best_epoch;
}

const aift_evaluation *aift_train_report_evaluation(const aift_train_report *report)
{
    return report->evaluation;
}

size_t aift_train_report_num_skipped(const aift_train_report *report)
{
    return report->skipped.count;
}

const char *aift_train_report_skipped(const aift_train_report *report, size_t i)
{
    return aift__skipped_message(&report->skipped, i);
}

const char *aift_train_report_json(const aift_train_report *report)
{
    return report->json;
}
