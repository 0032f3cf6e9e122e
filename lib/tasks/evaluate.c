/* aift_model_evaluate: how well a model labels the rows of a data set. */
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
};

void aift_evaluation_release(aift_evaluation *evaluation)
{
    if (!evaluation)
        return;
    aift_context *context = evaluation->context;
    aift_metrics_release(evaluation->metrics);
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

typedef struct counting {
    aift_metrics *metrics;
    const int32_t *labels;
    size_t num_labels;
} counting;

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

static aift_status fill(aift_evaluation *e, const aift_model *model, aift__weights *weights,
                        const aift__rows *rows, const aift_predict_options *options)
{
    AIFT__TRY(
        aift_metrics_create(e->context, (const char *const *)model->labels, model->num_labels, &e->metrics));
    counting c = {e->metrics, rows->labels, model->num_labels};
    aift__feed *feed;
    AIFT__TRY(aift__classify_feed(model, &rows->items, options, NULL, &feed));
    aift_status status = aift__classify(model, weights, feed, options, count_row, &c);
    aift__feed_close(feed);
    AIFT__TRY(status);
    aift__json *tree;
    AIFT__TRY(aift__metrics_tree(e->metrics, &tree));
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
        status = fill(e, model, weights, &rows, options);
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
    AIFT__TRY(aift__predict_options(model, given, &options));
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    aift_status status = aift__evaluate(model, weights, dataset, &options, out);
    aift__weights_release(weights);
    return status;
}
