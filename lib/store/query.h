/* Somebody else's data: one SELECT on an SQLite file that is nobody's store. Nothing is written, beside the file neither; it
 * ends at its deadline, and cannot reach any other file. A connection belongs to one thread at a time; memory that the database
 * takes is not counted on the context, and is bounded. */
#ifndef AIFT_LIB_STORE_QUERY_H
#define AIFT_LIB_STORE_QUERY_H

#include "base/base.h"

typedef struct aift__select aift__select;

typedef enum aift__select_type {
    AIFT__SELECT_NULL,
    AIFT__SELECT_INTEGER,
    AIFT__SELECT_REAL,
    AIFT__SELECT_TEXT,
    AIFT__SELECT_BLOB
} aift__select_type;

/* `deadline`: of aift__clock_seconds(). AIFT_E_NOT_FOUND (the file), AIFT_E_FORMAT (it is none of SQLite, or damaged),
 * AIFT_E_INVALID (the statement is none that reads, or several), AIFT_E_CANCELLED (the deadline), AIFT_E_IO. */
aift_status aift__select_open(aift_context *context, const char *path, const char *text, double deadline,
                              aift__select **out);
void aift__select_close(aift__select *query); /* NULL is accepted */

size_t aift__select_columns(const aift__select *query);
const char *aift__select_name(const aift__select *query, size_t column); /* NULL: out of memory */

aift_status aift__select_next(aift__select *query, bool *row); /* false: there are no more */
aift__select_type aift__select_type_of(const aift__select *query, size_t column);
/* Of the present row, as text; until the next row. NULL: null, or out of memory. */
const char *aift__select_text(const aift__select *query, size_t column, size_t *size);

#endif
