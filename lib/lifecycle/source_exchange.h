/* Sources as other catalogues describe data sets: Croissant, Frictionless data packages. */
#ifndef AIFT_LIB_LIFECYCLE_SOURCE_EXCHANGE_H
#define AIFT_LIB_LIFECYCLE_SOURCE_EXCHANGE_H

#include "lifecycle/source.h"

/* A format: `write` fills in a description of a source and its files (source_files.c); `read` fills in a record of what it
 * describes. Both are the caller's. */
typedef struct aift__source_format {
    const char *name;
    aift_status (*write)(const aift__json *record, const aift__json *files, aift__json *to);
    aift_status (*read)(const aift__json *from, aift__json *record);
} aift__source_format;

extern const aift__source_format aift__source_croissant, aift__source_frictionless;

/* What lies at a source's place, read for its digest: [{path, name, bytes, sha256, type}]; `path` is relative to the source's
 * folder, or an address. Of a folder at most 10,000 files. */
aift_status aift__source_files(aift_context *context, const aift__json *record, aift__json **out);

/* "text/csv" and the like, by the name's ending. */
const char *aift__source_media_type(const char *name);

/* A text under a key, where there is one. */
aift_status aift__source_text(aift__json *to, const char *key, const char *text);
/* The text of a member; NULL: none. */
const char *aift__source_get(const aift__json *object, const char *key);

/* What of a record no format has room for, so that it comes back: all but what is the store's own. */
aift_status aift__source_rest(const aift__json *record, const char *without, aift__json **out);

#endif
