/* Imports, row by row. */
#include <stdio.h>
#include <string.h>

#include "codec/csv_write.h"
#include "lifecycle/import_format.h"

void aift__import_clear(aift__importer *import)
{
    aift__json_free(import->record);
    aift__json_free(import->own);
    import->record = import->own = NULL;
    import->key[0] = import->field[0] = import->message[0] = '\0';
}

/* Our own files have a ' in front of what a spreadsheet would compute. */
static aift_status put_cell(aift__importer *import, const aift__import_target *target, aift__field field)
{
    if (import->guarded && aift__csv_guarded(field.text, field.size)) {
        field.text++;
        field.size--;
    }
    aift__json *text = aift__json_new_text(field.text, field.size);
    aift_status status = text ? aift__import_put(import, target, text) : AIFT_E_NOMEM;
    aift__json_free(text);
    return status;
}

/* The cells beyond the header have no name but their number. */
static aift_status put_beyond(aift__importer *import, size_t i)
{
    char name[32];
    const aift__field *field = &import->records->fields[i];
    snprintf(name, sizeof name, "column %zu", i + 1);
    const aift__import_target target = {.header = name, .path = name, .kind = AIFT__IMPORT_EXTRA};
    return field->size ? put_cell(import, &target, *field) : AIFT_OK;
}

static aift_status put_row(aift__importer *import)
{
    const aift__records *records = import->records;
    const aift__field none = {.text = "", .size = 0};
    for (int pass = 0; pass < 2; pass++) /* the key first, so that a rejected row has it */
        for (size_t i = 0; i < import->num_targets; i++)
            if (import->targets[i].key == (pass == 0))
                AIFT__TRY(put_cell(import, &import->targets[i],
                                   i < records->num_fields ? records->fields[i] : none));
    for (size_t i = import->num_targets; i < records->num_fields; i++)
        AIFT__TRY(put_beyond(import, i));
    return AIFT_OK;
}

static aift_status put_members(aift__importer *import, const aift__json *item, bool key)
{
    aift__json_item member;
    for (bool more = aift__json_first(item, &member); more; more = aift__json_next(item, &member)) {
        aift__import_target target;
        if (strlen(member.key) != member.key_size)
            return aift__fail(AIFT_E_INVALID, "a name in it contains NUL");
        aift__import_resolve(import, member.key, &target);
        if (target.key == key)
            AIFT__TRY(aift__import_put(import, &target, member.value));
    }
    return AIFT_OK;
}

static aift_status put_item(aift__importer *import, const aift__json *item)
{
    if (aift__json_kind(item) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_INVALID, "the row is %s: expected an object", aift__json_kind_name(item));
    AIFT__TRY(put_members(import, item, true));
    return put_members(import, item, false);
}

static bool is_empty(const aift__json *value)
{
    size_t size = 1;
    const char *text = aift__json_text(value, &size);
    return aift__json_kind(value) == AIFT__JSON_NULL || (text && strspn(text, " \t\r\n") == size);
}

/* A key that no earlier row has; without one the id that the store gave is it, or the title. */
static aift_status check_key(aift__importer *import)
{
    int64_t before = 0;
    const char *required = import->format->required ? import->format->required : "title";
    const char *title = aift__json_text(aift__json_get(import->record, required), NULL);
    snprintf(import->field, sizeof import->field, "%s", import->options->key ? import->options->key : "key");
    if (!import->key[0] && import->options->key)
        return aift__fail(AIFT_E_INVALID, "%.100s is empty: it is the key", import->options->key);
    const char *id = aift__json_text(aift__json_get(import->own, "id"), NULL);
    if (!import->key[0] && id)
        snprintf(import->key, sizeof import->key, "%s", id);
    if (!import->key[0])
        snprintf(import->key, sizeof import->key, "%s:%s", required, title ? title : "");
    if (aift__map_get(import->keys, import->key, strlen(import->key), &before))
        return aift__fail(AIFT_E_INVALID, "the key \"%.100s\" is that of row %lld too", import->key,
                          (long long)before);
    return aift__map_put(import->keys, import->key, strlen(import->key), import->row, NULL);
}

static aift_status finish_row(aift__importer *import)
{
    const aift__import_format *format = import->format;
    const char *required = format->required ? format->required : "title";
    snprintf(import->field, sizeof import->field, "%s", required);
    if (is_empty(aift__json_get(import->record, required)))
        return aift__fail(AIFT_E_INVALID, "the %s (%s) is empty: it must be there", required,
                          format->columns[0].header ? format->columns[0].header : required);
    return format->many ? AIFT_OK : check_key(import);
}

static bool is_blank(const aift__records *records)
{
    for (size_t i = 0; i < records->num_fields; i++)
        if (records->fields[i].size)
            return false;
    return true;
}

static aift_status read_row(aift__importer *import, bool *more, int64_t *line)
{
    import->record = aift__json_new_object();
    if (!import->record)
        return AIFT_E_NOMEM;
    if (!import->records) {
        const size_t i = (size_t)import->row;
        *more = i < aift__json_size(import->items);
        *line = *more ? import->lines[i] : 0;
        import->row += *more;
        return *more ? put_item(import, aift__json_at(import->items, i)) : AIFT_OK;
    }
    do
        AIFT__TRY(aift__records_next(import->records, more));
    while (*more && is_blank(import->records));
    *line = import->records->line;
    import->row += *more;
    return *more ? put_row(import) : AIFT_OK;
}

aift_status aift__import_next(aift__importer *import, aift__import_row *row, bool *more)
{
    *row = (aift__import_row){0};
    *more = false;
    aift__import_clear(import);
    aift_status status = read_row(import, more, &row->line);
    if (status == AIFT_OK && *more)
        status = finish_row(import);
    if (import->row > AIFT__IMPORT_MAX_ROWS)
        return aift__fail(AIFT_E_RANGE, "%s: more than %d rows: split the file", import->name,
                          AIFT__IMPORT_MAX_ROWS);
    row->row = import->row;
    row->key = import->key;
    row->own = import->own;
    row->record = import->record;
    if (status != AIFT_E_INVALID)
        return status;
    snprintf(import->message, sizeof import->message, "%s", aift_last_error());
    row->field = import->field;
    row->message = import->message;
    row->record = NULL;
    return AIFT_OK;
}
