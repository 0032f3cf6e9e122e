/* Files of other tools, read row by row as parts of use-case records. Nothing here knows the store.
 *
 * A format is one file and one line in imports.def. CSV formats are tables of headers; JSON formats turn their items
 * into named values, which go the same way.
 */
#ifndef AIFT_LIB_LIFECYCLE_IMPORT_H
#define AIFT_LIB_LIFECYCLE_IMPORT_H

#include "base/stream.h"
#include "codec/json.h"

enum {
    AIFT__IMPORT_MAX_BYTES = 256 << 20, /* of a JSON file */
    AIFT__IMPORT_MAX_KEY = 1000,        /* bytes of a row's key */
    AIFT__IMPORT_MAX_ROWS = 1000000,
};

typedef struct aift__import_options {
    const char *format;
    const aift__json *map;   /* {"header": "path of the record" | null: leave it out}; NULL: none */
    const char *map_name;    /* stands in front of messages about it */
    const char *key;         /* the column that tells rows apart; NULL: the format's */
    const char *date_format; /* as of date.h; NULL: the usual ones */
} aift__import_options;

/* A row: a part of a record, or why it is none. */
typedef struct aift__import_row {
    int64_t row, line;  /* from 1; `line` is the physical line where it begins */
    const char *key;    /* "": none */
    aift__json *record; /* what the row gives; an empty cell gives nothing. NULL: the row is rejected */
    aift__json *own;    /* id, version, state, created, if this library wrote the row; or NULL */
    const char *field;  /* of a rejected row: a path of the record, or the key's column */
    const char *message;
} aift__import_row;

typedef struct aift__importer aift__importer;

/* The names of the formats, with commas. */
const char *aift__import_formats(char *names, size_t size);

/* Reads the header. `stream` is taken over, also on failure; `options` must stay. A file that is no such export, a
 * column of the map or key that is not there, or a path that no record has: an error that names it. */
aift_status aift__import_open(aift_context *context, aift__stream *stream,
                              const aift__import_options *options, aift__importer **out);
void aift__import_close(aift__importer *import); /* NULL is accepted */

/* The kind of the records. */
const char *aift__import_records(const aift__importer *import);

/* The next row, valid until the call after it; *more is false at the end. An error is a malformed file. */
aift_status aift__import_next(aift__importer *import, aift__import_row *row, bool *more);

#endif
