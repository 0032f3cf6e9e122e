/* aift_train: epochs of steps, evaluation after each, the best model kept, progress, and the report. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "metrics/metrics.h"
#include "tasks/classify.h"
#include "train/report.h"
#include "train/sampler.h"
#include "train/trainer.h"

typedef struct loop {
    aift_trainer *trainer;
    const aift_dataset *eval_data;
    const aift_train_options *options; /* the trainer's, with the caller's pointers */
    aift_train_report *report;
    size_t *order;
    int64_t per_epoch;    /* steps */
    bool stop;            /* the callback asked for it */
    int64_t rows, tokens; /* done */
    double seconds;       /* training only */
    double loss_sum, epoch_loss;
    int64_t epoch_steps;
    float *best; /* parameters of the best evaluation */
    double best_value;
    int64_t best_epoch; /* from 1; 0: none */
} loop;

/* ---- progress ---- */

static aift_status tell(loop *l, double loss, double norm, double rate, const aift_evaluation *evaluation)
{
    aift_trainer *t = l->trainer;
    if (!l->options->progress)
        return AIFT_OK;
    double left = t->steps ? l->seconds / (double)t->steps * (double)(t->total_steps - t->steps) : -1;
    const aift_train_progress progress = {
        .struct_size = sizeof progress,
        .step = t->steps,
        .max_steps = t->total_steps,
        .epoch = (double)t->steps / (double)l->per_epoch,
        .loss = loss,
        .learning_rate = rate,
        .grad_norm = norm,
        .tokens_per_second = l->seconds > 0 ? (double)l->tokens / l->seconds : 0,
        .seconds_left = left,
        .evaluation = evaluation,
    };
    l->stop = l->options->progress(l->options->user, &progress) != 0 || l->stop;
    return AIFT_OK;
}

/* ---- steps ---- */

/* One optimizer step from the batches that begin at order[first]; *next is where the one after begins. */
static aift_status run_step(loop *l, size_t first, size_t n, size_t *next)
{
    aift_trainer *t = l->trainer;
    size_t batch = (size_t)t->options.per_device_train_batch_size;
    size_t batches =
        AIFT__MIN((n - first + batch - 1) / batch, (size_t)t->options.gradient_accumulation_steps);
    double begin = aift__clock_seconds(), loss = 0, norm, rate = aift__trainer_learning_rate(t);
    for (size_t i = 0; i < batches; i++) {
        size_t rows = AIFT__MIN(batch, n - first);
        double part;
        AIFT__TRY(aift_trainer_backward(t, l->order + first, rows, (int32_t)batches, &part));
        loss += part / (double)batches;
        l->rows += (int64_t)rows;
        l->tokens += (int64_t)aift__ragged_sum(&t->tokens, l->order + first, rows);
        first += rows;
    }
    AIFT__TRY(aift_trainer_step(t, &norm));
    l->seconds += aift__clock_seconds() - begin;
    l->loss_sum += loss;
    l->epoch_loss += loss;
    l->epoch_steps++;
    *next = first;
    return tell(l, loss, norm, rate, NULL);
}

/* ---- evaluation ---- */

static aift_status keep_best(loop *l, aift_evaluation *evaluation, int64_t epoch)
{
    double value;
    AIFT__TRY(aift_evaluation_metric(evaluation, l->options->metric_for_best_model, &value));
    bool better =
        l->best_epoch == 0 || (l->options->greater_is_better ? value > l->best_value : value < l->best_value);
    if (!better)
        return AIFT_OK;
    l->best_value = value;
    l->best_epoch = epoch;
    const aift__flat *flat = &l->trainer->flat;
    if (!l->best && !(l->best = aift__malloc(flat->context, (size_t)flat->n, sizeof *l->best)))
        return AIFT_E_NOMEM;
    memcpy(l->best, flat->params->data, (size_t)flat->n * sizeof *l->best);
    return AIFT_OK;
}

static aift_status report_evaluation(loop *l, const aift_evaluation *evaluation)
{
    const char *text = aift_evaluation_json(evaluation);
    aift__json *tree;
    AIFT__TRY(aift__json_parse(text, strlen(text), "evaluation", &tree));
    return aift__train_report_push(l->report, "evals", tree);
}

static aift_status evaluate(loop *l, int64_t epoch)
{
    aift_trainer *t = l->trainer;
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = t->options.per_device_eval_batch_size;
    options.max_length = t->max_length;
    aift_evaluation *evaluation;
    AIFT__TRY(aift__evaluate(t->model, t->live, l->eval_data, &options, &evaluation));
    aift_status status = report_evaluation(l, evaluation);
    bool best = false;
    if (status == AIFT_OK && l->options->load_best_model_at_end) {
        status = keep_best(l, evaluation, epoch);
        best = l->best_epoch == epoch;
    }
    if (status == AIFT_OK)
        status = tell(l, l->epoch_loss / (double)AIFT__MAX(l->epoch_steps, 1), 0,
                      aift__trainer_learning_rate(t), evaluation);
    if (status == AIFT_OK && (best || !l->options->load_best_model_at_end)) {
        aift_evaluation *old = l->report->evaluation;
        l->report->evaluation = evaluation;
        evaluation = old;
    }
    aift_evaluation_release(evaluation);
    return status;
}

/* ---- epochs ---- */

static aift_status run_epoch(loop *l, int64_t epoch)
{
    aift_trainer *t = l->trainer;
    size_t n = t->tokens.rows;
    aift__sample_epoch(&t->options, epoch, l->order, n);
    l->epoch_loss = 0;
    l->epoch_steps = 0;
    for (size_t at = 0; at < n && t->steps < t->total_steps && !l->stop;)
        AIFT__TRY(run_step(l, at, n, &at));
    AIFT__TRY(aift__train_report_push(
        l->report, "losses", aift__json_new_real(l->epoch_loss / (double)AIFT__MAX(l->epoch_steps, 1))));
    if (l->eval_data && l->options->eval_strategy == AIFT_EVAL_EPOCH && !l->stop)
        return evaluate(l, epoch + 1);
    return AIFT_OK;
}

/* The order of all epochs is known, so the plan fits exactly. */
static aift_status plan(loop *l)
{
    aift_trainer *t = l->trainer;
    size_t n = t->tokens.rows, batch = (size_t)t->options.per_device_train_batch_size;
    aift__capacity capacity = {.rows = (int64_t)AIFT__MIN(batch, n)};
    int64_t epochs = (t->total_steps + l->per_epoch - 1) / l->per_epoch;
    for (int64_t epoch = 0; epoch < epochs && epoch < 100; epoch++) { /* later ones plan anew if they must */
        aift__sample_epoch(&t->options, epoch, l->order, n);
        for (size_t at = 0; at < n; at += batch) {
            size_t tokens = aift__ragged_sum(&t->tokens, l->order + at, AIFT__MIN(batch, n - at));
            capacity.tokens = AIFT__MAX(capacity.tokens, (int64_t)tokens);
        }
    }
    return aift__trainer_plan(t, capacity);
}

static aift_status run(loop *l)
{
    aift_trainer *t = l->trainer;
    l->order = aift__malloc(t->context, t->tokens.rows, sizeof *l->order);
    if (!l->order)
        return AIFT_E_NOMEM;
    l->per_epoch = aift__steps_per_epoch(&t->options, t->tokens.rows);
    AIFT__TRY(plan(l));
    AIFT__TRY(aift__train_report_set(l->report, "losses", aift__json_new_array()));
    AIFT__TRY(aift__train_report_set(l->report, "evals", aift__json_new_array()));
    for (int64_t epoch = 0; t->steps < t->total_steps && !l->stop; epoch++)
        AIFT__TRY(run_epoch(l, epoch));
    if (l->best && !l->stop)
        memcpy(t->flat.params->data, l->best, (size_t)t->flat.n * sizeof *l->best);
    return AIFT_OK;
}

/* ---- the report ---- */

static aift_status add_evaluation(loop *l)
{
    const aift_evaluation *e = l->report->evaluation;
    aift__json *tree = NULL;
    if (e)
        AIFT__TRY(
            aift__json_parse(aift_evaluation_json(e), strlen(aift_evaluation_json(e)), "evaluation", &tree));
    return aift__train_report_set(l->report, "eval", tree ? tree : aift__json_new_null());
}

static aift_status finish_report(loop *l, bool new_head)
{
    const aift_trainer *t = l->trainer;
    aift_train_report *r = l->report;
    r->interrupted = l->stop && t->steps < t->total_steps;
    const struct {
        const char *key;
        aift__json *value;
    } fields[] = {
        {"steps", aift__json_new_int(t->steps)},
        {"epochs", aift__json_new_real((double)t->steps / (double)l->per_epoch)},
        {"rows", aift__json_new_int(l->rows)},
        {"tokens", aift__json_new_int(l->tokens)},
        {"seconds", aift__json_new_real(l->seconds)},
        {"tokens_per_second", aift__json_new_real(l->seconds > 0 ? (double)l->tokens / l->seconds : 0)},
        {"peak_rss_bytes", aift__json_new_int(aift__clock_peak_rss())},
        {"loss", aift__json_new_real(l->loss_sum / (double)AIFT__MAX(t->steps, 1))},
        {"best_epoch", l->best_epoch ? aift__json_new_int(l->best_epoch) : aift__json_new_null()},
        {"new_head", aift__json_new_bool(new_head)},
        {"interrupted", aift__json_new_bool(r->interrupted)},
        {"kpis", aift__json_new_array()},
    };
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < AIFT__COUNT(fields); i++) { /* each is taken over, also after a failure */
        aift_status each = aift__train_report_set(r, fields[i].key, fields[i].value);
        status = status == AIFT_OK ? each : status;
    }
    AIFT__TRY(status);
    AIFT__TRY(add_evaluation(l));
    return aift__train_report_write(r);
}

/* What would only be found after an epoch is looked at before. */
static aift_status check_evaluation(const aift_model *model, const aift_dataset *eval_data,
                                    const aift_train_options *options)
{
    if (!eval_data || options->eval_strategy == AIFT_EVAL_NO)
        return AIFT_OK;
    if (options->load_best_model_at_end)
        AIFT__TRY(aift__metrics_check((const char *const *)model->labels, (int64_t)model->num_labels,
                                      options->metric_for_best_model));
    aift__rows rows;
    AIFT__TRY(aift__rows_open(model, eval_data, options->text_column, options->label_column, &rows));
    aift__rows_close(&rows);
    return AIFT_OK;
}

aift_status aift_train(aift_model *model, const aift_dataset *train_data, const aift_dataset *eval_data,
                       const aift_train_options *given, aift_train_report **out)
{
    *out = NULL;
    bool new_head = model->num_labels == 0 || model->new_head;
    loop l = {.eval_data = eval_data};
    AIFT__TRY(aift__trainer_create(model, train_data, given, &l.trainer));
    l.options = &l.trainer->options;
    aift_status status = check_evaluation(model, eval_data, l.options);
    if (status == AIFT_OK)
        status = aift__train_report_create(model->context, &l.report);
    if (status == AIFT_OK)
        status = run(&l);
    if (status == AIFT_OK)
        status = finish_report(&l, new_head);
    aift__free(model->context, l.order);
    aift__free(model->context, l.best);
    aift__trainer_end(l.trainer, status == AIFT_OK);
    if (status != AIFT_OK) {
        aift_train_report_release(l.report);
        return status;
    }
    *out = l.report;
    return AIFT_OK;
}
