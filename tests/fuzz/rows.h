/* A data file, read row by row in pieces and then whole: both must agree. The first byte chooses options. */
#ifndef AIFT_TESTS_FUZZ_ROWS_H
#define AIFT_TESTS_FUZZ_ROWS_H

#include "fuzz.h"

static inline void fuzz_row(aift_reader *reader)
{
    fuzz_expect(aift_reader_line(reader) > 0);
    for (size_t c = 0; c < aift_reader_num_columns(reader); c++) {
        const char *name = aift_reader_column_name(reader, c);
        size_t size = 0;
        fuzz_expect(name != NULL);
        const char *value = aift_reader_value(reader, name, &size);
        fuzz_touch(value, value ? size + 1 : 0);
    }
    fuzz_expect(!aift_reader_column_name(reader, aift_reader_num_columns(reader)));
}

/* Rows before the end or a fault; *status is how it ended. */
static inline size_t fuzz_read_rows(aift_context *context, const aift_source *source,
                                    const aift_dataset_options *options, aift_status *status)
{
    aift_reader *reader;
    size_t rows = 0;
    int32_t more = 0;
    *status = aift_reader_open_source(context, source, options, &reader);
    if (!fuzz_call(*status, reader))
        return 0;
    for (;;) {
        *status = aift_reader_next(reader, &more);
        fuzz_expect(*status == AIFT_OK || !more);
        if (!more)
            break;
        fuzz_row(reader);
        rows++;
    }
    aift_reader_release(reader);
    return rows;
}

static inline void fuzz_look_at_rows(const aift_dataset *data)
{
    char place[64];
    for (size_t row = 0; row < aift_dataset_num_rows(data); row++) {
        aift_dataset_row_place(data, row, place, sizeof place);
        for (size_t c = 0; c < aift_dataset_num_columns(data); c++) {
            size_t size = 0;
            const char *value = aift_dataset_value(data, row, c, &size);
            fuzz_touch(value, value ? size + 1 : 0);
        }
    }
}

static inline int fuzz_rows(const uint8_t *data, size_t size, aift_data_format format, const char *name)
{
    static const size_t steps[] = {1, 3, 64, 1 << 16};
    if (size == 0)
        return 0;
    aift_context *context = fuzz_begin(64 << 20);
    aift_dataset_options options = AIFT_DATASET_OPTIONS_INIT;
    options.format = format;
    options.invalid_utf8 = data[0] & 1 ? AIFT_INVALID_UTF8_REPLACE : AIFT_INVALID_UTF8_ERROR;
    fuzz_pieces pieces = {data + 1, size - 1, steps[data[0] >> 1 & 3]};
    const aift_source slowly = fuzz_source_in_pieces(name, &pieces),
                      whole = fuzz_source(name, data + 1, size - 1);
    aift_dataset *dataset;
    aift_status status;
    const size_t rows = fuzz_read_rows(context, &slowly, &options, &status);
    if (fuzz_call(aift_dataset_load_source(context, &whole, &options, &dataset), dataset)) {
        fuzz_expect(status == AIFT_OK && aift_dataset_num_rows(dataset) == rows);
        fuzz_look_at_rows(dataset);
    }
    aift_dataset_release(dataset);
    fuzz_end(context);
    return 0;
}

#endif
