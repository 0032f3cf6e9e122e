/* Figures out of the counts: averages, one figure, and all of them as JSON. */
#include <stdio.h>

#include "metrics/metrics.h"

static aift_status no_rows(void)
{
    return aift__fail(AIFT_E_STATE, "metrics: no rows were added, so there are no figures");
}

double aift__metrics_average(const aift_metrics *metrics, const aift__metric *metric, int average)
{
    aift__counts all = {0, 0, 0};
    double sum = 0, weights = 0;
    for (int64_t i = 0; i < metrics->num_labels; i++) {
        const aift__counts *label = &metrics->counts[i];
        double weight = average == AIFT__WEIGHTED
                            ? (double)label->support
                            : metrics->multilabel || label->support + label->predicted > 0;
        all.hits += label->hits;
        all.predicted += label->predicted;
        all.support += label->support;
        sum += weight * metric->label(label);
        weights += weight;
    }
    return average == AIFT__MICRO ? metric->label(&all) : aift__ratio(sum, weights);
}

aift_status aift_metrics_value(const aift_metrics *metrics, const char *path, double *value)
{
    *value = 0;
    if (!metrics->totals.rows)
        return no_rows();
    aift__figure figure;
    AIFT__TRY(aift__figure_parse((const char *const *)metrics->labels, metrics->num_labels,
                                 metrics->multilabel, path, &figure));
    const aift__counts *counts = &metrics->counts[figure.label];
    switch (figure.kind) {
    case AIFT__FIGURE_N:
        *value = (double)metrics->totals.rows;
        break;
    case AIFT__FIGURE_CELL:
        *value = (double)metrics->confusion[figure.label * metrics->num_labels + figure.predicted];
        break;
    case AIFT__FIGURE_LABEL:
        *value = figure.metric ? figure.metric->label(counts) : (double)counts->support;
        break;
    case AIFT__FIGURE_METRIC:
        if (figure.metric->label)
            *value = aift__metrics_average(metrics, figure.metric, figure.average);
        else if (!figure.metric->whole(&metrics->totals, metrics->counts, metrics->num_labels, value))
            return aift__fail(AIFT_E_NOT_FOUND, "metrics: no row came with what \"%s\" is computed of", path);
        break;
    }
    return AIFT_OK;
}

static aift_status set_metric(const aift_metrics *metrics, const aift__metric *metric, aift__json *tree)
{
    double value = 0;
    if (metric->one_label && metrics->multilabel)
        return AIFT_OK;
    if (metric->whole)
        return metric->whole(&metrics->totals, metrics->counts, metrics->num_labels, &value)
                   ? aift__json_set(tree, metric->name, aift__json_new_real(value))
                   : AIFT_OK;
    for (int a = 0; a < AIFT__NUM_AVERAGES; a++) {
        char key[64];
        snprintf(key, sizeof key, "%s_%s", metric->name, aift__averages[a]);
        AIFT__TRY(aift__json_set(tree, key, aift__json_new_real(aift__metrics_average(metrics, metric, a))));
    }
    return AIFT_OK;
}

static aift_status push_row(const aift_metrics *metrics, int64_t label, aift__json *matrix)
{
    aift__json *row = aift__json_new_array();
    AIFT__TRY(aift__json_push(matrix, row));
    for (int64_t i = 0; i < metrics->num_labels; i++)
        AIFT__TRY(
            aift__json_push(row, aift__json_new_int(metrics->confusion[label * metrics->num_labels + i])));
    return AIFT_OK;
}

static aift_status set_label(const aift_metrics *metrics, int64_t label, aift__json *per_label)
{
    aift__json *object = aift__json_new_object();
    AIFT__TRY(aift__json_set(per_label, metrics->labels[label], object));
    for (size_t i = 0; i < aift__num_metrics; i++)
        if (aift__metrics[i]->label)
            AIFT__TRY(aift__json_set(object, aift__metrics[i]->name,
                                     aift__json_new_real(aift__metrics[i]->label(&metrics->counts[label]))));
    return aift__json_set(object, "support", aift__json_new_int(metrics->counts[label].support));
}

static aift_status fill(const aift_metrics *metrics, aift__json *tree)
{
    AIFT__TRY(aift__json_set(tree, "n", aift__json_new_int(metrics->totals.rows)));
    for (size_t i = 0; i < aift__num_metrics; i++)
        AIFT__TRY(set_metric(metrics, aift__metrics[i], tree));
    aift__json *labels = aift__json_new_array(), *matrix = NULL;
    AIFT__TRY(aift__json_set(tree, "labels", labels));
    if (!metrics->multilabel) {
        matrix = aift__json_new_array();
        AIFT__TRY(aift__json_set(tree, "confusion_matrix", matrix));
    }
    aift__json *per_label = aift__json_new_object();
    AIFT__TRY(aift__json_set(tree, "per_label", per_label));
    for (int64_t i = 0; i < metrics->num_labels; i++) {
        AIFT__TRY(aift__json_push(labels, aift__json_new_string(metrics->labels[i])));
        if (matrix)
            AIFT__TRY(push_row(metrics, i, matrix));
        AIFT__TRY(set_label(metrics, i, per_label));
    }
    return AIFT_OK;
}

aift_status aift__metrics_tree(const aift_metrics *metrics, aift__json **out)
{
    *out = NULL;
    if (!metrics->totals.rows)
        return no_rows();
    aift__json *tree = aift__json_new_object();
    aift_status status = fill(metrics, tree);
    if (status == AIFT_OK)
        *out = tree;
    else
        aift__json_free(tree);
    return status;
}

aift_status aift_metrics_json(aift_metrics *metrics, const char **out)
{
    *out = NULL;
    aift__json *tree = NULL;
    AIFT__TRY(aift__metrics_tree(metrics, &tree));
    aift__free(metrics->context, metrics->json);
    aift_status status = aift__json_write(metrics->context, tree, 0, &metrics->json);
    aift__json_free(tree);
    *out = metrics->json;
    return status;
}
