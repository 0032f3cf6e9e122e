/* Sources: what the parts that look at them share. */
#ifndef AIFT_LIB_LIFECYCLE_SOURCE_H
#define AIFT_LIB_LIFECYCLE_SOURCE_H

#include "base/buf.h"
#include "lifecycle/records.h"

/* The moment at which the retention of a source is over, in seconds since 1970; false: it is not said. */
bool aift__source_until(const aift__json *record, int64_t *until);

/* What is to be known of a source where a model comes from it: state, name, kind, location, license, lawful_basis,
 * sensitivity, dpia, owner, overdue, checked_at, reachable are added to an object; what the source does not have is null. An id
 * that is no source has all of them null. */
aift_status aift__source_describe(aift_store *store, const char *id, aift__json *to);

/* An empty object or list in `to`, to be filled in there. */
aift_status aift__source_put(aift__json *to, const char *key, aift__json *made, aift__json **out);
/* A copy of a value under a key; NULL: null. */
aift_status aift__source_copy(aift__json *to, const char *key, const aift__json *value);

/* The gap of a requirement (a text; size 0: none), from its sources as the store has them. */
aift_status aift__source_gap(aift_store *store, const aift__json *requirement, aift__buf *out);

#endif
