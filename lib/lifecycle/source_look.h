/* Looking at a source: what each kind does. */
#ifndef AIFT_LIB_LIFECYCLE_SOURCE_LOOK_H
#define AIFT_LIB_LIFECYCLE_SOURCE_LOOK_H

#include "codec/json.h"
#include "formats/records.h"

#define AIFT__MAX_DOWNLOAD ((int64_t)1 << 36)

/* What was found; -1: not known. */
typedef struct aift__found {
    int64_t rows, bytes, modified; /* modified: seconds since 1970 */
    aift__json *schema;            /* [{name, type}]; freed by the caller */
} aift__found;

/* A source as its record has it, and until when it may be looked at (aift__clock_seconds()). */
typedef struct aift__look_at {
    aift_context *context;
    const char *location, *query;
    double deadline;
    const char *password; /* of postgresql; NULL: none is given */
} aift__look_at;

/* A kind is a function and a line in the table of source_look.c. AIFT_E_CANCELLED: the deadline. */
aift_status aift__look_at_file(const aift__look_at *at, aift__found *out);
aift_status aift__look_at_folder(const aift__look_at *at, aift__found *out);
aift_status aift__look_at_sqlite(const aift__look_at *at, aift__found *out);
aift_status aift__look_at_http(const aift__look_at *at, aift__found *out);
aift_status aift__look_at_postgresql(const aift__look_at *at, aift__found *out);

/* By the kind's name. */
aift_status aift__look(const char *kind, const aift__look_at *at, aift__found *out);

/* ---- rows and columns (source_types.c) ---- */
typedef struct aift__types aift__types;
aift__types *aift__types_create(aift_context *context); /* NULL: out of memory */
void aift__types_destroy(aift__types *types);           /* NULL is accepted */

typedef enum aift__value_kind {
    AIFT__VALUE_NONE, /* nothing but nulls so far */
    AIFT__VALUE_BOOLEAN,
    AIFT__VALUE_INTEGER,
    AIFT__VALUE_NUMBER,
    AIFT__VALUE_DATE,
    AIFT__VALUE_DATETIME,
    AIFT__VALUE_STRING,
    AIFT__VALUE_OTHER /* a list or an object */
} aift__value_kind;

/* The column of that name; a new one behind the others where there is none. */
aift_status aift__types_column(aift__types *types, const char *name, size_t size, size_t *column);
void aift__types_see(aift__types *types, size_t at, aift__value_kind kind);
aift__value_kind aift__types_of_text(const char *text, size_t size);
/* Makes them the schema of what was found. */
aift_status aift__types_take(const aift__types *types, aift__found *out);

/* What the ending of a name says, .gz apart; AIFT_DATA_AUTO: nothing. */
aift_data_format aift__look_format(const char *name, size_t size);
/* The same of an address, by the type that the server says first. */
aift_data_format aift__look_format_http(const char *location, const char *type);
/* Counts the rows of a table and finds the types of its columns; the stream is taken over. `*bytes` is what was read,
 * before it was inflated. */
aift_status aift__look_at_table(const aift__look_at *at, aift__stream *stream, aift_data_format format,
                                int64_t *bytes, aift__found *out);

#endif
