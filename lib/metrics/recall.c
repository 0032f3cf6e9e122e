/* Recall: of the rows of a label, the share that was found. */
#include "metrics/metric.h"

static double recall(const aift__counts *counts)
{
    return aift__ratio((double)counts->hits, (double)counts->support);
}

const aift__metric aift__metric_recall = {"recall", NULL, recall};
