/* Data sets: their parts, and selections of their rows. */
#include <stdio.h>
#include <string.h>

#include "data/dataset.h"

aift_status aift__dataset_create(aift__table *table, aift_dataset **out)
{
    *out = aift__calloc(table->context, 1, sizeof **out);
    if (!*out) {
        aift__table_release(table);
        return AIFT_E_NOMEM;
    }
    atomic_init(&(*out)->references, 1);
    (*out)->table = table;
    (*out)->num_rows = table->num_rows;
    return AIFT_OK;
}

aift_dataset *aift_dataset_retain(aift_dataset *dataset)
{
    atomic_fetch_add_explicit(&dataset->references, 1, memory_order_relaxed);
    return dataset;
}

void aift_dataset_release(aift_dataset *dataset)
{
    if (!dataset || atomic_fetch_sub_explicit(&dataset->references, 1, memory_order_acq_rel) != 1)
        return;
    aift__table *table = dataset->table;
    aift__free(table->context, dataset->rows);
    aift__free(table->context, dataset);
    aift__table_release(table);
}

size_t aift_dataset_num_rows(const aift_dataset *dataset)
{
    return dataset->num_rows;
}

size_t aift_dataset_num_columns(const aift_dataset *dataset)
{
    return dataset->table->num_columns;
}

const char *aift_dataset_column_name(const aift_dataset *dataset, size_t column)
{
    return column < dataset->table->num_columns ? dataset->table->columns[column] : NULL;
}

int32_t aift_dataset_column_index(const aift_dataset *dataset, const char *name)
{
    int64_t column;
    return aift__map_get(dataset->table->index, name, strlen(name), &column) ? (int32_t)column : -1;
}

static size_t table_row(const aift_dataset *dataset, size_t row)
{
    return dataset->rows ? dataset->rows[row] : row;
}

const aift__cell *aift__dataset_cell(const aift_dataset *dataset, size_t row, size_t column)
{
    return row < dataset->num_rows ? aift__table_cell(dataset->table, table_row(dataset, row), column) : NULL;
}

const char *aift_dataset_value(const aift_dataset *dataset, size_t row, size_t column, size_t *size)
{
    const aift__cell *cell = aift__dataset_cell(dataset, row, column);
    if (size)
        *size = cell ? cell->size : 0;
    return cell ? dataset->table->texts.data + cell->at : NULL;
}

static void place_of_file(const aift_dataset *dataset, size_t row, char *buffer, size_t size)
{
    const char *folder = dataset->table->folder, *file = aift_dataset_value(dataset, row, 0, NULL);
    const size_t n = folder ? strlen(folder) : 0;
    if (folder && *file != '/')
        snprintf(buffer, size, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", file);
    else
        snprintf(buffer, size, "%s", file);
}

size_t aift_dataset_num_skipped(const aift_dataset *dataset)
{
    return dataset->table->skipped.count;
}

const char *aift_dataset_skipped(const aift_dataset *dataset, size_t i)
{
    return aift__skipped_message(&dataset->table->skipped, i);
}

void aift_dataset_row_place(const aift_dataset *dataset, size_t row, char *buffer, size_t size)
{
    const aift__table *table = dataset->table;
    if (size > 0)
        buffer[0] = '\0';
    if (row >= dataset->num_rows)
        return;
    long long line = table->lines[table_row(dataset, row)];
    if (table->by_file)
        place_of_file(dataset, row, buffer, size);
    else if (table->name)
        snprintf(buffer, size, "%s: %s %lld", table->name, table->rows_numbered ? "row" : "line", line);
    else
        snprintf(buffer, size, "row %lld", line);
}

static const char *name_of(const void *dataset, size_t column)
{
    return aift_dataset_column_name(dataset, column);
}

aift_status aift__dataset_need_column(const aift_dataset *dataset, const char *name, size_t *column)
{
    const char *file = dataset->table->name;
    int32_t found = aift_dataset_column_index(dataset, name);
    *column = found < 0 ? 0 : (size_t)found;
    if (found >= 0)
        return AIFT_OK;
    aift_status status = aift__data_no_column(name, dataset, dataset->table->num_columns, name_of);
    return file ? aift__fail_in(status, "%s: ", file) : status;
}

aift_status aift__dataset_need_text(const aift_dataset *dataset, size_t row, size_t column, const char **text,
                                    size_t *size)
{
    const aift__cell *cell = aift__dataset_cell(dataset, row, column);
    *text = aift_dataset_value(dataset, row, column, size);
    if (cell && cell->kind == AIFT__CELL_TEXT)
        return AIFT_OK;
    char place[512];
    aift_dataset_row_place(dataset, row, place, sizeof place);
    *text = NULL;
    *size = 0;
    const char *name = aift_dataset_column_name(dataset, column);
    return aift__fail_in(aift__data_no_text(name, cell ? cell->kind : AIFT__CELL_NULL), "%s: ", place);
}

aift_status aift_dataset_select(const aift_dataset *dataset, const size_t *rows, size_t num_rows,
                                aift_dataset **out)
{
    *out = NULL;
    if (num_rows > AIFT__ROWS_MAX)
        return aift__fail(AIFT_E_RANGE, "more than the maximum of %d rows", AIFT__ROWS_MAX);
    for (size_t i = 0; i < num_rows; i++)
        if (rows[i] >= dataset->num_rows)
            return aift__fail(AIFT_E_RANGE, "rows[%zu] is %zu: the data set has %zu rows", i, rows[i],
                              dataset->num_rows);
    aift_context *context = dataset->table->context;
    size_t *chosen = aift__malloc(context, num_rows, sizeof *chosen);
    if (!chosen)
        return AIFT_E_NOMEM;
    aift_status status = aift__dataset_create(aift__table_retain(dataset->table), out);
    if (status != AIFT_OK) {
        aift__free(context, chosen);
        return status;
    }
    for (size_t i = 0; i < num_rows; i++)
        chosen[i] = table_row(dataset, rows[i]);
    (*out)->rows = chosen;
    (*out)->num_rows = num_rows;
    return AIFT_OK;
}
