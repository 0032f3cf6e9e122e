/* Sets of rows of records, one bit each. */
#ifndef AIFT_LIB_LIFECYCLE_ROW_SET_H
#define AIFT_LIB_LIFECYCLE_ROW_SET_H

#include "lifecycle/store.h"
#include "lifecycle/store_query.h"

typedef struct aift__rows {
    uint64_t *bits; /* NULL: all rows; freed with aift__free */
    int64_t size;   /* bits */
} aift__rows;

bool aift__rows_have(const aift__rows *rows, int64_t n);
int64_t aift__rows_count(const aift__rows *rows); /* of a set that is not all */

/* Leaves the rows that have the query's state (else that of the kind's lists), task and owner. */
aift_status aift__rows_filter(aift_store *store, const aift__record_kind *kind, const aift__json *query,
                              aift__rows *rows);
/* Leaves the rows whose numbers a statement gives; it is finished. */
aift_status aift__rows_leave(aift_store *store, aift__sql_rows *found, aift__rows *rows);
/* Takes a row out. */
void aift__rows_drop(aift__rows *rows, int64_t n);
/* If the query has "overdue", leaves the sources whose retention is over (source_overdue.c). */
aift_status aift__rows_overdue(aift_store *store, const aift__record_kind *kind, const aift__json *query,
                               aift__rows *rows);
/* Leaves the rows of which each word of the query's search begins a word (a short one is one). */
aift_status aift__rows_search(aift_store *store, const aift__json *query, aift__rows *rows);

#endif
