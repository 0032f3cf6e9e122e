/* Accuracy: the share of rows whose predicted label is the true one. */
#include "metrics/metric.h"

static bool accuracy(const aift__totals *totals, const aift__counts *labels, int64_t num_labels,
                     double *value)
{
    *value = aift__ratio((double)totals->hits, (double)totals->rows);
    return true;
}

const aift__metric aift__metric_accuracy = {"accuracy", accuracy, NULL};
