/* Rows of any kind of table: opening, blocks, and looking at them while the next are read. */
#include <string.h>

#include "base/file.h"
#include "base/options.h"
#include "codec/gzip.h"
#include "formats/records.h"
#include "profile/rows.h"

void aift_table_init(aift_table *table)
{
    AIFT__DEFAULTS(table, aift_table, AIFT_TABLE_INIT);
}

/* ---- blocks ---- */

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

/* ---- a stream that counts ---- */

typedef struct counted {
    aift__stream *inner;
    int64_t *done;
} counted;

static aift_status read_counted(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    counted *c = stream->state;
    const aift_status status = aift__stream_read(c->inner, buffer, size, n);
    *c->done += (int64_t)*n;
    return status;
}

static void close_counted(aift__stream *stream)
{
    aift__stream_close(((counted *)stream->state)->inner);
}

static const aift__stream_class counted_class = {read_counted, close_counted};

aift_status aift__counted_open(aift__stream *inner, int64_t *done, aift__stream **out)
{
    const aift_status status =
        aift__stream_create(inner->context, inner->name, &counted_class, sizeof(counted), out);
    if (status != AIFT_OK) {
        aift__stream_close(inner);
        return status;
    }
    *(counted *)(*out)->state = (counted){inner, done};
    return AIFT_OK;
}

/* ---- opening ---- */

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

static aift_status open_stream(aift__table_rows *rows, const aift_table *table)
{
    aift__stream *stream;
    aift_data_format format;
    rows->aside = table->path != NULL; /* a caller's callback is called on the caller's thread */
    AIFT__TRY(table->path ? aift__stream_open(rows->context, table->path, &stream)
                          : aift__stream_open_source(rows->context, table->source, &stream));
    if (table->path)
        rows->total = aift__file_size(table->path);
    else if (table->source->data)
        rows->total = (int64_t)table->source->size;
    AIFT__TRY(aift__counted_open(stream, &rows->done, &stream));
    AIFT__TRY(aift__gzip_open(stream, &stream));
    rows->gzip = stream;
    AIFT__TRY(aift__counted_open(stream, &rows->bytes, &stream));
    rows->name = aift__strdup(rows->context, stream->name);
    aift_status status = rows->name ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__records_format_of(stream->name, table->format, &format);
    if (status != AIFT_OK) {
        aift__stream_close(stream);
        return status;
    }
    rows->kind = format == AIFT_DATA_CSV ? AIFT__TABLE_CSV : AIFT__TABLE_JSONL;
    return format == AIFT_DATA_CSV ? aift__table_rows_open_csv(rows, stream)
                                   : aift__table_rows_open_jsonl(rows, stream);
}

static aift_status open_rows(aift__table_rows *rows, const aift_table *table)
{
    if (!table->path == !table->source)
        return aift__fail(AIFT_E_INVALID, "aift_table: one of path and source must be set, and not both");
    if (!table->query)
        return open_stream(rows, table);
    if (!table->path)
        return aift__fail(AIFT_E_INVALID, "aift_table.query: path must be an SQLite file");
    rows->kind = AIFT__TABLE_SQL;
    rows->name = aift__strdup(rows->context, table->path);
    return rows->name ? aift__table_rows_open_sql(rows, table->path, table->query) : AIFT_E_NOMEM;
}

aift_status aift__table_rows_open(aift_context *context, const aift_table *given, aift_table *table,
                                  aift__table_rows **out)
{
    *out = NULL;
    *table = (aift_table)AIFT_TABLE_INIT;
    AIFT__TRY(aift__options_read(table, sizeof *table, given, "aift_table"));
    AIFT__TRY(aift__options_reserved(table->reserved, "aift_table"));
    aift__table_rows *rows = aift__calloc(context, 1, sizeof *rows);
    if (!rows)
        return AIFT_E_NOMEM;
    rows->context = context;
    const aift_status status = open_rows(rows, table);
    if (status == AIFT_OK)
        *out = rows;
    else
        aift__table_rows_close(rows);
    return status;
}

void aift__table_rows_close(aift__table_rows *rows)
{
    if (!rows)
        return;
    if (rows->class && rows->state)
        rows->class->close(rows);
    for (size_t i = 0; i < rows->num_columns; i++)
        aift__free(rows->context, rows->columns[i]);
    aift__free(rows->context, rows->columns);
    aift__free(rows->context, rows->name);
    aift__free(rows->context, rows->state);
    aift__free(rows->context, rows);
}
