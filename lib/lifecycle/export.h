/* Records written for people and for other tools. Nothing here knows the store. */
#ifndef AIFT_LIB_LIFECYCLE_EXPORT_H
#define AIFT_LIB_LIFECYCLE_EXPORT_H

#include "base/buf.h"
#include "codec/json.h"

enum { AIFT__EXPORT_MAX = 1 << 30 }; /* bytes of what is written */

typedef struct aift__export {
    const aift__json *records; /* a list of records, as the store gives them */
    const char *head;          /* of the store's log, "SEQ:HASH", which reports print; NULL: none */
    const char *at;            /* when, RFC 3339; NULL: not said */
    const void *user;          /* what the writer needs besides; NULL: nothing */
} aift__export;

typedef aift_status (*aift__export_fn)(const aift__export *export, aift__buf *out);

/* A format is one file and one line in exports.def. */
typedef struct aift__export_format {
    const char *name;
    const char *kind; /* of the records; NULL: use cases */
    bool figures;     /* it shows what the latest runs gave */
    aift__export_fn write;
} aift__export_format;

/* All of exports.def; ends in NULL. */
extern const aift__export_format *const aift__export_list[];

/* AIFT_E_INVALID, with the names that there are. */
aift_status aift__export_find(const char *name, const aift__export_format **out);

/* A value as people read it: texts as they are, lists by commas, objects as "name: value". */
aift_status aift__export_text(aift__buf *out, const aift__json *value);
/* "business_value" is "Business value". */
aift_status aift__export_label(aift__buf *out, const char *key, size_t size);

#endif
