/* Validations that are kept in a store. */
#ifndef AIFT_LIB_LIFECYCLE_VALIDATION_KEPT_H
#define AIFT_LIB_LIFECYCLE_VALIDATION_KEPT_H

#include "lifecycle/records.h"

/* A record of the kind "validation" as it is told: {id, usecase, usecase_version, by, at, verdict, gates, finance, ...}. */
aift_status aift__validation_flat(const aift__json *record, aift__json **out);

/* The last one of a use case, told so; NULL: there is none. */
aift_status aift__validation_last(aift_store *store, const char *id, aift__json **out);

#endif
