/* What all data formats share: the registry, bytes read ahead, byte order marks, checked texts. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/gzip.h"
#include "codec/unicode.h"
#include "codec/utf8.h"
#include "formats/records.h"

#define AIFT_READER(name) extern const aift__record_format aift__reader_##name;
#include "formats/readers.def"
#undef AIFT_READER

const aift__record_format *const aift__record_formats[] = {
#define AIFT_READER(name) &aift__reader_##name,
#include "formats/readers.def"
#undef AIFT_READER
    NULL,
};

enum { CHUNK = 1 << 16, MAX_LOOK = 1 << 28 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool ends_in(const char *name, size_t size, const char *ending)
{
    size_t n = strlen(ending);
    if (size < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(name[size - n + i]) != ending[i])
            return false;
    return true;
}

static bool by_ending(const aift__record_format *format, const char *name)
{
    size_t size = strlen(name);
    if (ends_in(name, size, ".gz"))
        size -= 3;
    for (const char *const *ending = format->endings; *ending; ending++)
        if (ends_in(name, size, *ending))
            return true;
    return false;
}

static aift_status fail_unknown(const char *name, aift_data_format number)
{
    char endings[256] = "";
    for (size_t i = 0; aift__record_formats[i]; i++)
        for (const char *const *ending = aift__record_formats[i]->endings; *ending; ending++) {
            size_t n = strlen(endings);
            snprintf(endings + n, sizeof endings - n, "%s%s", n ? ", " : "", *ending);
        }
    if (number != AIFT_DATA_AUTO)
        return aift__fail(AIFT_E_RANGE, "aift_dataset_options.format is %d: there is no such format",
                          (int)number);
    return aift__fail(
        AIFT_E_UNSUPPORTED,
        "%s: the name's ending does not tell the format of the data; known are %s (each also with .gz); or "
        "set format",
        name, endings);
}

static aift_status find_format(const char *name, aift_data_format number, const aift__record_format **out)
{
    for (const aift__record_format *const *format = aift__record_formats; *format; format++)
        if (number == AIFT_DATA_AUTO ? by_ending(*format, name) : number == (*format)->number) {
            *out = *format;
            return AIFT_OK;
        }
    return fail_unknown(name, number);
}

aift_status aift__records_format_of(const char *name, aift_data_format number, aift_data_format *out)
{
    const aift__record_format *format;
    AIFT__TRY(find_format(name, number, &format));
    *out = format->number;
    return AIFT_OK;
}

aift_status aift__records_fill(aift__records *records)
{
    records->at = records->end = 0;
    return aift__stream_read(records->stream, records->ahead, CHUNK, &records->end);
}

/* Skips UTF-8's mark; names UTF-16 by its own, which would only be met as NUL or as invalid UTF-8. */
static aift_status skip_mark(aift__records *records)
{
    unsigned char *ahead = records->ahead;
    size_t n = 1;
    while (records->end < 3 && n > 0) {
        AIFT__TRY(aift__stream_read(records->stream, ahead + records->end, CHUNK - records->end, &n));
        records->end += n;
    }
    if (records->end >= 2 &&
        ((ahead[0] == 0xFF && ahead[1] == 0xFE) || (ahead[0] == 0xFE && ahead[1] == 0xFF)))
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: is UTF-16 text; save it as UTF-8", records->stream->name);
    if (records->end >= 3 && memcmp(ahead, "\xEF\xBB\xBF", 3) == 0)
        records->at = 3;
    return AIFT_OK;
}

/* Corrupt gzip may inflate for a while, to text that is malformed; its check sum stands at the end. So a format's
 * complaint about it counts only if the rest can be inflated too. */
static aift_status suspect_gzip(aift__records *records, aift_status status)
{
    if (status != AIFT_E_FORMAT || !aift__gzip_found(records->stream))
        return status;
    char message[AIFT__ERROR_CAP];
    snprintf(message, sizeof message, "%s", aift_last_error());
    for (size_t looked = 0; looked < MAX_LOOK; looked += records->end) {
        aift_status rest = aift__records_fill(records);
        if (rest == AIFT_E_FORMAT)
            return rest;
        if (rest != AIFT_OK || records->end == 0)
            break;
    }
    records->at = records->end = 0;
    return aift__fail(status, "%s", message);
}

static aift_status open_records(aift__records *records)
{
    const aift__record_format *format = records->format;
    records->ahead = aift__malloc(records->context, CHUNK, 1);
    records->state = aift__calloc(records->context, 1, format->state_size);
    if (!records->ahead || !records->state)
        return AIFT_E_NOMEM;
    AIFT__TRY(skip_mark(records));
    return format->open ? format->open(records) : AIFT_OK;
}

static aift_status make(aift_context *context, aift__stream *stream, const aift__record_format *format,
                        bool rows, aift_invalid_utf8 invalid_utf8, aift__records **out)
{
    aift__records *records = aift__calloc(context, 1, sizeof *records);
    if (!records) {
        aift__stream_close(stream);
        return AIFT_E_NOMEM;
    }
    records->format = format;
    records->context = context;
    records->stream = stream;
    records->replace = invalid_utf8 == AIFT_INVALID_UTF8_REPLACE;
    records->rows = rows;
    records->next_line = 1;
    aift__buf_init(&records->text, context, AIFT__RECORD_MAX);
    aift__buf_init(&records->repaired, context, 3 * (size_t)AIFT__RECORD_MAX);
    aift_status status = suspect_gzip(records, open_records(records));
    if (status == AIFT_OK)
        *out = records;
    else
        aift__records_close(records);
    return status;
}

aift_status aift__records_open(aift_context *context, aift__stream *stream, aift_data_format number,
                               aift_invalid_utf8 invalid_utf8, aift__records **out)
{
    *out = NULL;
    const aift__record_format *format = NULL;
    aift_status status = find_format(stream->name, number, &format);
    if (status == AIFT_OK)
        return make(context, stream, format, false, invalid_utf8, out);
    aift__stream_close(stream);
    return status;
}

aift_status aift__records_open_rows(aift_context *context, aift__stream *stream, aift__records **out)
{
    *out = NULL;
    return make(context, stream, &aift__reader_csv, true, AIFT_INVALID_UTF8_ERROR, out);
}

void aift__records_close(aift__records *records)
{
    if (!records)
        return;
    if (records->format->close && records->state)
        records->format->close(records);
    aift__stream_close(records->stream);
    aift__buf_finish(&records->text);
    aift__buf_finish(&records->repaired);
    aift__free(records->context, records->fields);
    aift__free(records->context, records->ahead);
    aift__free(records->context, records->state);
    aift__free(records->context, records);
}

aift_status aift__records_next(aift__records *records, bool *more)
{
    *more = false;
    return suspect_gzip(records, records->format->next(records, more));
}

aift_status aift__records_add(aift__records *records, aift__field **out)
{
    if (records->num_fields >= AIFT__COLUMNS_MAX) {
        aift__records_fail(records, records->line, "more than the maximum of %d columns", AIFT__COLUMNS_MAX);
        return AIFT_E_RANGE;
    }
    AIFT__TRY(AIFT__RESERVE(records->context, records->fields, records->num_fields, records->fields_cap));
    *out = &records->fields[records->num_fields++];
    **out = (aift__field){0};
    return AIFT_OK;
}

aift_status aift__records_fail(const aift__records *records, int64_t line, const char *format, ...)
{
    char text[AIFT__ERROR_CAP];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return aift__fail(AIFT_E_FORMAT, "%s: line %lld: %s", records->stream->name, (long long)line, text);
}

/* The line of the byte at `end`, in a text that begins on `line`. */
static int64_t line_of(const char *text, const char *end, int64_t line)
{
    for (; text < end; text++)
        line += *text == '\n' || (*text == '\r' && text[1] != '\n');
    return line;
}

aift_status aift__records_check(aift__records *records, int64_t line, const char **text, size_t *size)
{
    size_t valid = aift__utf8_valid(*text, *size);
    if (valid == *size)
        return AIFT_OK;
    if (!records->replace)
        return aift__records_fail(
            records, line_of(*text, *text + valid, line),
            "invalid UTF-8 (byte 0x%02X); save the file as UTF-8, or set invalid_utf8 to replace",
            (unsigned char)(*text)[valid]);
    aift__buf_clear(&records->repaired);
    AIFT__TRY(aift__utf8_repair(*text, *size, &records->repaired));
    *text = records->repaired.data;
    *size = records->repaired.size;
    return AIFT_OK;
}

/* Adds the line to `text`; false: the file ended before it began. */
static aift_status read_line(aift__records *records, bool *more)
{
    for (bool ended = false; !ended;) {
        if (records->at == records->end)
            AIFT__TRY(aift__records_fill(records));
        if (records->at == records->end)
            return AIFT_OK;
        *more = true;
        const unsigned char *from = records->ahead + records->at;
        const unsigned char *end = memchr(from, '\n', records->end - records->at);
        size_t n = end ? (size_t)(end - from) : records->end - records->at;
        AIFT__TRY(aift__buf_add(&records->text, from, n));
        ended = end != NULL;
        records->at += n + ended;
        records->next_line += ended;
    }
    return AIFT_OK;
}

aift_status aift__records_line(aift__records *records, char **text, size_t *size, bool *more)
{
    aift__buf *line = &records->text;
    aift__buf_clear(line);
    records->line = records->next_line;
    *more = false;
    aift_status status = read_line(records, more);
    if (status == AIFT_E_RANGE)
        return aift__fail_in(status, "%s: line %lld: the row has ", records->stream->name,
                             (long long)records->line);
    if (status != AIFT_OK || !*more)
        return status;
    if (line->size > 0 && line->data[line->size - 1] == '\r')
        line->data[--line->size] = '\0';
    for (char *nul; (nul = memchr(line->data, 0, line->size)); *nul = '\xFF') /* replaced below */
        if (!records->replace)
            return aift__records_fail(records, records->line, AIFT__RECORDS_NUL);
    const char *checked = line->data;
    *size = line->size;
    AIFT__TRY(aift__records_check(records, records->line, &checked, size));
    *text = (char *)(uintptr_t)checked;
    return AIFT_OK;
}
