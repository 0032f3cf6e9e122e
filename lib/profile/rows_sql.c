/* The rows of a query on an SQLite file, gathered in blocks. */
#include <string.h>

#include "codec/unicode.h"
#include "formats/records.h"
#include "profile/rows.h"
#include "store/sql.h"

typedef struct query {
    char *text;
    aift__sql *sql;
    aift__sql_rows *rows;
    bool ended;
} query;

static aift_status put_value(aift__table_rows *rows, aift__block *block, size_t column)
{
    const query *q = rows->state;
    size_t size;
    const char *text = aift__sql_text(q->rows, (int)column, &size);
    aift__value *value = &block->values[column * block->cap_rows + block->num_rows];
    *value = (aift__value){.null = 1};
    if (!text)
        return AIFT_OK;
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
        AIFT__TRY(aift__sql_next(q->rows, &row));
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
    query *q = rows->state;
    aift__sql_done(q->rows);
    aift__sql_close(q->sql);
    aift__free(rows->context, q->text);
}

static const aift__table_rows_class sql_class = {fill_sql, close_sql};

aift_status aift__table_rows_open_sql(aift__table_rows *rows, const char *path, const char *text)
{
    query *q = rows->state = aift__calloc(rows->context, 1, sizeof *q);
    if (!q)
        return AIFT_E_NOMEM;
    rows->class = &sql_class;
    q->text = aift__strdup(rows->context, text);
    if (!q->text)
        return AIFT_E_NOMEM;
    AIFT__TRY(aift__sql_open(rows->context, path, AIFT__SQL_READ, -1, &q->sql));
    const aift_status status = aift__sql_ask(q->sql, &q->rows, q->text, NULL);
    if (status == AIFT_E_INTERNAL) /* SQL that is none: here it is the caller's */
        return aift__fail_in(AIFT_E_INVALID, "query: ");
    AIFT__TRY(status);
    AIFT__TRY(aift__sql_only_reads(q->rows));
    const int n = aift__sql_num_columns(q->rows);
    for (int i = 0; i < n; i++)
        AIFT__TRY(aift__table_rows_add_column(rows, aift__sql_name(q->rows, i),
                                              strlen(aift__sql_name(q->rows, i))));
    return AIFT_OK;
}
