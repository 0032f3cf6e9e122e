/* Reading a data file row by row. */
#include <string.h>

#include "base/options.h"
#include "codec/gzip.h"
#include "data/dataset.h"

struct aift_reader {
    aift_context *context; /* a reference is held */
    aift__records *records;
    bool row;    /* there is a present row */
    bool failed; /* what was read last is in pieces */
};

void aift_dataset_options_init(aift_dataset_options *options)
{
    AIFT__DEFAULTS(options, aift_dataset_options, AIFT_DATASET_OPTIONS_INIT);
}

aift_status aift__data_options(const aift_dataset_options *given, aift_dataset_options *out)
{
    *out = (aift_dataset_options)AIFT_DATASET_OPTIONS_INIT;
    AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_dataset_options"));
    AIFT__TRY(aift__options_reserved(out->reserved, "aift_dataset_options"));
    if (out->invalid_utf8 != AIFT_INVALID_UTF8_ERROR && out->invalid_utf8 != AIFT_INVALID_UTF8_REPLACE)
        return aift__fail(AIFT_E_RANGE, "aift_dataset_options.invalid_utf8 is %d: it must be 0 or 1",
                          (int)out->invalid_utf8);
    if (out->on_error != AIFT_ON_ERROR_STOP && out->on_error != AIFT_ON_ERROR_SKIP)
        return aift__fail(AIFT_E_RANGE, "aift_dataset_options.on_error is %d: it must be 0 or 1",
                          (int)out->on_error);
    return AIFT_OK;
}

aift_status aift__data_open(aift_context *context, const char *path, const aift_source *source,
                            const aift_dataset_options *given, aift__records **out)
{
    *out = NULL;
    aift_dataset_options options;
    AIFT__TRY(aift__data_options(given, &options));
    aift__stream *stream;
    AIFT__TRY(path ? aift__stream_open(context, path, &stream)
                   : aift__stream_open_source(context, source, &stream));
    AIFT__TRY(aift__gzip_open(stream, &stream));
    return aift__records_open(context, stream, options.format, options.invalid_utf8, out);
}

static aift_status open_reader(aift_context *context, const char *path, const aift_source *source,
                               const aift_dataset_options *options, aift_reader **out)
{
    *out = NULL;
    aift_reader *reader = aift__calloc(context, 1, sizeof *reader);
    if (!reader)
        return AIFT_E_NOMEM;
    aift_status status = aift__data_open(context, path, source, options, &reader->records);
    if (status != AIFT_OK) {
        aift__free(context, reader);
        return status;
    }
    reader->context = aift_context_retain(context);
    *out = reader;
    return AIFT_OK;
}

aift_status aift_reader_open(aift_context *context, const char *path, const aift_dataset_options *options,
                             aift_reader **out)
{
    return open_reader(context, path, NULL, options, out);
}

aift_status aift_reader_open_source(aift_context *context, const aift_source *source,
                                    const aift_dataset_options *options, aift_reader **out)
{
    return open_reader(context, NULL, source, options, out);
}

aift_status aift_reader_next(aift_reader *reader, int32_t *more)
{
    *more = 0;
    reader->row = false;
    if (reader->failed)
        return aift__fail(AIFT_E_STATE, "%s: reading it has failed before; open it again",
                          reader->records->stream->name);
    aift_status status = aift__records_next(reader->records, &reader->row);
    reader->failed = status != AIFT_OK;
    *more = reader->row;
    return status;
}

int64_t aift_reader_line(const aift_reader *reader)
{
    return reader->records->line;
}

static const aift__field *find(const aift_reader *reader, const char *column)
{
    for (size_t i = 0; reader->row && i < reader->records->num_fields; i++)
        if (strcmp(reader->records->fields[i].name, column) == 0)
            return &reader->records->fields[i];
    return NULL;
}

const char *aift_reader_value(const aift_reader *reader, const char *column, size_t *size)
{
    const aift__field *field = find(reader, column);
    if (size)
        *size = field ? field->size : 0;
    return field ? field->text : NULL;
}

static const char *name_of(const void *reader, size_t column)
{
    return aift_reader_column_name(reader, column);
}

aift_status aift_reader_text(const aift_reader *reader, const char *column, const char **text, size_t *size)
{
    *text = NULL;
    *size = 0;
    const char *name = reader->records->stream->name;
    long long line = (long long)reader->records->line;
    if (!reader->row)
        return aift__fail(AIFT_E_STATE, "%s: there is no present row", name);
    const aift__field *field = find(reader, column);
    aift_status status = AIFT_OK;
    if (!field)
        status = aift__data_no_column(column, reader, aift_reader_num_columns(reader), name_of);
    else if (field->kind != AIFT__CELL_TEXT)
        status = aift__data_no_text(column, field->kind);
    if (status != AIFT_OK)
        return aift__fail_in(status, "%s: line %lld: ", name, line);
    *text = field->text;
    *size = field->size;
    return AIFT_OK;
}

/* Columns are known with a row, and of a file with a header always. */
size_t aift_reader_num_columns(const aift_reader *reader)
{
    const aift__records *records = reader->records;
    return !reader->failed && (reader->row || records->fixed) ? records->num_fields : 0;
}

const char *aift_reader_column_name(const aift_reader *reader, size_t column)
{
    return column < aift_reader_num_columns(reader) ? reader->records->fields[column].name : NULL;
}

void aift_reader_release(aift_reader *reader)
{
    if (!reader)
        return;
    aift_context *context = reader->context;
    aift__records_close(reader->records);
    aift__free(context, reader);
    aift_context_release(context);
}
