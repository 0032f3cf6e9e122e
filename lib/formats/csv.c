/* CSV as RFC 4180 has it, with a header row. Also accepted: a line end of LF or CR alone, blank lines
 * (skipped), and a quote inside a field that does not begin with one. */
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "formats/records.h"

typedef enum where {
    START,  /* of a field */
    BARE,   /* in one without quotes */
    QUOTED, /* in one with quotes */
    QUOTE   /* after a quote in one: its end, or the first of two */
} where;

typedef struct csv {
    aift__buf row; /* the fields, each with a NUL behind it */
    size_t num_fields;
    where where;
    bool cr;            /* the byte before was a CR */
    int64_t quote_line; /* on which the open quote stands */
    aift__buf header;   /* the names, each with a NUL behind it */
    size_t num_columns;
} csv;

static aift_status add(aift__records *records, const void *data, size_t n)
{
    csv *c = records->state;
    aift_status status = aift__buf_add(&c->row, data, n);
    if (status != AIFT_E_RANGE)
        return status;
    return aift__fail_in(status, "%s: line %lld: the row has ", records->stream->name,
                         (long long)records->line);
}

static aift_status end_field(aift__records *records)
{
    csv *c = records->state;
    AIFT__TRY(add(records, "", 1));
    c->num_fields++;
    c->where = START;
    return AIFT_OK;
}

/* A row that has begun, if only with an empty quoted field. */
static bool begun(const csv *c)
{
    return c->num_fields > 0 || c->where != START;
}

/* Bytes from `at` on that can be added as they are. */
static size_t run(const aift__records *records)
{
    const csv *c = records->state;
    const char *special = c->where == QUOTED ? "\"\r\n" : ",\r\n"; /* and NUL, which ends each search */
    size_t i = records->at;
    while (i < records->end && !strchr(special, records->ahead[i]))
        i++;
    return i - records->at;
}

static aift_status take_nul(aift__records *records)
{
    csv *c = records->state;
    if (!records->replace)
        return aift__records_fail(records, records->next_line, AIFT__RECORDS_NUL);
    if (c->where == START)
        c->where = BARE;
    return add(records, "\xEF\xBF\xBD", 3);
}

/* Takes one byte that means something; *ended tells that a row ends with it. */
static aift_status take(aift__records *records, unsigned char byte, bool *ended)
{
    csv *c = records->state;
    bool newline = byte == '\n' || byte == '\r', second = byte == '\n' && c->cr;
    c->cr = byte == '\r';
    records->next_line += newline && !second;
    if (byte == '\0' && (c->where != QUOTE || !records->replace))
        return take_nul(records);
    if (c->where == QUOTED) {
        if (byte != '"')
            return add(records, &byte, 1);
        c->where = QUOTE;
    } else if (newline) {
        *ended = begun(c) && !second;
        if (!begun(c))
            records->line = records->next_line;
        return *ended ? end_field(records) : AIFT_OK;
    } else if (byte == ',')
        return end_field(records);
    else if (c->where == QUOTE && byte == '"') {
        c->where = QUOTED;
        return add(records, "\"", 1);
    } else if (c->where == QUOTE)
        return aift__records_fail(
            records, records->next_line,
            "a character follows the closing quote of field %zu; a comma or the line's end "
            "is expected (a quote inside a quoted field is written twice)",
            c->num_fields + 1);
    else if (c->where == START && byte == '"') {
        c->where = QUOTED;
        c->quote_line = records->next_line;
    } else {
        c->where = BARE;
        return add(records, &byte, 1);
    }
    return AIFT_OK;
}

static aift_status end_of_file(aift__records *records, bool *more)
{
    const csv *c = records->state;
    if (c->where == QUOTED)
        return aift__records_fail(records, c->quote_line, "the quote that begins field %zu is not closed",
                                  c->num_fields + 1);
    *more = begun(c);
    return *more ? end_field(records) : AIFT_OK;
}

static aift_status read_row(aift__records *records, bool *more)
{
    csv *c = records->state;
    aift__buf_clear(&c->row);
    c->num_fields = 0;
    c->where = START;
    records->line = records->next_line;
    while (!*more) {
        if (records->at == records->end)
            AIFT__TRY(aift__records_fill(records));
        if (records->at == records->end)
            return end_of_file(records, more);
        size_t n = c->where == BARE || c->where == QUOTED ? run(records) : 0;
        if (n > 0) {
            AIFT__TRY(add(records, records->ahead + records->at, n));
            records->at += n;
            c->cr = false;
        } else
            AIFT__TRY(take(records, records->ahead[records->at++], more));
    }
    return AIFT_OK;
}

/* Cuts the row into fields, whose names are the header's if there is one. */
static aift_status split(aift__records *records)
{
    csv *c = records->state;
    const char *text = c->row.data, *name = c->header.data;
    size_t size = c->row.size;
    AIFT__TRY(aift__records_check(records, records->line, &text, &size));
    records->num_fields = 0;
    for (size_t i = 0; i < c->num_fields; i++) {
        aift__field *field;
        AIFT__TRY(aift__records_add(records, &field));
        field->kind = AIFT__CELL_TEXT;
        field->text = text;
        field->size = strlen(text);
        field->name = name ? name : text;
        field->name_size = strlen(field->name);
        text += field->size + 1;
        name = name ? name + field->name_size + 1 : NULL;
    }
    return AIFT_OK;
}

static aift_status check_name(const aift__records *records, aift__map *seen, size_t i)
{
    const aift__field *name = &records->fields[i];
    int64_t before;
    if (name->size == 0)
        return aift__records_fail(records, records->line, "column %zu of the header has no name", i + 1);
    if (aift__map_get(seen, name->text, name->size, &before))
        return aift__records_fail(records, records->line, "columns %zu and %zu of the header are both \"%s\"",
                                  (size_t)before + 1, i + 1, name->text);
    return aift__map_put(seen, name->text, name->size, (int64_t)i, NULL);
}

static aift_status check_names(const aift__records *records)
{
    aift__map *seen = aift__map_create(records->context);
    aift_status status = seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < records->num_fields && status == AIFT_OK; i++)
        status = check_name(records, seen, i);
    aift__map_destroy(seen);
    return status;
}

static aift_status open_csv(aift__records *records)
{
    csv *c = records->state;
    bool more = false;
    aift__buf_init(&c->row, records->context, AIFT__RECORD_MAX);
    aift__buf_init(&c->header, records->context, 3 * (size_t)AIFT__RECORD_MAX);
    if (records->rows)
        return AIFT_OK;
    records->fixed = true;
    AIFT__TRY(read_row(records, &more));
    if (!more)
        return aift__fail(AIFT_E_FORMAT, "%s: is empty; a header row with the column names is expected",
                          records->stream->name);
    AIFT__TRY(split(records));
    AIFT__TRY(check_names(records));
    for (size_t i = 0; i < records->num_fields; i++)
        AIFT__TRY(aift__buf_add(&c->header, records->fields[i].text, records->fields[i].size + 1));
    c->num_columns = records->num_fields;
    const char *name = c->header.data;
    for (size_t i = 0; i < records->num_fields; i++, name += strlen(name) + 1)
        records->fields[i] = (aift__field){.name = name, .name_size = strlen(name)};
    return AIFT_OK;
}

static aift_status next_csv(aift__records *records, bool *more)
{
    csv *c = records->state;
    AIFT__TRY(read_row(records, more));
    if (!*more)
        return AIFT_OK;
    aift_status status;
    if (c->num_fields != c->num_columns && !records->rows)
        status = aift__records_fail(
            records, records->line,
            "too %s fields: %zu, but the header has %zu; a text with a comma, a quote "
            "or a line end must stand in quotes",
            c->num_fields < c->num_columns ? "few" : "many", c->num_fields, c->num_columns);
    else
        status = split(records);
    *more = status == AIFT_OK;
    return status;
}

static void close_csv(aift__records *records)
{
    csv *c = records->state;
    aift__buf_finish(&c->row);
    aift__buf_finish(&c->header);
}

static const char *const endings[] = {".csv", NULL};

const aift__record_format aift__reader_csv = {
    .name = "CSV",
    .number = AIFT_DATA_CSV,
    .endings = endings,
    .state_size = sizeof(csv),
    .open = open_csv,
    .next = next_csv,
    .close = close_csv,
};
