/* The rows of a data set as they are stored: what its selections share. It grows row by row and is immutable
 * once it is shared. Only values that are there take room.
 */
#ifndef AIFT_LIB_DATA_TABLE_H
#define AIFT_LIB_DATA_TABLE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/map.h"
#include "data/skipped.h"
#include "formats/records.h"

enum { AIFT__ROWS_MAX = INT32_MAX };

typedef struct aift__cell {
    uint64_t at;   /* of the text in `texts`; a NUL stands behind it */
    uint32_t size; /* without the NUL */
    uint16_t column;
    uint8_t kind; /* an aift__cell_kind, never NULL: a missing value has no cell */
} aift__cell;

typedef struct aift__table {
    aift_context *context; /* a reference is held */
    atomic_size_t references;
    char *name;         /* of the file or folder; NULL: the caller's rows */
    char *folder;       /* that paths in cells are relative to; NULL: the process's */
    bool by_file;       /* a row is a file, the first cell of it */
    bool rows_numbered; /* places are rows of the file, not lines */
    aift__skipped skipped;
    char **columns;
    size_t num_columns, cap_columns;
    aift__map *index; /* from a column's name to its number */
    aift__buf texts;
    aift__cell *cells; /* row by row, in a row by column */
    size_t num_cells, cap_cells;
    size_t *starts; /* the first cell of each row */
    size_t cap_starts;
    int64_t *lines; /* on which each row begins; of the caller's rows their number, from 1 */
    size_t cap_lines;
    size_t num_rows;
} aift__table;

aift_status aift__table_create(aift_context *context, const char *name, aift__table **out);
aift__table *aift__table_retain(aift__table *table);
void aift__table_release(aift__table *table); /* NULL is accepted */

/* The number of a column, which is added if it is new; `hint` is a guess. */
aift_status aift__table_column(aift__table *table, const char *name, size_t size, size_t hint,
                               size_t *column);

/* A row is begun, gets its cells in any order, at most one a column, and is ended. */
aift_status aift__table_begin_row(aift__table *table, int64_t line);
aift_status aift__table_add(aift__table *table, size_t column, aift__cell_kind kind, const char *text,
                            size_t size);
void aift__table_end_row(aift__table *table);

/* NULL if the value is missing, or out of range. */
const aift__cell *aift__table_cell(const aift__table *table, size_t row, size_t column);

#endif
