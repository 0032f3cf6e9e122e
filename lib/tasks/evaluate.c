/* aift_model_evaluate: how well a model labels the rows of a data set. */
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "data/dataset.h"
#include "metrics/metrics.h"
#include "tasks/classify.h"
#include "tasks/rows.h"

struct aift_evaluation {
    aift_context *context;
    aift_metrics *metrics;
    char *json;
    aift__skipped skipped; /* rows that were left out */
};

void aift_evaluation_release(aift_evaluation *evaluation)
{
    if (!evaluation)
        return;
    aift_context *context = evaluation->context;
    aift_metrics_release(evaluation->metrics);
    aift__skipped_finish(&evaluation->skipped);
    aift__free(context, evaluation->json);
    aift__free(context, evaluation);
    aift_context_release(context);
}

aift_status aift_evaluation_metric(const aift_evaluation *evaluation, const char *path, double *value)
{
    return aift_metrics_value(evaluation->metrics, path, value);
}

const char *aift_evaluation_json(const aift_evaluation *evaluation)
{
    return evaluation->json;
}

size_t aift_evaluation_num_skipped(const aift_evaluation *evaluation)
{
    return evaluation->skipped.count;
}

const char *aift_evaluation_skipped(const aift_evaluation *evaluation, size_t i)
{
    return aift__skipped_message(&evaluation->skipped, i);
}

typedef struct counting {
    aift_metrics *metrics;
    const int32_t *labels;
    const uint8_t *targets; /* in their place; see aift__rows */
    uint8_t *said;          /* one row of predictions that go with targets */
    size_t num_labels;
} counting;

static aift_status count_lists(void *user, const aift__row_outputs *outputs)
{
    counting *c = user;
    const uint8_t *truth = c->targets + outputs->row * c->num_labels;
    double loss = 0;
    for (size_t i = 0; i < c->num_labels; i++) {
        const double x = (double)outputs->logits[i];
        c->said[i] = x > 0;
        loss += (fmax(x, 0) - x * truth[i] + log1p(exp(-fabs(x)))) / (double)c->num_labels;
    }
    return aift_metrics_update_multilabel(c->metrics, truth, c->said, &loss, 1);
}

static aift_status count_row(void *user, const aift__row_outputs *outputs)
{
    counting *c = user;
    int32_t truth = c->labels[outputs->row], best = 0;
    for (size_t i = 1; i < c->num_labels; i++)
        if (outputs->logits[i] > outputs->logits[best])
            best = (int32_t)i;
    double loss = aift__log_sum_exp(outputs->logits, c->num_labels) - (double)outputs->logits[truth];
    return aift_metrics_update(c->metrics, &truth, &best, &loss, 1);
}

/* Rows left out, of the data set and of the evaluation, if they may be. */
static aift_status add_skipped(aift_evaluation *e, aift__json *tree, const aift__rows *rows)
{
    AIFT__TRY(aift__skipped_append(&e->skipped, &rows->dataset->table->skipped));
    return aift__json_set(tree, "skipped", aift__skipped_tree(&e->skipped));
}

static aift_status run(aift_evaluation *e, const aift_model *model, aift__weights *weights,
                       const aift__rows *rows, const aift_predict_options *options)
{
    const bool skip = options->on_error == AIFT_ON_ERROR_SKIP;
    AIFT__TRY(
        aift_metrics_create(e->context, (const char *const *)model->labels, model->num_labels, &e->metrics));
    counting c = {e->metrics, rows->labels, rows->targets, NULL, model->num_labels};
    if (rows->targets && !(c.said = aift__malloc(e->context, model->num_labels, 1)))
        return AIFT_E_NOMEM;
    aift__feed *feed;
    aift_status status = aift__classify_feed(model, &rows->items, options, skip ? &e->skipped : NULL, &feed);
    if (status == AIFT_OK)
        status = aift__classify(model, weights, AIFT__LOGITS, feed, options,
                                rows->targets ? count_lists : count_row, &c);
    aift__feed_close(feed);
    aift__free(e->context, c.said);
    AIFT__TRY(status);
    if (rows->items.n && e->skipped.count == rows->items.n)
        return aift__skipped_all(&e->skipped, rows->items.n);
    aift__json *tree;
    AIFT__TRY(aift__metrics_tree(e->metrics, &tree));
    if (skip)
        status = add_skipped(e, tree, rows);
    if (status == AIFT_OK)
        status = aift__json_write(e->context, tree, 0, &e->json);
    aift__json_free(tree);
    return status;
}

aift_status aift__evaluate(const aift_model *model, aift__weights *weights, const aift_dataset *dataset,
                           const aift_predict_options *options, aift_evaluation **out)
{
    *out = NULL;
    aift__rows rows;
    AIFT__TRY(aift__rows_open(model, dataset, options->text_column, options->label_column, &rows));
    aift_evaluation *e = aift__calloc(model->context, 1, sizeof *e);
    aift_status status = e ? AIFT_OK : AIFT_E_NOMEM;
    if (e) {
        e->context = aift_context_retain(model->context);
        aift__skipped_init(&e->skipped, e->context);
        status = run(e, model, weights, &rows, options);
    }
    aift__rows_close(&rows);
    if (status != AIFT_OK) {
        aift_evaluation_release(e);
        return status;
    }
    *out = e;
    return AIFT_OK;
}

aift_status aift_model_evaluate(const aift_model *model, const aift_dataset *dataset,
                                const aift_predict_options *given, aift_evaluation **out)
{
    *out = NULL;
    aift_predict_options options;
    AIFT__TRY(aift__predict_options(model, 0, given, &options));
    aift__weights *weights;
    AIFT__TRY(aift__model_ready(model, &weights));
    aift_status status = aift__evaluate(model, weights, dataset, &options, out);
    aift__weights_release(weights);
    return status;
}
