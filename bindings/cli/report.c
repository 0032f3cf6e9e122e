/* Tables for people: an evaluation's figures, and a use case's KPIs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

enum { MAX_TABLE_LABELS = 10, MAX_NAME = 24, MIN_CELL = 5, WIDTH = 80, MAX_SKIPPED = 10 };

static double figure(const aift_evaluation *evaluation, const char *path)
{
    double value;
    return aift_evaluation_metric(evaluation, path, &value) == AIFT_OK ? value : NAN;
}

/* A figure of one label; a name of any length. */
static double label_figure(const aift_evaluation *evaluation, const char *label, const char *name)
{
    size_t size = strlen(label) + 64;
    char *path = malloc(size);
    if (!path)
        return NAN;
    snprintf(path, size, "per_label.%s.%s", label, name);
    double value = figure(evaluation, path);
    free(path);
    return value;
}

static size_t widest_label(const aift_model *model, size_t least)
{
    size_t width = least;
    for (size_t i = 0; i < aift_model_num_labels(model); i++) {
        size_t n = cli_text_width(aift_model_label(model, i));
        width = n > width ? n : width;
    }
    return width < MAX_NAME ? width : MAX_NAME;
}

static void print_labels(FILE *to, const aift_model *model, const aift_evaluation *evaluation)
{
    static const char *const names[] = {"precision", "recall", "f1"};
    size_t width = widest_label(model, strlen("label"));
    fputs("\n  ", to);
    cli_text_column(to, "label", width, false);
    for (size_t i = 0; i < 3; i++)
        fprintf(to, "  %9s", names[i]);
    fprintf(to, "  %7s\n", "rows");
    for (size_t i = 0; i < aift_model_num_labels(model); i++) {
        const char *label = aift_model_label(model, i);
        fputs("  ", to);
        cli_text_column(to, label, width, false);
        for (size_t k = 0; k < 3; k++)
            fprintf(to, "  %9.4f", label_figure(evaluation, label, names[k]));
        fprintf(to, "  %7.0f\n", label_figure(evaluation, label, "support"));
    }
}

static void print_confusion(FILE *to, const aift_model *model, const aift_evaluation *evaluation)
{
    static const char corner[] = "true \\ predicted";
    size_t n = aift_model_num_labels(model), width = widest_label(model, strlen(corner));
    size_t cell = widest_label(model, MIN_CELL), room = (WIDTH - width) / n;
    room = room > MIN_CELL + 2 ? room - 2 : MIN_CELL;
    cell = cell < room ? cell : room;
    fputs("\n  ", to);
    cli_text_column(to, corner, width, false);
    for (size_t j = 0; j < n; j++) {
        fputs("  ", to);
        cli_text_column(to, aift_model_label(model, j), cell, true);
    }
    for (size_t i = 0; i < n; i++) {
        fputs("\n  ", to);
        cli_text_column(to, aift_model_label(model, i), width, false);
        for (size_t j = 0; j < n; j++) {
            char path[64];
            snprintf(path, sizeof path, "confusion_matrix.%zu.%zu", i, j);
            fprintf(to, "  %*.0f", (int)cell, figure(evaluation, path));
        }
    }
    fputc('\n', to);
}

void cli_report_evaluation(FILE *to, const aift_model *model, const aift_evaluation *evaluation)
{
    static const char *const names[] = {"accuracy", "f1_macro", "f1_weighted", "loss"};
    char buf[32];
    fprintf(to, "  %-11s  %9s\n", "rows", cli_text_count(buf, (long long)figure(evaluation, "n")));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        fprintf(to, "  %-11s  %9.4f\n", names[i], figure(evaluation, names[i]));
    if (aift_model_num_labels(model) > MAX_TABLE_LABELS)
        return;
    print_labels(to, model, evaluation);
    if (strcmp(aift_model_problem_type(model), "single_label_classification") == 0)
        print_confusion(to, model, evaluation);
}

void cli_report_skipped(FILE *to, const char *of, const aift_train_report *report,
                        const aift_evaluation *evaluation)
{
    const size_t all = report       ? aift_train_report_num_skipped(report)
                       : evaluation ? aift_evaluation_num_skipped(evaluation)
                                    : 0;
    if (all == 0)
        return;
    fprintf(to, "\nleft out of %s, as %s could not be read:\n", of, all == 1 ? "it" : "they");
    for (size_t i = 0; i < all && i < MAX_SKIPPED; i++) {
        const char *why =
            report ? aift_train_report_skipped(report, i) : aift_evaluation_skipped(evaluation, i);
        fprintf(to, "  %s\n", why);
    }
    if (all > MAX_SKIPPED)
        fprintf(to, "  and %zu more, which --json names\n", all - MAX_SKIPPED);
}

static void print_number(FILE *to, double value)
{
    if (isnan(value))
        fprintf(to, "  %10s", "-");
    else
        fprintf(to, "  %10.6g", value);
}

static void print_kpi(FILE *to, const aift_usecase *usecase, size_t index, const aift_evaluation *evaluation,
                      size_t width)
{
    aift_kpi kpi = {.struct_size = sizeof kpi};
    double value = NAN;
    int32_t met = 0;
    if (aift_usecase_kpi(usecase, index, &kpi) != AIFT_OK)
        return;
    const char *state = "pending";
    if (evaluation && aift_usecase_judge(usecase, index, evaluation, &value, &met) == AIFT_OK)
        state = met ? "met" : "MISSED";
    else if (evaluation)
        value = figure(evaluation, kpi.metric);
    fputs("  ", to);
    cli_text_column(to, kpi.name, width, false);
    print_number(to, value);
    fprintf(to, "  %s", isnan(kpi.target) ? "  " : kpi.direction == AIFT_KPI_HIGHER ? ">=" : "<=");
    print_number(to, kpi.target);
    fprintf(to, "  %-8s %s%s%s%s\n", state, kpi.metric, kpi.unit ? " (" : "", kpi.unit ? kpi.unit : "",
            kpi.unit ? ")" : "");
}

void cli_report_kpis(FILE *to, const aift_usecase *usecase, const aift_evaluation *evaluation)
{
    size_t width = strlen("KPI");
    for (size_t i = 0; i < aift_usecase_num_kpis(usecase); i++) {
        aift_kpi kpi = {.struct_size = sizeof kpi};
        size_t n = aift_usecase_kpi(usecase, i, &kpi) == AIFT_OK ? cli_text_width(kpi.name) : 0;
        width = n > width ? n : width;
    }
    width = width < MAX_NAME ? width : MAX_NAME;
    fputs("\n  ", to);
    cli_text_column(to, "KPI", width, false);
    fprintf(to, "  %10s      %10s  %-8s %s\n", "value", "target", "state", "metric");
    for (size_t i = 0; i < aift_usecase_num_kpis(usecase); i++)
        print_kpi(to, usecase, i, evaluation, width);
}
