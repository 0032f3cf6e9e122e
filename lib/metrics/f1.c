/* F1: the harmonic mean of precision and recall. */
#include "metrics/metric.h"

static double f1(const aift__counts *counts)
{
    return aift__ratio(2.0 * (double)counts->hits, (double)counts->predicted + (double)counts->support);
}

const aift__metric aift__metric_f1 = {"f1", NULL, f1};
