/* What binding and tracing share. */
#ifndef AIFT_LIB_LIFECYCLE_CHAIN_H
#define AIFT_LIB_LIFECYCLE_CHAIN_H

#include "aift/chain.h"
#include "codec/json.h"

/* 64 lower-case hexadecimal digits. */
bool aift__is_digest(const char *text);

/* What came of a KPI in a run, for an answer: that entry of the run's `kpis`, with nulls for what is missing, and behind it
 * the model's digest, the run and its time. Without a run, or with one that does not have it, it is pending. */
aift_status aift__chain_kpi(const aift__json *kpi, const aift__json *run, const aift__json *entry,
                            aift__json *to);

#endif
