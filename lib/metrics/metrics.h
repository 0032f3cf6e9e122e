/* The inside of aift_metrics, and what evaluation and use cases need of it. */
#ifndef AIFT_LIB_METRICS_METRICS_H
#define AIFT_LIB_METRICS_METRICS_H

#include "aift/metrics.h"
#include "codec/json.h"
#include "metrics/metric.h"

struct aift_metrics {
    aift_context *context;
    char **labels;
    int64_t num_labels;
    aift__totals totals;
    aift__counts *counts; /* one a label */
    int64_t *confusion;   /* [true label, predicted label] */
    bool multilabel;      /* rows have any number of labels: no confusion */
    char *json;           /* the text last handed out */
};

enum { AIFT__MAX_LABELS = 32768 }; /* the confusion matrix is square */

/* AIFT_E_INVALID: there are too few or too many, one is missing or no UTF-8, or stands there twice. */
aift_status aift__labels_check(aift_context *context, const char *const *labels, size_t num_labels);

/* All figures as a tree, which the caller frees. AIFT_E_STATE: no rows. */
aift_status aift__metrics_tree(const aift_metrics *metrics, aift__json **out);

/* Whether the metrics of these labels, of rows with one or with any number of them, will have a number at the path;
 * AIFT_E_NOT_FOUND with a message that says what there is. */
aift_status aift__metrics_check(const char *const *labels, int64_t num_labels, bool multilabel,
                                const char *path);

/* What a path names. */
typedef struct aift__figure {
    enum { AIFT__FIGURE_N, AIFT__FIGURE_METRIC, AIFT__FIGURE_LABEL, AIFT__FIGURE_CELL } kind;
    const aift__metric *metric; /* of a label: NULL is its support */
    int average;                /* of a metric that has them: an index of aift__averages */
    int64_t label, predicted;   /* the label; the confusion matrix' row and column */
} aift__figure;

/* AIFT_E_NOT_FOUND as aift__metrics_check. */
aift_status aift__figure_parse(const char *const *labels, int64_t num_labels, bool multilabel,
                               const char *path, aift__figure *out);

enum { AIFT__MICRO, AIFT__MACRO, AIFT__WEIGHTED, AIFT__NUM_AVERAGES };
extern const char *const aift__averages[AIFT__NUM_AVERAGES];

/* One metric's average over the labels that occur in the true or the predicted labels, as scikit-learn does
 * when it is not told the labels. */
double aift__metrics_average(const aift_metrics *metrics, const aift__metric *metric, int average);

#endif
