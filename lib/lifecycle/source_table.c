/* Tables that come as bytes are read row by row: CSV and JSON Lines, plain or gzip. */
#include <string.h>

#include "base/clock.h"
#include "codec/gzip.h"
#include "lifecycle/source_look.h"

enum { ROWS = 256 /* between looks at the clock: inflated bytes may come from none that are read */ };

/* ---- a stream that counts and ends in time ---- */

typedef struct timed {
    aift__stream *inner;
    double deadline;
    int64_t *bytes;
} timed;

static aift_status read_timed(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    timed *t = stream->state;
    if (aift__clock_seconds() > t->deadline)
        return aift__fail(AIFT_E_CANCELLED, "%s: it took longer than it may", stream->name);
    AIFT__TRY(aift__stream_read(t->inner, buffer, size, n));
    *t->bytes += (int64_t)*n;
    return AIFT_OK;
}

static void close_timed(aift__stream *stream)
{
    aift__stream_close(((timed *)stream->state)->inner);
}

static const aift__stream_class timed_class = {read_timed, close_timed};

static aift_status open_timed(const aift__look_at *at, aift__stream *inner, int64_t *bytes,
                              aift__stream **out)
{
    const aift_status status =
        aift__stream_create(at->context, inner->name, &timed_class, sizeof(timed), out);
    if (status != AIFT_OK) {
        aift__stream_close(inner);
        return status;
    }
    *(timed *)(*out)->state = (timed){inner, at->deadline, bytes};
    return AIFT_OK;
}

/* ---- rows ---- */

static aift__value_kind kind_of(const aift__field *field, bool plain)
{
    switch (field->kind) {
    case AIFT__CELL_NULL:
        return AIFT__VALUE_NONE;
    case AIFT__CELL_TEXT:
        return plain ? aift__types_of_text(field->text, field->size) : AIFT__VALUE_STRING;
    case AIFT__CELL_NUMBER:
        return aift__types_of_text(field->text, field->size) == AIFT__VALUE_INTEGER ? AIFT__VALUE_INTEGER
                                                                                    : AIFT__VALUE_NUMBER;
    case AIFT__CELL_BOOL:
        return AIFT__VALUE_BOOLEAN;
    default:
        return AIFT__VALUE_OTHER;
    }
}

static aift_status see(const aift__records *records, aift__types *types)
{
    for (size_t i = 0; i < records->num_fields; i++) {
        const aift__field *field = &records->fields[i];
        size_t column = i;
        if (!records->fixed)
            AIFT__TRY(aift__types_column(types, field->name, field->name_size, &column));
        aift__types_see(types, column, kind_of(field, records->fixed));
    }
    return AIFT_OK;
}

static aift_status see_header(const aift__records *records, aift__types *types)
{
    for (size_t i = 0; records->fixed && i < records->num_fields; i++) {
        size_t column;
        AIFT__TRY(aift__types_column(types, records->fields[i].name, records->fields[i].name_size, &column));
    }
    return AIFT_OK;
}

static aift_status read_rows(const aift__look_at *at, aift__records *records, aift__types *types,
                             aift__found *out)
{
    bool more;
    AIFT__TRY(see_header(records, types));
    for (int64_t n = 0;; n++) {
        AIFT__TRY(aift__records_next(records, &more));
        if (!more) {
            out->rows = n;
            return AIFT_OK;
        }
        AIFT__TRY(see(records, types));
        if (n % ROWS == 0 && aift__clock_seconds() > at->deadline)
            return aift__fail(AIFT_E_CANCELLED, "%s: it took longer than it may", at->location);
    }
}

aift_data_format aift__look_format(const char *name, size_t size)
{
    if (size > 3 && strncmp(name + size - 3, ".gz", 3) == 0)
        size -= 3;
    for (const aift__record_format *const *format = aift__record_formats; *format; format++)
        for (const char *const *ending = (*format)->endings; *ending; ending++) {
            const size_t n = strlen(*ending);
            if (size >= n && strncmp(name + size - n, *ending, n) == 0)
                return (*format)->number;
        }
    return AIFT_DATA_AUTO;
}

aift_status aift__look_at_table(const aift__look_at *at, aift__stream *stream, aift_data_format format,
                                int64_t *bytes, aift__found *out)
{
    aift__records *records = NULL;
    *bytes = 0;
    AIFT__TRY(open_timed(at, stream, bytes, &stream));
    AIFT__TRY(aift__gzip_open(stream, &stream));
    AIFT__TRY(aift__records_open(at->context, stream, format, AIFT_INVALID_UTF8_ERROR, &records));
    aift__types *types = aift__types_create(at->context);
    aift_status status = types ? read_rows(at, records, types, out) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__types_take(types, out);
    aift__types_destroy(types);
    aift__records_close(records);
    return status;
}
