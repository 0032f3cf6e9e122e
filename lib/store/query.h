/* Somebody else's data: one SELECT on an SQLite file that is nobody's store. Nothing is written, beside the file neither; it
 * ends at its deadline, and cannot reach any other file. A connection belongs to one thread at a time; memory that the database
 * takes is not counted on the context, and is bounded. */
#ifndef AIFT_LIB_STORE_QUERY_H
#define AIFT_LIB_STORE_QUERY_H

#include "base/base.h"

typedef struct aift__query aift__query;

typedef enum aift__query_type {
    AIFT__QUERY_NULL,
    AIFT__QUERY_INTEGER,
    AIFT__QUERY_REAL,
    AIFT__QUERY_TEXT,
    AIFT__QUERY_BLOB
} aift__query_type;

/* `deadline`: of aift__clock_seconds(). AIFT_E_NOT_FOUND (the file), AIFT_E_FORMAT (it is none of SQLite, or damaged),
 * AIFT_E_INVALID (the statement is none that reads, or several), AIFT_E_CANCELLED (the deadline), AIFT_E_IO. */
aift_status aift__query_open(aift_context *context, const char *path, const char *text, double deadline,
                             aift__query **out);
void aift__query_close(aift__query *query); /* NULL is accepted */

size_t aift__query_columns(const aift__query *query);
const char *aift__query_name(const aift__query *query, size_t column); /* NULL: out of memory */

aift_status aift__query_next(aift__query *query, bool *row); /* false: there are no more */
aift__query_type aift__query_type_of(const aift__query *query, size_t column);
/* Of the present row, as text; until the next row. NULL: null, or out of memory. */
const char *aift__query_text(const aift__query *query, size_t column, size_t *size);

#endif
