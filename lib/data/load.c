/* Making data sets: of a file, and of the caller's rows. */
#include <string.h>

#include "base/file.h"
#include "codec/unicode.h"
#include "data/dataset.h"

static aift_status add_columns(aift__table *table, const aift__records *records)
{
    size_t column;
    for (size_t i = 0; records->fixed && i < records->num_fields; i++)
        AIFT__TRY(
            aift__table_column(table, records->fields[i].name, records->fields[i].name_size, i, &column));
    return AIFT_OK;
}

static aift_status add_row(aift__table *table, const aift__records *records)
{
    AIFT__TRY(aift__table_begin_row(table, records->line));
    for (size_t i = 0; i < records->num_fields; i++) {
        const aift__field *field = &records->fields[i];
        size_t column;
        AIFT__TRY(aift__table_column(table, field->name, field->name_size, i, &column));
        if (field->kind != AIFT__CELL_NULL)
            AIFT__TRY(aift__table_add(table, column, field->kind, field->text, field->size));
    }
    aift__table_end_row(table);
    return AIFT_OK;
}

static aift_status read_rows(aift__table *table, aift__records *records)
{
    AIFT__TRY(add_columns(table, records));
    for (;;) {
        bool more;
        AIFT__TRY(aift__records_next(records, &more));
        if (!more)
            break;
        aift_status status = add_row(table, records);
        if (status == AIFT_E_NOMEM)
            return status;
        if (status != AIFT_OK)
            return aift__fail_in(status, "%s: line %lld: ", table->name, (long long)records->line);
    }
    if (table->num_rows == 0)
        return aift__fail(AIFT_E_FORMAT, "%s: has no row", table->name);
    return AIFT_OK;
}

/* Paths in the file are relative to where it lies. */
static aift_status set_folder(aift__table *table, const char *path)
{
    const char *end = strrchr(path, '/');
    if (end)
        table->folder = aift__strndup(table->context, path, (size_t)(end - path) + 1);
    return end && !table->folder ? AIFT_E_NOMEM : AIFT_OK;
}

static aift_status load(aift_context *context, const char *path, const aift_source *source,
                        const aift_dataset_options *options, aift_dataset **out)
{
    *out = NULL;
    aift__records *records;
    aift__table *table;
    AIFT__TRY(aift__data_open(context, path, source, options, &records));
    aift_status status = aift__table_create(context, records->stream->name, &table);
    if (status == AIFT_OK && path)
        status = set_folder(table, path);
    if (status == AIFT_OK)
        status = read_rows(table, records);
    aift__records_close(records);
    if (status == AIFT_OK)
        return aift__dataset_create(table, out);
    aift__table_release(table);
    return status;
}

aift_status aift_dataset_load(aift_context *context, const char *path, const aift_dataset_options *given,
                              aift_dataset **out)
{
    *out = NULL;
    aift_dataset_options options;
    aift__file_kind kind;
    AIFT__TRY(aift__data_options(given, &options));
    AIFT__TRY(aift__file_kind_of(path, &kind));
    if (kind == AIFT__FILE_FOLDER)
        return aift__folder_load(context, path, options.on_error == AIFT_ON_ERROR_SKIP, out);
    if (kind == AIFT__FILE_REGULAR && aift__is_idx_name(path))
        return aift__idx_load(context, path, out);
    return load(context, path, NULL, &options, out);
}

aift_status aift_dataset_load_source(aift_context *context, const aift_source *source,
                                     const aift_dataset_options *options, aift_dataset **out)
{
    return load(context, NULL, source, options, out);
}

static aift_status check_utf8(const char *text, size_t size)
{
    size_t valid = aift__utf8_valid(text, size);
    if (valid == size)
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT, "invalid UTF-8 (byte 0x%02X at %zu)", (unsigned char)text[valid], valid);
}

static aift_status name_columns(aift__table *table, const char *const *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!columns[i] || !*columns[i])
            return aift__fail(AIFT_E_INVALID, "column %zu has no name", i + 1);
        size_t size = strlen(columns[i]), column;
        aift_status status = check_utf8(columns[i], size);
        if (status != AIFT_OK)
            return aift__fail_in(status, "the name of column %zu: ", i + 1);
        AIFT__TRY(aift__table_column(table, columns[i], size, i, &column));
        if (column != i)
            return aift__fail(AIFT_E_INVALID, "columns %zu and %zu are both \"%s\"", column + 1, i + 1,
                              columns[i]);
    }
    return AIFT_OK;
}

static aift_status copy_row(aift__table *table, const char *const *values, size_t row)
{
    AIFT__TRY(aift__table_begin_row(table, (int64_t)row + 1));
    for (size_t i = 0; i < table->num_columns; i++) {
        if (!values[i])
            continue;
        size_t size = strlen(values[i]);
        aift_status status = check_utf8(values[i], size);
        if (status != AIFT_OK)
            return aift__fail_in(status, "row %zu: column \"%s\": ", row + 1, table->columns[i]);
        AIFT__TRY(aift__table_add(table, i, AIFT__CELL_TEXT, values[i], size));
    }
    aift__table_end_row(table);
    return AIFT_OK;
}

aift_status aift_dataset_from_rows(aift_context *context, const char *const *columns, size_t num_columns,
                                   const char *const *values, size_t num_rows, aift_dataset **out)
{
    *out = NULL;
    if (num_columns == 0 || num_rows == 0)
        return aift__fail(AIFT_E_INVALID, "the data set has no %s", num_columns == 0 ? "column" : "row");
    aift__table *table;
    AIFT__TRY(aift__table_create(context, NULL, &table));
    aift_status status = name_columns(table, columns, num_columns);
    for (size_t row = 0; row < num_rows && status == AIFT_OK; row++)
        status = copy_row(table, values + row * num_columns, row);
    if (status == AIFT_OK)
        return aift__dataset_create(table, out);
    aift__table_release(table);
    return status;
}
