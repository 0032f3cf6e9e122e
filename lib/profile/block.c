/* Blocks of rows, and the columns that they have. */
#include "formats/records.h"
#include "profile/rows.h"

aift_status aift__block_begin(aift__table_rows *rows, aift__block *block)
{
    const size_t columns = AIFT__MAX(rows->num_columns, 1);
    block->num_rows = block->text_size = 0;
    block->first_row = rows->num_rows;
    if (block->values && block->num_columns == rows->num_columns)
        return AIFT_OK;
    const size_t fitting = AIFT__BLOCK_CELLS / columns;
    const size_t cap = fitting < 16 ? 16 : AIFT__MIN(fitting, (size_t)AIFT__BLOCK_ROWS);
    aift__value *values = aift__malloc(rows->context, cap * columns, sizeof *values);
    if (!values)
        return AIFT_E_NOMEM;
    aift__free(rows->context, block->values);
    block->values = values;
    block->num_columns = rows->num_columns;
    block->cap_rows = cap;
    return AIFT_OK;
}

aift_status aift__block_reserve(aift__table_rows *rows, aift__block *block, size_t bytes)
{
    if (bytes <= block->text_cap)
        return AIFT_OK;
    const size_t cap = AIFT__MAX(bytes, block->text_cap * 2);
    char *text = aift__realloc(rows->context, block->text, cap, 1);
    if (!text)
        return AIFT_E_NOMEM;
    block->text = text;
    block->text_cap = cap;
    return AIFT_OK;
}

void aift__block_finish(aift__block *block, aift_context *context)
{
    aift__free(context, block->text);
    aift__free(context, block->values);
    *block = (aift__block){0};
}

aift_status aift__table_rows_add_column(aift__table_rows *rows, const char *name, size_t size)
{
    if (rows->num_columns >= AIFT__COLUMNS_MAX)
        return aift__fail(AIFT_E_RANGE, "%s: more than the maximum of %d columns", rows->name,
                          AIFT__COLUMNS_MAX);
    AIFT__TRY(AIFT__RESERVE(rows->context, rows->columns, rows->num_columns, rows->cap_columns));
    char *copy = aift__strndup(rows->context, name, size);
    if (!copy)
        return AIFT_E_NOMEM;
    rows->columns[rows->num_columns++] = copy;
    return AIFT_OK;
}
