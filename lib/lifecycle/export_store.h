/* Records out of a store, for writers. */
#ifndef AIFT_LIB_LIFECYCLE_EXPORT_STORE_H
#define AIFT_LIB_LIFECYCLE_EXPORT_STORE_H

#include "lifecycle/export.h"
#include "lifecycle/records.h"

/* Puts what the latest run gave to a use case's KPIs: value, state, run, model_sha256, at. */
aift_status aift__export_latest(aift_store *store, aift__json *record);

/* Writes the records as a text, with the head of the store's log and the time. */
aift_status aift__export_write(aift_store *store, aift__export_fn write, const aift__json *records,
                               const void *user, aift_text **out);

#endif
