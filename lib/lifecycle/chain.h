/* What binding and tracing share. */
#ifndef AIFT_LIB_LIFECYCLE_CHAIN_H
#define AIFT_LIB_LIFECYCLE_CHAIN_H

#include "aift/chain.h"
#include "codec/json.h"

/* 64 lower-case hexadecimal digits. */
bool aift__is_digest(const char *text);

/* What a run says of a KPI; NULL if nothing, or if metric, direction or target were others then. */
const aift__json *aift__chain_entry(const aift__json *run, const aift__json *kpi);

/* What came of a KPI: value and state of the run's entry, and behind them the model's digest, the run and its time.
 * Without an entry it is pending, and the others are null. */
aift_status aift__chain_figures(const aift__json *run, const aift__json *entry, aift__json *to);

/* The same behind the KPI itself, for an answer. */
aift_status aift__chain_kpi(const aift__json *kpi, const aift__json *run, const aift__json *entry,
                            aift__json *to);

/* What a trace is about. */
typedef struct aift__trace {
    aift_store *store;
    const char *id;            /* of the use case */
    const aift__json *usecase; /* its record */
    const aift__json
        *runs; /* the records of its runs, oldest first; by a model's digest those of that model */
} aift__trace;

/* A member of a trace's answer. `make` gives its value, which becomes the answer's. */
typedef struct aift__trace_part {
    const char *name;
    aift_status (*make)(const aift__trace *of, aift__json **out);
} aift__trace_part;

extern const aift__trace_part
    aift__trace_parts[]; /* in their order; ends in a name of NULL (trace_parts.c) */

#endif
