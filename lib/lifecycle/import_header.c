/* The header of CSV: where each column goes. */
#include <stdio.h>
#include <string.h>

#include "codec/csv_write.h"
#include "lifecycle/import_format.h"

/* "Custom field (aift owner name)" is owner.name. */
static bool own_path(const char *prefix, const char *header, size_t size, char path[256])
{
    const size_t n = prefix ? strlen(prefix) : 0;
    if (n == 0 || size <= n + 1 || size - n > 255 || strncmp(header, prefix, n) != 0 ||
        header[size - 1] != ')')
        return false;
    for (size_t i = n; i < size - 1; i++)
        path[i - n] = header[i] == ' ' ? '.' : header[i];
    path[size - 1 - n] = '\0';
    aift__import_kind kind;
    return aift__import_path(NULL, path, &kind);
}

/* Whether this library wrote the file: then it tells when each record was created. */
static bool is_own(const aift__importer *import)
{
    const aift__records *records = import->records;
    for (size_t i = 0; i < records->num_fields; i++) {
        char path[256];
        const aift__field *field = &records->fields[i];
        const bool own = own_path(import->format->own, field->text, field->size, path);
        if ((own || import->format->paths) && strcmp(own ? path : field->text, "created") == 0)
            return true;
    }
    return false;
}

/* Keeps the names: a column of this library's own by its path, one without a name by its number. */
static aift_status keep_names(aift__importer *import)
{
    const aift__records *records = import->records;
    import->guarded = is_own(import);
    for (size_t i = 0; i < records->num_fields; i++) {
        char path[256];
        const aift__field *field = &records->fields[i];
        aift_status status;
        if (own_path(import->format->own, field->text, field->size, path))
            status = aift__buf_add_text(&import->names, path);
        else if (field->size == 0)
            status = aift__buf_addf(&import->names, "column %zu", i + 1);
        else {
            const size_t guard = import->guarded && aift__csv_guarded(field->text, field->size);
            status = aift__buf_add(&import->names, field->text + guard, field->size - guard);
        }
        AIFT__TRY(status);
        AIFT__TRY(aift__buf_add(&import->names, "", 1));
    }
    return AIFT_OK;
}

static aift_status resolve(aift__importer *import)
{
    const aift__records *records = import->records;
    const char *name = import->names.data;
    for (size_t i = 0; i < records->num_fields; i++, name += strlen(name) + 1) {
        char path[256];
        aift__import_target *target = &import->targets[i];
        aift__import_resolve(import, name, target);
        const aift__field *field = &records->fields[i];
        if (own_path(import->format->own, field->text, field->size, path)) {
            aift__import_path(NULL, name, &target->kind);
            target->path = name;
            target->own = true;
        }
    }
    return AIFT_OK;
}

static bool joins(aift__import_kind kind)
{
    return (kind >= AIFT__IMPORT_TEXTS && kind < AIFT__IMPORT_LIST) || kind == AIFT__IMPORT_SKIP;
}

static void to_extra(aift__import_target *target)
{
    target->kind = AIFT__IMPORT_EXTRA;
    target->path = target->header;
}

/* Two columns for one path: both are a list, or the one that stands first in the format's table gets it. */
static aift_status settle(aift__importer *import, size_t a, size_t b)
{
    aift__import_target *first = &import->targets[a], *second = &import->targets[b];
    if (first->kind == AIFT__IMPORT_EXTRA && second->kind == AIFT__IMPORT_EXTRA) {
        first->list = second->list = true;
        return AIFT_OK;
    }
    if (joins(first->kind) || first->own || second->own)
        return AIFT_OK;
    if (first->column == 0 || second->column == 0)
        return aift__fail(AIFT_E_FORMAT, "%s: line %lld: columns %zu and %zu of the header are both %s",
                          import->name, (long long)import->records->line, a + 1, b + 1, first->path);
    to_extra(first->column <= second->column ? second : first);
    return AIFT_OK;
}

static aift_status find_repeated(aift__importer *import, aift__map *seen)
{
    for (size_t i = 0; i < import->num_targets; i++) {
        const aift__import_target *target = &import->targets[i];
        const bool extra = target->kind == AIFT__IMPORT_EXTRA;
        char key[2] = {extra ? 'x' : 'p', 0};
        aift__buf name;
        int64_t before = -1;
        aift__buf_init(&name, import->context, AIFT__RECORD_MAX + 8);
        aift_status status = aift__buf_add_text(&name, key);
        if (status == AIFT_OK)
            status = aift__buf_add_text(&name, target->path);
        if (status == AIFT_OK && aift__map_get(seen, name.data, name.size, &before))
            status = settle(import, (size_t)before, i);
        const bool mine = before < 0 || import->targets[before].kind == AIFT__IMPORT_EXTRA;
        if (status == AIFT_OK && target->kind != AIFT__IMPORT_SKIP && mine)
            status = aift__map_put(seen, name.data, name.size, (int64_t)i, NULL);
        aift__buf_finish(&name);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

static bool has(const aift__importer *import, const char *header)
{
    const aift__field *fields = import->records->fields;
    for (size_t i = 0; i < import->num_targets; i++)
        if (strcmp(fields[i].text, header) == 0)
            return true;
    return false;
}

/* What the options name must be there, and a column of titles. */
static aift_status check(const aift__importer *import)
{
    const aift__import_options *options = import->options;
    aift__json_item item;
    const char *required = import->format->required ? import->format->required : "title";
    bool met = false;
    if (options->key && !has(import, options->key))
        return aift__fail(AIFT_E_NOT_FOUND, "%s: has no column \"%.100s\" for the key", import->name,
                          options->key);
    for (bool more = aift__json_first(options->map, &item); more; more = aift__json_next(options->map, &item))
        if (!has(import, item.key))
            return aift__fail(AIFT_E_NOT_FOUND, "%s: the column \"%.100s\" is not in %s",
                              options->map_name ? options->map_name : "the map", item.key, import->name);
    for (size_t i = 0; i < import->num_targets; i++)
        met |=
            import->targets[i].kind != AIFT__IMPORT_EXTRA && strcmp(import->targets[i].path, required) == 0;
    if (met)
        return AIFT_OK;
    const char *want = import->format->columns[0].header ? import->format->columns[0].header : required;
    return aift__fail(
        AIFT_E_FORMAT,
        "%s: line %lld: the header has no column \"%s\": expected an export of %s, or a map that says "
        "where the %s stands",
        import->name, (long long)import->records->line, want, import->format->name, required);
}

aift_status aift__import_header(aift__importer *import)
{
    bool more;
    AIFT__TRY(aift__records_next(import->records, &more));
    if (!more)
        return aift__fail(AIFT_E_FORMAT, "%s: is empty; a header row with the column names is expected",
                          import->name);
    aift__buf_init(&import->names, import->context, 2 * (size_t)AIFT__RECORD_MAX);
    AIFT__TRY(keep_names(import));
    import->num_targets = import->records->num_fields;
    import->targets = aift__calloc(import->context, import->num_targets, sizeof *import->targets);
    if (!import->targets)
        return AIFT_E_NOMEM;
    AIFT__TRY(resolve(import));
    AIFT__TRY(check(import));
    aift__map *seen = aift__map_create(import->context);
    aift_status status = seen ? find_repeated(import, seen) : AIFT_E_NOMEM;
    aift__map_destroy(seen);
    return status;
}
