/* Rows of any kind of table: opening, blocks, and looking at them while the next are read. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/options.h"
#include "codec/gzip.h"
#include "formats/records.h"
#include "profile/rows.h"

enum { MAX_TIMEOUT = 86400 };

void aift_table_init(aift_table *table)
{
    AIFT__DEFAULTS(table, aift_table, AIFT_TABLE_INIT);
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

static aift_status open_counted(aift__stream *inner, int64_t *done, aift__stream **out)
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
    AIFT__TRY(open_counted(stream, &rows->done, &stream));
    AIFT__TRY(aift__gzip_open(stream, &stream));
    rows->gzip = stream;
    AIFT__TRY(open_counted(stream, &rows->bytes, &stream));
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
    if (table->timeout < 0 || table->timeout > MAX_TIMEOUT)
        return aift__fail(AIFT_E_INVALID, "aift_table.timeout is %d: expected 0 (none) to %d seconds",
                          table->timeout, MAX_TIMEOUT);
    aift__table_rows *rows = aift__calloc(context, 1, sizeof *rows);
    if (!rows)
        return AIFT_E_NOMEM;
    rows->context = context;
    rows->deadline = table->timeout > 0 ? aift__clock_seconds() + table->timeout : INFINITY;
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
