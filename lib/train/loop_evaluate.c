/* Evaluations between epochs: figures for the report, progress, and the best parameters kept. */
#include <string.h>

#include "metrics/metrics.h"
#include "tasks/classify.h"
#include "train/loop.h"

aift_status aift__loop_check_evaluation(const aift_model *model, const aift_dataset *eval_data,
                                        const aift_train_options *options)
{
    if (!eval_data || options->eval_strategy == AIFT_EVAL_NO)
        return AIFT_OK;
    if (options->load_best_model_at_end)
        AIFT__TRY(aift__metrics_check((const char *const *)model->labels, (int64_t)model->num_labels,
                                      model->multi_label, options->metric_for_best_model));
    aift__rows rows;
    AIFT__TRY(aift__rows_open(model, eval_data, options->text_column, options->label_column, &rows));
    aift__rows_close(&rows);
    return AIFT_OK;
}

static aift__news news(const aift__loop *l)
{
    return (aift__news){.loss = aift__loop_epoch_loss(l),
                        .learning_rate = aift__trainer_learning_rate(l->trainer)};
}

/* An evaluation that is complete when the callback asks to stop counts. */
static int tell_rows(void *user, int64_t done, int64_t total)
{
    aift__loop *l = user;
    aift__news rows = news(l);
    rows.eval_row = done;
    rows.eval_rows = total;
    aift__loop_tell(l, &rows);
    return l->stop && done < total;
}

static aift_status keep_best(aift__loop *l, aift_evaluation *evaluation, int64_t epoch)
{
    double value;
    AIFT__TRY(aift_evaluation_metric(evaluation, l->options->metric_for_best_model, &value));
    bool better =
        l->best_epoch == 0 || (l->options->greater_is_better ? value > l->best_value : value < l->best_value);
    if (!better)
        return AIFT_OK;
    l->best_value = value;
    l->best_epoch = epoch;
    l->best_step = l->trainer->steps;
    if (l->best_step == l->trainer->total_steps) /* it stays as it is */
        return AIFT_OK;
    const aift__flat *flat = &l->trainer->flat;
    if (!l->best && !(l->best = aift__malloc(flat->context, aift__flat_bytes(flat), 1)))
        return AIFT_E_NOMEM;
    aift__flat_save(flat, l->best);
    return AIFT_OK;
}

static aift_status report(aift__loop *l, const aift_evaluation *evaluation)
{
    const char *text = aift_evaluation_json(evaluation);
    aift__json *tree;
    AIFT__TRY(aift__json_parse(text, strlen(text), "evaluation", &tree));
    return aift__train_report_push(l->report, "evals", tree);
}

/* Reports the evaluation, and keeps it if it is the one that counts; then *evaluation is the one before. */
static aift_status take(aift__loop *l, aift_evaluation **evaluation, int64_t epoch)
{
    AIFT__TRY(report(l, *evaluation));
    if (l->options->load_best_model_at_end)
        AIFT__TRY(keep_best(l, *evaluation, epoch));
    aift__news made = news(l);
    made.evaluation = *evaluation;
    aift__loop_tell(l, &made);
    if (l->options->load_best_model_at_end && l->best_epoch != epoch)
        return AIFT_OK;
    aift_evaluation *old = l->report->evaluation;
    l->report->evaluation = *evaluation;
    *evaluation = old;
    return AIFT_OK;
}

aift_status aift__loop_evaluate(aift__loop *l, int64_t epoch)
{
    aift_trainer *t = l->trainer;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = t->options.per_device_eval_batch_size;
    options.max_length = t->max_length;
    options.on_error = t->options.on_error;
    options.progress = tell_rows;
    options.user = l;
    aift_evaluation *evaluation = NULL;
    aift_status status = AIFT_E_CANCELLED;
    aift__execution_rest(t->execution);
    if (!tell_rows(l, 0, (int64_t)aift_dataset_num_rows(l->eval_data)))
        status = aift__evaluate(t->model, t->live, l->eval_data, &options, &evaluation);
    aift__runners_rest(t->model);
    if (status == AIFT_E_CANCELLED) {
        l->left_out = true;
        return AIFT_OK;
    }
    AIFT__TRY(status);
    l->evaluated_step = t->steps;
    status = take(l, &evaluation, epoch);
    aift_evaluation_release(evaluation);
    return status;
}

void aift__loop_settle(aift__loop *l)
{
    aift__lock *live = &l->trainer->model->live_lock;
    if (l->best_epoch && l->best_step != l->trainer->steps) {
        aift__lock_take(live);
        aift__flat_restore(&l->trainer->flat, l->best);
        aift__lock_give(live);
    } else if (l->evaluated_step != l->trainer->steps) {
        aift_evaluation_release(l->report->evaluation);
        l->report->evaluation = NULL;
    }
}
