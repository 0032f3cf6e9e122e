/* The rows of a data set as they are stored. */
#include <stdlib.h>
#include <string.h>

#include "data/table.h"

aift_status aift__table_create(aift_context *context, const char *name, aift__table **out)
{
    *out = NULL;
    aift__table *table = aift__calloc(context, 1, sizeof *table);
    if (!table)
        return AIFT_E_NOMEM;
    table->context = aift_context_retain(context);
    aift__skipped_init(&table->skipped, context);
    atomic_init(&table->references, 1);
    aift__buf_init(&table->texts, context, PTRDIFF_MAX);
    table->index = aift__map_create(context);
    table->name = name ? aift__strdup(context, name) : NULL;
    if (!table->index || (name && !table->name)) {
        aift__table_release(table);
        return AIFT_E_NOMEM;
    }
    *out = table;
    return AIFT_OK;
}

aift__table *aift__table_retain(aift__table *table)
{
    atomic_fetch_add_explicit(&table->references, 1, memory_order_relaxed);
    return table;
}

void aift__table_release(aift__table *table)
{
    if (!table || atomic_fetch_sub_explicit(&table->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = table->context;
    for (size_t i = 0; i < table->num_columns; i++)
        aift__free(context, table->columns[i]);
    aift__free(context, table->columns);
    aift__map_destroy(table->index);
    aift__buf_finish(&table->texts);
    aift__free(context, table->cells);
    aift__free(context, table->starts);
    aift__free(context, table->lines);
    aift__free(context, table->name);
    aift__free(context, table->folder);
    aift__skipped_finish(&table->skipped);
    aift__free(context, table);
    aift_context_release(context);
}

static aift_status add_column(aift__table *table, const char *name, size_t size)
{
    if (table->num_columns >= AIFT__COLUMNS_MAX)
        return aift__fail(AIFT_E_RANGE, "column \"%s\" is one more than the maximum of %d columns", name,
                          AIFT__COLUMNS_MAX);
    AIFT__TRY(AIFT__RESERVE(table->context, table->columns, table->num_columns, table->cap_columns));
    char *copy = aift__strndup(table->context, name, size);
    if (!copy)
        return AIFT_E_NOMEM;
    aift_status status = aift__map_put(table->index, name, size, (int64_t)table->num_columns, NULL);
    if (status == AIFT_OK)
        table->columns[table->num_columns++] = copy;
    else
        aift__free(table->context, copy);
    return status;
}

aift_status aift__table_column(aift__table *table, const char *name, size_t size, size_t hint, size_t *column)
{
    int64_t known;
    *column = hint;
    if (hint < table->num_columns && strcmp(table->columns[hint], name) == 0)
        return AIFT_OK;
    if (!aift__map_get(table->index, name, size, &known)) {
        known = (int64_t)table->num_columns;
        AIFT__TRY(add_column(table, name, size));
    }
    *column = (size_t)known;
    return AIFT_OK;
}

aift_status aift__table_begin_row(aift__table *table, int64_t line)
{
    if (table->num_rows >= AIFT__ROWS_MAX)
        return aift__fail(AIFT_E_RANGE, "more than the maximum of %d rows", AIFT__ROWS_MAX);
    AIFT__TRY(AIFT__RESERVE(table->context, table->starts, table->num_rows, table->cap_starts));
    AIFT__TRY(AIFT__RESERVE(table->context, table->lines, table->num_rows, table->cap_lines));
    table->starts[table->num_rows] = table->num_cells;
    table->lines[table->num_rows] = line;
    return AIFT_OK;
}

aift_status aift__table_add(aift__table *table, size_t column, aift__cell_kind kind, const char *text,
                            size_t size)
{
    if (size > UINT32_MAX)
        return aift__fail(AIFT_E_RANGE, "the text has %zu bytes; %u are the most", size, UINT32_MAX);
    AIFT__TRY(AIFT__RESERVE(table->context, table->cells, table->num_cells, table->cap_cells));
    size_t at = table->texts.size;
    AIFT__TRY(aift__buf_add(&table->texts, text, size));
    AIFT__TRY(aift__buf_add(&table->texts, "", 1));
    table->cells[table->num_cells++] =
        (aift__cell){.at = at, .size = (uint32_t)size, .column = (uint16_t)column, .kind = (uint8_t)kind};
    return AIFT_OK;
}

static int by_column(const void *a, const void *b)
{
    return (int)((const aift__cell *)a)->column - (int)((const aift__cell *)b)->column;
}

void aift__table_end_row(aift__table *table)
{
    size_t from = table->starts[table->num_rows], n = table->num_cells - from;
    bool sorted = true;
    for (size_t i = 1; i < n && sorted; i++)
        sorted = table->cells[from + i - 1].column < table->cells[from + i].column;
    if (!sorted)
        qsort(table->cells + from, n, sizeof *table->cells, by_column);
    table->num_rows++;
}

const aift__cell *aift__table_cell(const aift__table *table, size_t row, size_t column)
{
    if (row >= table->num_rows || column >= table->num_columns)
        return NULL;
    size_t from = table->starts[row];
    size_t end = row + 1 < table->num_rows ? table->starts[row + 1] : table->num_cells;
    if (from == end)
        return NULL;
    const aift__cell wanted = {.column = (uint16_t)column};
    if (column < end - from && table->cells[from + column].column == column)
        return &table->cells[from + column];
    return bsearch(&wanted, table->cells + from, end - from, sizeof wanted, by_column);
}
