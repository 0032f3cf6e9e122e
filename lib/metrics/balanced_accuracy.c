/* Balanced accuracy: the mean of the recalls of the labels that have rows, so that rare labels count as much as others. */
#include "metrics/metric.h"

static bool balanced_accuracy(const aift__totals *totals, const aift__counts *labels, int64_t num_labels,
                              double *value)
{
    double sum = 0, with_rows = 0;
    for (int64_t i = 0; i < num_labels; i++) {
        sum += aift__ratio((double)labels[i].hits, (double)labels[i].support);
        with_rows += labels[i].support > 0;
    }
    *value = aift__ratio(sum, with_rows);
    return true;
}

const aift__metric aift__metric_balanced_accuracy = {"balanced_accuracy", balanced_accuracy, NULL,
                                                     .one_label = true};
