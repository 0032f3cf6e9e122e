/* Precision: of the rows predicted as a label, the share that are of it. */
#include "metrics/metric.h"

static double precision(const aift__counts *counts)
{
    return aift__ratio((double)counts->hits, (double)counts->predicted);
}

const aift__metric aift__metric_precision = {"precision", NULL, precision};
