/* Where columns go, and values with them. */
#include <stdio.h>
#include <string.h>

#include "lifecycle/import_format.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* Headers are the same in any case of letters, and with blanks around them. */
static bool same(const char *header, const char *name)
{
    while (*header == ' ')
        header++;
    for (; *name && lower(*header) == lower(*name); header++)
        name++;
    while (*header == ' ')
        header++;
    return !*name && !*header;
}

static void to_path(const aift__import_format *format, const char *path, aift__import_target *out)
{
    if (strncmp(path, "extra.", 6) == 0 && path[6]) {
        out->kind = AIFT__IMPORT_EXTRA;
        out->path = path + 6;
    } else if (aift__import_path(format->entries, path, &out->kind))
        out->path = path;
}

void aift__import_resolve(const aift__importer *import, const char *header, aift__import_target *out)
{
    const aift__import_format *format = import->format;
    const char *key = import->options->key ? import->options->key : format->key;
    *out = (aift__import_target){.header = header, .path = header, .kind = AIFT__IMPORT_EXTRA};
    out->key = !format->many && same(header, key);
    const aift__json *mapped = aift__json_get(import->options->map, header);
    if (mapped) {
        const char *path = aift__json_text(mapped, NULL);
        if (path)
            to_path(format, path, out);
        else
            out->kind = AIFT__IMPORT_SKIP;
        return;
    }
    for (const aift__import_column *c = format->columns; c->header; c++)
        if (same(header, c->header)) {
            to_path(format, c->path, out);
            out->column = (int)(c - format->columns) + 1;
            return;
        }
    if (format->paths)
        to_path(format, header, out);
}

aift_status aift__import_check_map(const aift__import_entry *entries, const aift__import_options *options)
{
    aift__json_item item;
    const char *name = options->map_name ? options->map_name : "the map";
    if (options->map && aift__json_kind(options->map) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT,
                          "%s: is %s: expected an object, {\"column\": \"path of the record\"}", name,
                          aift__json_kind_name(options->map));
    for (bool more = aift__json_first(options->map, &item); more;
         more = aift__json_next(options->map, &item)) {
        aift__import_kind kind;
        size_t size = 0;
        const char *path = aift__json_text(item.value, &size);
        if (aift__json_kind(item.value) == AIFT__JSON_NULL)
            continue;
        if (!path || strlen(path) != size)
            return aift__fail(AIFT_E_FORMAT, "%s: %.100s is %s: expected a path of the record, or null", name,
                              item.key, aift__json_kind_name(item.value));
        if ((strncmp(path, "extra.", 6) != 0 || !path[6]) && !aift__import_path(entries, path, &kind))
            return aift__fail(
                AIFT_E_INVALID,
                "%s: %.100s is \"%.100s\": no record has this path; they are as %s, owner.email, extra.NAME",
                name, item.key, path,
                entries ? "name, location, art30.purposes" : "title, problem, timeline.target, scores.reach");
    }
    return AIFT_OK;
}

/* What goes into `extra`. Our own CSV has lists and objects as JSON: a text that is exactly what would be written of one
 * becomes it again; any other text stays as it is. */
static aift_status copy_extra(const aift__importer *import, const aift__json *value, aift__json **out)
{
    size_t size = 0;
    char *again;
    const char *text = aift__json_text(value, &size);
    if (!text || (*text != '[' && *text != '{'))
        return aift__json_copy(value, out);
    aift_status status = aift__json_parse(text, size, "cell", out);
    if (status != AIFT_OK)
        return status == AIFT_E_NOMEM ? status : aift__json_copy(value, out);
    status = aift__json_write(import->context, *out, 0, &again);
    const bool same = status == AIFT_OK && strlen(again) == size && memcmp(again, text, size) == 0;
    if (status == AIFT_OK)
        aift__free(import->context, again);
    if (same)
        return AIFT_OK;
    aift__json_free(*out);
    *out = NULL;
    return status == AIFT_OK ? aift__json_copy(value, out) : status;
}

/* In `extra`, by the header; several of one header are a list. */
static aift_status put_extra(aift__importer *import, const char *name, bool listed, const aift__json *value)
{
    size_t size = 1;
    aift__json *extra = aift__json_member(import->record, "extra"), *copy = NULL;
    const char *text = aift__json_text(value, &size);
    if (aift__json_kind(value) == AIFT__JSON_NULL || (text && size == 0))
        return AIFT_OK;
    if (aift__json_kind(extra) != AIFT__JSON_OBJECT) {
        extra = aift__json_new_object();
        AIFT__TRY(aift__json_set(import->record, "extra", extra));
    }
    aift__json *list = aift__json_member(extra, name);
    AIFT__TRY(copy_extra(import, value, &copy));
    if (!listed)
        return aift__json_set(extra, name, copy);
    if (aift__json_kind(list) == AIFT__JSON_ARRAY)
        return aift__json_push(list, copy);
    list = aift__json_new_array();
    aift_status status = aift__json_push(list, copy);
    if (status == AIFT_OK)
        return aift__json_set(extra, name, list);
    aift__json_free(list);
    return status;
}

static aift_status put_extras(aift__importer *import, const aift__json *object)
{
    aift__json_item item;
    if (aift__json_kind(object) == AIFT__JSON_NULL)
        return AIFT_OK;
    if (aift__json_kind(object) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_INVALID, "extra is %s: expected an object", aift__json_kind_name(object));
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        if (strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_INVALID, "extra: a name in it contains NUL");
        AIFT__TRY(put_extra(import, item.key, false, item.value));
    }
    return AIFT_OK;
}

static aift_status put_own(aift__importer *import, const char *path, const aift__json *value)
{
    aift__json *copy = NULL;
    size_t size = 1;
    const char *text = aift__json_text(value, &size);
    if (aift__json_kind(value) == AIFT__JSON_NULL || (text && size == 0))
        return AIFT_OK;
    if (!import->own)
        import->own = aift__json_new_object();
    AIFT__TRY(import->own ? AIFT_OK : AIFT_E_NOMEM);
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(import->own, path, copy);
}

static aift_status put_key(aift__importer *import, const aift__json *value)
{
    size_t size = 0;
    char digits[32];
    const char *text = aift__json_text(value, &size);
    if (!text && aift__json_kind(value) == AIFT__JSON_INT) {
        size = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)aift__json_int(value, 0));
        text = digits;
    }
    if (!text)
        return aift__json_kind(value) == AIFT__JSON_NULL
                   ? AIFT_OK
                   : aift__fail(AIFT_E_INVALID, "the key is %s: expected a text",
                                aift__json_kind_name(value));
    if (strlen(text) != size || size > AIFT__IMPORT_MAX_KEY)
        return aift__fail(AIFT_E_INVALID, "the key has %zu bytes: expected at most %d, without NUL", size,
                          AIFT__IMPORT_MAX_KEY);
    memcpy(import->key, text, size + 1);
    return AIFT_OK;
}

/* An empty cell says nothing. */
static aift_status put_path(aift__importer *import, const aift__import_target *target,
                            const aift__json *value)
{
    aift__json *read;
    bool more;
    AIFT__TRY(aift__import_value(import, target, value, &read, &more));
    const bool extra = strcmp(target->path, "extra") == 0;
    if (extra || aift__json_kind(read) == AIFT__JSON_NULL) {
        aift_status status = extra ? put_extras(import, read) : AIFT_OK;
        aift__json_free(read);
        return status;
    }
    AIFT__TRY(aift__import_set(import->format->entries, import->record, target->path, read));
    return more ? put_extra(import, target->header, false, value) : AIFT_OK;
}

aift_status aift__import_put(aift__importer *import, const aift__import_target *target,
                             const aift__json *value)
{
    snprintf(import->field, sizeof import->field, "%s", target->path);
    if (target->key)
        AIFT__TRY(put_key(import, value));
    switch (target->kind) {
    case AIFT__IMPORT_SKIP:
        return AIFT_OK;
    case AIFT__IMPORT_EXTRA:
        return put_extra(import, target->path, target->list, value);
    case AIFT__IMPORT_OWN:
        return put_own(import, target->path, value);
    default:
        return put_path(import, target, value);
    }
}
