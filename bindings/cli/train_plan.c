/* What a training will do, told before it begins, and how far it is. */
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "text.h"
#include "train.h"

enum { SHOWN_LABELS = 8 };

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "labels   ham (612), spam (272)": the column's texts with their counts. */
static void plan_labels(const aift_model *model, const aift_dataset *data, const char *column_name)
{
    int32_t column = aift_dataset_column_index(data, column_name);
    size_t rows = aift_dataset_num_rows(data), n = 0, kinds = 0;
    const char **labels = column >= 0 ? malloc((rows + 1) * sizeof *labels) : NULL;
    if (!labels)
        return; /* training says what is wrong */
    for (size_t row = 0; row < rows; row++) {
        const char *label = aift_dataset_value(data, row, (size_t)column, NULL);
        if (label)
            labels[n++] = label;
    }
    qsort(labels, n, sizeof *labels, by_bytes);
    char text[512] = "";
    for (size_t i = 0, begin = 0; i < n; i++) {
        if (i + 1 < n && strcmp(labels[i], labels[i + 1]) == 0)
            continue;
        char count[32];
        size_t used = strlen(text);
        if (kinds++ < SHOWN_LABELS)
            snprintf(text + used, sizeof text - used, "%s%.40s (%s)", used ? ", " : "", labels[i],
                     cli_text_count(count, (long long)(i + 1 - begin)));
        begin = i + 1;
    }
    cli_note("labels    %zu: %s%s", kinds, text, kinds > SHOWN_LABELS ? ", ..." : "");
    if (kinds < aift_model_num_labels(model))
        cli_note("          %zu more of the model have no row to learn from",
                 aift_model_num_labels(model) - kinds);
    free(labels);
}

static void plan_model(const train_args *args, const aift_model *model, int64_t all, int64_t trainable)
{
    char count[32], frozen[32], freeze[64] = "";
    if (args->freeze.count)
        snprintf(freeze, sizeof freeze, ", %s of them frozen", cli_text_count(frozen, all - trainable));
    cli_note("model     %s: %s, %s parameters%s", args->model, aift_model_architecture(model),
             cli_text_count(count, all), freeze);
    if (aift_model_num_labels(model) == 0 || aift_model_has_new_head(model))
        cli_note("          it has no classification head: a new one is drawn");
}

static void plan_data(const train_args *args, const train_run *run)
{
    char rows[32], eval_rows[32];
    cli_text_count(rows, (long long)aift_dataset_num_rows(run->train));
    if (run->eval)
        cli_text_count(eval_rows, (long long)aift_dataset_num_rows(run->eval));
    if (!run->eval)
        cli_note("data      %s rows of %s; none to evaluate on", rows, args->data);
    else if (args->eval_data)
        cli_note("data      %s rows of %s; %s rows of %s to evaluate on", rows, args->data, eval_rows,
                 args->eval_data);
    else
        cli_note("data      %s rows of %s; another %s set aside to evaluate on", rows, args->data, eval_rows);
}

int cli_train_plan(const train_args *args, const train_run *run, const aift_train_options *o)
{
    char steps[32], accumulate[48] = "", length[48] = "";
    int64_t n, all, trainable;
    aift_status status =
        aift_train_check(run->model, aift_dataset_num_rows(run->train), o, &n, &all, &trainable);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    plan_data(args, run);
    plan_labels(run->model, run->train,
                o->label_column ? o->label_column : aift_model_label_column(run->model));
    plan_model(args, run->model, all, trainable);
    if (o->gradient_accumulation_steps > 1)
        snprintf(accumulate, sizeof accumulate, "%d times ", (int)o->gradient_accumulation_steps);
    if (o->max_length)
        snprintf(length, sizeof length, ", texts of up to %d tokens", (int)o->max_length);
    cli_note("training  %s step%s of %s%d rows%s", cli_text_count(steps, n), n == 1 ? "" : "s", accumulate,
             (int)o->per_device_train_batch_size, length);
    cli_note("          learning rate %g, seed %llu, %d threads", o->learning_rate,
             (unsigned long long)o->seed, (int)aift_context_num_threads(run->context));
    if (args->dry_run)
        cli_note("dry run: nothing is trained, nothing is written");
    else
        cli_note("output    %s; Ctrl-C stops and saves", args->output);
    return CLI_OK;
}

static void note_evaluation(const aift_train_progress *progress)
{
    static const char *const names[] = {"loss", "accuracy", "f1_macro"};
    char text[256];
    int n = snprintf(text, sizeof text, "epoch %.4g:", progress->epoch);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        double value;
        if (aift_evaluation_metric(progress->evaluation, names[i], &value) == AIFT_OK)
            n += snprintf(text + n, sizeof text - (size_t)n, "  %s %.4f", names[i], value);
    }
    cli_note("%s", text);
}

static void show_steps(const aift_train_progress *progress)
{
    static double loss; /* smoothed: that of one batch jumps */
    double share = 1.0 / (double)(progress->step < 20 ? progress->step : 20);
    loss = progress->step <= 1 ? progress->loss : loss + share * (progress->loss - loss);
    if (!cli_progress_due(progress->step, progress->max_steps))
        return;
    char rate[32], left[32];
    cli_parts parts = {.count = 0};
    cli_parts_add(&parts, "step %lld/%lld", (long long)progress->step, (long long)progress->max_steps);
    cli_parts_add(&parts, "loss %.4f", loss);
    if (progress->seconds_left >= 0)
        cli_parts_add(&parts, "%s left", cli_text_time(left, progress->seconds_left));
    bool tokens = progress->tokens_per_second > 0;
    cli_parts_add(&parts, tokens ? "%s tokens/s" : "%s rows/s",
                  cli_text_rate(rate, tokens ? progress->tokens_per_second : progress->rows_per_second));
    cli_progress_show(progress->step, progress->max_steps, &parts);
}

static void show_evaluation(const aift_train_progress *progress)
{
    if (!cli_progress_due(progress->eval_row, progress->eval_rows))
        return;
    char done[32], all[32];
    cli_parts parts = {.count = 0};
    cli_parts_add(&parts, "evaluating");
    cli_parts_add(&parts, "%s of %s rows", cli_text_count(done, progress->eval_row),
                  cli_text_count(all, progress->eval_rows));
    cli_parts_add(&parts, "step %lld/%lld", (long long)progress->step, (long long)progress->max_steps);
    cli_progress_show(progress->eval_row, progress->eval_rows, &parts);
}

int cli_train_progress(void *user, const aift_train_progress *progress)
{
    (void)user;
    if (progress->evaluation)
        note_evaluation(progress);
    else if (progress->eval_rows)
        show_evaluation(progress);
    else
        show_steps(progress);
    return cli_interrupted();
}
