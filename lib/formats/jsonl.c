/* JSON Lines: one object a line. Blank lines are skipped; CRLF is accepted. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "codec/json.h"
#include "codec/json_scan.h"
#include "formats/records.h"

typedef struct jsonl {
    aift__json *row; /* the present one; its texts are the fields' */
    aift__buf texts; /* of the values that are no texts, each with a NUL behind it */
} jsonl;

static aift_status open_jsonl(aift__records *records)
{
    jsonl *j = records->state;
    aift__buf_init(&j->texts, records->context, 16 * (size_t)AIFT__RECORD_MAX);
    return AIFT_OK;
}

static void close_jsonl(aift__records *records)
{
    jsonl *j = records->state;
    aift__json_free(j->row);
    aift__buf_finish(&j->texts);
}

static bool blank(const char *line, size_t size)
{
    return strspn(line, " \t") == size;
}

/* A NUL, and half a surrogate pair as programs write that cut texts inside a character, become U+FFFD too. */
static void repair_escapes(char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++) {
        if (text[i] != '\\')
            continue;
        const char *end = text + size;
        int32_t code = text[i + 1] == 'u' ? aift__json_hex4(text + i + 2, end) : -1;
        bool pair = code >= 0xD800 && code < 0xDC00 && size - i >= 12 && text[i + 6] == '\\' &&
                    text[i + 7] == 'u' && (aift__json_hex4(text + i + 8, end) & ~0x3FF) == 0xDC00;
        if (pair)
            i += 6;
        else if (code == 0 || (code >= 0xD800 && code < 0xE000))
            memcpy(text + i + 2, "FFFD", 4);
        i += code < 0 ? 1 : 5;
    }
}

static aift_status parse(aift__records *records, char *text, size_t size)
{
    jsonl *j = records->state;
    if (records->replace)
        repair_escapes(text, size);
    aift__json_free(j->row);
    j->row = NULL;
    AIFT__TRY(aift__json_parse_line(text, size, records->stream->name, records->line, &j->row));
    if (aift__json_kind(j->row) != AIFT__JSON_OBJECT)
        return aift__records_fail(records, records->line, "the line is %s; an object is expected",
                                  aift__json_kind_name(j->row));
    return AIFT_OK;
}

/* A real keeps its point, so that a label 1.0 stays what it was. */
static aift_status add_real(aift__buf *texts, double value)
{
    char number[32];
    aift__dtoa(number, value);
    return aift__buf_addf(texts, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

static aift_status add_value(aift__records *records, const aift__json *value, aift__field *field)
{
    jsonl *j = records->state;
    size_t size;
    const char *digits;
    char *text;
    switch (aift__json_kind(value)) {
    case AIFT__JSON_NULL:
    case AIFT__JSON_TEXT:
        return AIFT_OK;
    case AIFT__JSON_BOOL:
        field->kind = AIFT__CELL_BOOL;
        return aift__buf_add_text(&j->texts, aift__json_bool(value, false) ? "true" : "false");
    case AIFT__JSON_INT:
        field->kind = AIFT__CELL_NUMBER;
        return aift__buf_addf(&j->texts, "%lld", (long long)aift__json_int(value, 0));
    case AIFT__JSON_REAL:
        field->kind = AIFT__CELL_NUMBER;
        return add_real(&j->texts, aift__json_real(value, 0));
    case AIFT__JSON_NUMERAL:
        field->kind = AIFT__CELL_NUMBER;
        digits = aift__json_numeral(value, &size);
        return aift__buf_add(&j->texts, digits, size);
    case AIFT__JSON_ARRAY:
    case AIFT__JSON_OBJECT:
        break;
    }
    field->kind = AIFT__CELL_OTHER;
    AIFT__TRY(aift__json_write(records->context, value, 0, &text));
    aift_status status = aift__buf_add_text(&j->texts, text);
    aift__free(records->context, text);
    return status;
}

static aift_status add_field(aift__records *records, const aift__json_item *item)
{
    jsonl *j = records->state;
    aift__field *field;
    AIFT__TRY(aift__records_add(records, &field));
    field->name = item->key;
    field->name_size = item->key_size;
    field->text = aift__json_text(item->value, &field->size);
    if (field->text) {
        field->kind = AIFT__CELL_TEXT;
        return AIFT_OK; /* \\u0000 is a character like others: it is the raw byte that no text file holds */
    }
    size_t before = j->texts.size;
    AIFT__TRY(add_value(records, item->value, field));
    field->size = j->texts.size - before;
    return field->kind == AIFT__CELL_NULL ? AIFT_OK : aift__buf_add(&j->texts, "", 1);
}

static aift_status next_jsonl(aift__records *records, bool *more)
{
    jsonl *j = records->state;
    char *text;
    size_t size;
    bool line;
    do
        AIFT__TRY(aift__records_line(records, &text, &size, &line));
    while (line && blank(text, size));
    records->num_fields = 0;
    aift__buf_clear(&j->texts);
    if (!line)
        return AIFT_OK;
    AIFT__TRY(parse(records, text, size));
    aift__json_item item;
    for (bool is = aift__json_first(j->row, &item); is; is = aift__json_next(j->row, &item))
        AIFT__TRY(add_field(records, &item));
    const char *value = j->texts.data; /* which has stopped moving */
    for (size_t i = 0; i < records->num_fields; i++) {
        aift__field *field = &records->fields[i];
        if (field->kind != AIFT__CELL_NULL && field->kind != AIFT__CELL_TEXT) {
            field->text = value;
            value += field->size + 1;
        }
    }
    *more = true;
    return AIFT_OK;
}

static const char *const endings[] = {".jsonl", ".ndjson", NULL};

const aift__record_format aift__reader_jsonl = {
    .name = "JSON Lines",
    .number = AIFT_DATA_JSONL,
    .endings = endings,
    .state_size = sizeof(jsonl),
    .open = open_jsonl,
    .next = next_jsonl,
    .close = close_jsonl,
};
