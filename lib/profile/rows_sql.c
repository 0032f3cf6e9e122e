/* The rows of a query on an SQLite file, gathered in blocks. */
#include <string.h>

#include "codec/unicode.h"
#include "formats/records.h"
#include "profile/rows.h"
#include "store/query.h"

typedef struct query {
    aift__select *select;
    bool ended;
} query;

static aift_status put_value(aift__table_rows *rows, aift__block *block, size_t column)
{
    const query *q = rows->state;
    size_t size;
    const bool null = aift__select_type_of(q->select, column) == AIFT__SELECT_NULL;
    const char *text = aift__select_text(q->select, column, &size);
    aift__value *value = &block->values[column * block->cap_rows + block->num_rows];
    *value = (aift__value){.null = 1};
    if (!text)
        return null ? AIFT_OK : aift__fail_nomem(0);
    const long long row = (long long)(block->first_row + (int64_t)block->num_rows + 1);
    const char *name = rows->columns[column];
    if (size > AIFT__RECORD_MAX)
        return aift__fail(AIFT_E_FORMAT, "%s: row %lld: column \"%s\" has more than the maximum of %d bytes",
                          rows->name, row, name, AIFT__RECORD_MAX);
    if (memchr(text, 0, size))
        return aift__fail(AIFT_E_FORMAT, "%s: row %lld: column \"%s\" has a NUL", rows->name, row, name);
    if (aift__utf8_valid(text, size) < size)
        return aift__fail(AIFT_E_FORMAT, "%s: row %lld: column \"%s\" is not UTF-8", rows->name, row, name);
    AIFT__TRY(aift__block_reserve(rows, block, block->text_size + size + 1));
    memcpy(block->text + block->text_size, text, size);
    *value = (aift__value){.at = (uint32_t)block->text_size,
                           .size = (unsigned)size & 0xFFFFFFF,
                           .there = size > 0}; /* as in a CSV file */
    block->text_size += size;
    return AIFT_OK;
}

static aift_status fill_sql(aift__table_rows *rows, aift__block *block)
{
    query *q = rows->state;
    AIFT__TRY(aift__block_begin(rows, block));
    while (!q->ended && block->num_rows < block->cap_rows && block->text_size < AIFT__BLOCK_BYTES) {
        bool row;
        AIFT__TRY(aift__select_next(q->select, &row));
        q->ended = !row;
        if (!row)
            break;
        for (size_t i = 0; i < rows->num_columns; i++)
            AIFT__TRY(put_value(rows, block, i));
        if (block->text_size > UINT32_MAX - 2 * (size_t)AIFT__RECORD_MAX)
            return aift__fail(AIFT_E_RANGE, "%s: a row of the query is too large", rows->name);
        block->num_rows++;
    }
    rows->bytes += (int64_t)block->text_size;
    return AIFT_OK;
}

static void close_sql(aift__table_rows *rows)
{
    aift__select_close(((query *)rows->state)->select);
}

static const aift__table_rows_class sql_class = {fill_sql, close_sql};

aift_status aift__table_rows_open_sql(aift__table_rows *rows, const char *path, const char *text)
{
    query *q = rows->state = aift__calloc(rows->context, 1, sizeof *q);
    if (!q)
        return AIFT_E_NOMEM;
    rows->class = &sql_class;
    AIFT__TRY(aift__select_open(rows->context, path, text, rows->deadline, &q->select));
    const size_t n = aift__select_columns(q->select);
    for (size_t i = 0; i < n; i++) {
        const char *name = aift__select_name(q->select, i);
        AIFT__TRY(name ? aift__table_rows_add_column(rows, name, strlen(name)) : aift__fail_nomem(0));
    }
    return AIFT_OK;
}
