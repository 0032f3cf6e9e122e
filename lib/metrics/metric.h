/* What one metric is: a file of its own and a line in metrics.def. */
#ifndef AIFT_LIB_METRICS_METRIC_H
#define AIFT_LIB_METRICS_METRIC_H

#include "base/base.h"

/* What is counted of one label, or of all labels together. */
typedef struct aift__counts {
    int64_t hits;      /* rows of the label that were predicted so */
    int64_t predicted; /* rows that were predicted so */
    int64_t support;   /* rows of the label */
} aift__counts;

/* What is counted of all rows. */
typedef struct aift__totals {
    int64_t rows;
    int64_t hits;
    int64_t losses;             /* rows that came with a loss */
    double loss_sum, loss_rest; /* their sum is loss_sum + loss_rest */
} aift__totals;

/* Exactly one of the two functions is set. */
typedef struct aift__metric {
    const char *name;
    /* One figure of all rows, whose labels' counts are `labels`; false: it cannot be computed of what was given. */
    bool (*whole)(const aift__totals *totals, const aift__counts *labels, int64_t num_labels, double *value);
    /* One figure a label; the registry makes its micro, macro and weighted averages. */
    double (*label)(const aift__counts *counts);
    bool one_label; /* there is none of rows with any number of labels */
} aift__metric;

/* All of metrics.def, in its order. */
extern const aift__metric *const aift__metrics[];
extern const size_t aift__num_metrics;

/* scikit-learn's zero_division=0. */
static inline double aift__ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0.0;
}

#endif
