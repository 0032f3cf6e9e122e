/* The metrics there are: metrics.def as a table. */
#include "metrics/metric.h"

#define AIFT_METRIC(name) extern const aift__metric aift__metric_##name;
#include "metrics/metrics.def"
#undef AIFT_METRIC

const aift__metric *const aift__metrics[] = {
#define AIFT_METRIC(name) &aift__metric_##name,
#include "metrics/metrics.def"
#undef AIFT_METRIC
};

const size_t aift__num_metrics = AIFT__COUNT(aift__metrics);
