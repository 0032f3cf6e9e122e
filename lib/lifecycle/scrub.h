/* Names are found in JSON, and taken out of it. */
#ifndef AIFT_LIB_LIFECYCLE_SCRUB_H
#define AIFT_LIB_LIFECYCLE_SCRUB_H

#include "base/base.h"
#include "codec/json.h"
#include "lifecycle/schema.h"

enum { AIFT__MAX_NAMES = 256 };

/* What is looked for, whatever its case; one of three bytes or less must stand by itself. */
typedef struct aift__names {
    aift_context *context;
    size_t n;
    char *raw[AIFT__MAX_NAMES], *json[AIFT__MAX_NAMES]; /* the latter as JSON writes them, without quotes */
} aift__names;

aift_status aift__names_add(aift__names *names, const char *text, size_t size);
void aift__names_free(aift__names *names);

/* Whether a text of JSON has one of them; NULL has none. */
bool aift__names_in(const aift__names *names, const char *json);

/* A copy of a record with "[erased]" in the place of each, in texts and in names of open fields. */
aift_status aift__names_scrub(const aift__names *names, const aift__record_kind *kind,
                              const aift__json *stored, aift__json **out);

#endif
