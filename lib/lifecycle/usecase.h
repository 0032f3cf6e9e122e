/* The inside of a use case. */
#ifndef AIFT_LIB_LIFECYCLE_USECASE_H
#define AIFT_LIB_LIFECYCLE_USECASE_H

#include <stdatomic.h>

#include "aift/usecase.h"
#include "base/base.h"
#include "codec/json.h"

struct aift_usecase {
    aift_context *context;
    aift__json *record; /* checked, in its fixed order */
    aift_kpi *kpis;     /* their texts are the record's */
    size_t num_kpis;
    char *json;
    atomic_size_t references;
};

/* Checks a record and copies it in the fixed order of its fields, those that it does not know last. `name`
 * stands in front of messages, which have the field, the value met and the value expected. */
aift_status aift__usecase_record(aift_context *context, const aift__json *given, const char *name,
                                 aift__json **out);

/* A handle of a record. */
aift_status aift__usecase_make(aift_context *context, const aift__json *record, const char *name,
                               aift_usecase **out);

/* What came of a KPI: {name, unit, metric, direction, target, value, state}. It is "pending" without a value (NaN) or a
 * target, else "met" or "missed", which sets *missed. */
aift_status aift__kpi_result(const aift_kpi *kpi, double value, aift__json *to, bool *missed);

#endif
