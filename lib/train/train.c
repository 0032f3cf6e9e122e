/* aift_train: epochs of steps, evaluation after each, the best model kept, and the report. */
#include <string.h>

#include "base/clock.h"
#include "data/dataset.h"
#include "train/loop.h"
#include "train/preflight.h"
#include "train/sampler.h"

/* ---- steps ---- */

/* One optimizer step from the batches that begin at order[first]; *next is where the one after begins. */
static aift_status run_step(aift__loop *l, size_t first, size_t n, size_t *next)
{
    aift_trainer *t = l->trainer;
    size_t batch = (size_t)t->options.per_device_train_batch_size;
    aift__news news = {.learning_rate = aift__trainer_learning_rate(t)};
    double begin = aift__clock_seconds();
    for (int32_t i = 0; i < t->options.gradient_accumulation_steps && first < n; i++) {
        size_t rows = AIFT__MIN(batch, n - first);
        double of_batch;
        int64_t before = t->group.rows;
        AIFT__TRY(aift_trainer_backward(t, l->order + first, rows, &of_batch));
        l->rows += t->group.rows - before;
        l->tokens += aift__feed_lengths(t->feed, l->order + first, rows);
        first += rows;
    }
    *next = first;
    if (t->group.batches == 0) /* all rows were left out */
        return AIFT_OK;
    news.loss = aift__trainer_loss(t);
    AIFT__TRY(aift_trainer_step(t, &news.grad_norm));
    l->seconds += aift__clock_seconds() - begin;
    l->loss_sum += news.loss;
    l->epoch_loss += news.loss;
    l->epoch_steps++;
    aift__loop_tell(l, &news);
    return AIFT_OK;
}

/* ---- epochs ---- */

static aift_status run_epoch(aift__loop *l, int64_t epoch)
{
    aift_trainer *t = l->trainer;
    size_t n = t->rows.items.n;
    aift__feed_rest(t->feed);
    aift__sample_epoch(&t->options, epoch, l->order, n);
    AIFT__TRY(aift__feed_ahead(t->feed, epoch, l->order, n));
    l->epoch_loss = 0;
    l->epoch_steps = 0;
    for (size_t at = 0; at < n && t->steps < t->total_steps && !l->stop;)
        AIFT__TRY(run_step(l, at, n, &at));
    AIFT__TRY(aift__train_report_push(l->report, "losses", aift__json_new_real(aift__loop_epoch_loss(l))));
    if (!l->eval_data || l->options->eval_strategy == AIFT_EVAL_NO)
        return AIFT_OK;
    if (!l->stop)
        return aift__loop_evaluate(l, epoch + 1);
    l->left_out = true;
    return AIFT_OK;
}

/* Keys stay in the order in which they are set first: figures of the run before the long lists. */
static aift_status begin_report(aift_train_report *report)
{
    static const char *const figures[] = {"steps",           "epochs",         "rows",
                                          "tokens",          "seconds",        "tokens_per_second",
                                          "rows_per_second", "peak_rss_bytes", "loss"};
    for (size_t i = 0; i < AIFT__COUNT(figures); i++)
        AIFT__TRY(aift__train_report_set(report, figures[i], aift__json_new_null()));
    AIFT__TRY(aift__train_report_set(report, "losses", aift__json_new_array()));
    AIFT__TRY(aift__train_report_set(report, "eval", aift__json_new_null()));
    return aift__train_report_set(report, "evals", aift__json_new_array());
}

static aift_status run(aift__loop *l)
{
    aift_trainer *t = l->trainer;
    l->order = aift__malloc(t->context, t->rows.items.n, sizeof *l->order);
    if (!l->order)
        return AIFT_E_NOMEM;
    l->per_epoch = aift__steps_per_epoch(&t->options, t->rows.items.n);
    aift__extent extent;
    aift__sample_extent(&t->options, t->feed, t->total_steps, l->order, &extent);
    AIFT__TRY(aift__trainer_plan(t, extent.largest));
    AIFT__TRY(begin_report(l->report));
    /* A batch that is left out whole is no step: epochs end nevertheless. */
    const int64_t epochs =
        t->options.max_steps > 0 ? INT64_MAX : aift__total_epochs(&t->options, t->rows.items.n);
    for (int64_t epoch = 0; epoch < epochs && t->steps < t->total_steps && !l->stop; epoch++)
        AIFT__TRY(run_epoch(l, epoch));
    aift__loop_settle(l);
    return AIFT_OK;
}

/* ---- the report ---- */

static aift_status add_evaluation(aift__loop *l)
{
    const aift_evaluation *e = l->report->evaluation;
    aift__json *tree = NULL;
    if (e)
        AIFT__TRY(
            aift__json_parse(aift_evaluation_json(e), strlen(aift_evaluation_json(e)), "evaluation", &tree));
    return aift__train_report_set(l->report, "eval", tree ? tree : aift__json_new_null());
}

/* Rows that were left out, if they may be: of the data set, then of training. */
static aift_status add_skipped(aift__loop *l)
{
    const aift_trainer *t = l->trainer;
    if (t->options.on_error != AIFT_ON_ERROR_SKIP)
        return AIFT_OK;
    aift__skipped *of = &l->report->skipped;
    AIFT__TRY(aift__skipped_append(of, &t->skipped));
    AIFT__TRY(aift__skipped_append(of, &t->rows.dataset->table->skipped));
    return aift__train_report_set(l->report, "skipped", aift__skipped_tree(of));
}

static aift_status finish_report(aift__loop *l)
{
    const aift_trainer *t = l->trainer;
    aift_train_report *r = l->report;
    r->best_epoch = l->best_epoch;
    r->interrupted = l->left_out || (l->stop && t->steps < t->total_steps);
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
        {"rows_per_second", aift__json_new_real(l->seconds > 0 ? (double)l->rows / l->seconds : 0)},
        {"peak_rss_bytes", aift__json_new_int(aift__clock_peak_rss())},
        {"loss", aift__json_new_real(l->loss_sum / (double)AIFT__MAX(t->steps, 1))},
        {"best_epoch", l->best_epoch ? aift__json_new_int(l->best_epoch) : aift__json_new_null()},
        {"new_head", aift__json_new_bool(t->new_head)},
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
    AIFT__TRY(add_skipped(l));
    return aift__train_report_write(r);
}

aift_status aift_train(aift_model *model, const aift_dataset *train_data, const aift_dataset *eval_data,
                       const aift_train_options *given, aift_train_report **out)
{
    *out = NULL;
    aift__loop l = {.eval_data = eval_data};
    AIFT__TRY(aift__trainer_open(model, train_data, given, &l.trainer));
    l.options = &l.trainer->options;
    aift_status status = aift__loop_check_evaluation(model, eval_data, l.options);
    if (status == AIFT_OK)
        status = aift__preflight_limit(l.trainer, eval_data);
    if (status == AIFT_OK)
        status = aift__trainer_begin(l.trainer);
    if (status == AIFT_OK)
        status = aift__train_report_create(model->context, &l.report);
    if (status == AIFT_OK)
        status = run(&l);
    if (status == AIFT_OK)
        status = finish_report(&l);
    aift__feed_rest(l.trainer->feed);
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
