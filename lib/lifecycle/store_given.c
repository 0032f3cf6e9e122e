/* Records and changes as callers give them: one object, or a list of parts. */
#include <string.h>

#include "lifecycle/store.h"
#include "lifecycle/templates.h"

static aift_status put_members(const aift__json *from, aift__json *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(from, &item); more; more = aift__json_next(from, &item)) {
        aift__json *copy = NULL;
        if (strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_FORMAT, "the name of a field contains NUL");
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, item.key, copy));
    }
    return AIFT_OK;
}

/* The name of a template. */
static aift_status put_template(aift_context *context, const char *text, size_t size, aift__json *to)
{
    const aift__template *template;
    aift__json *record = NULL;
    (void)context, (void)size;
    AIFT__TRY(aift__template_find(text, &template));
    AIFT__TRY(aift__template_record(template, &record));
    const aift_status status = put_members(record, to);
    aift__json_free(record);
    return status;
}

/* "PATH=VALUE": the value is JSON where it can be read so, else a text. */
static aift_status put_change(aift_context *context, const char *text, size_t size, aift__json *to)
{
    const char *equals = memchr(text, '=', size);
    aift__json *value = NULL;
    if (!equals || equals == text || strlen(text) != size)
        return aift__fail(AIFT_E_FORMAT, "a change is \"%.100s\": expected PATH=VALUE", text);
    const size_t left = size - (size_t)(equals + 1 - text);
    aift_status status = aift__json_parse(equals + 1, left, "VALUE", &value);
    if (status == AIFT_E_NOMEM)
        return status;
    if (status != AIFT_OK)
        value = aift__json_new_text(equals + 1, left);
    char *path = aift__strndup(context, text, (size_t)(equals - text));
    if (!path) {
        aift__json_free(value);
        return AIFT_E_NOMEM;
    }
    status = aift__json_set(to, path, value);
    aift__free(context, path);
    return status;
}

typedef aift_status (*part_fn)(aift_context *context, const char *text, size_t size, aift__json *to);

/* A text that is an object's JSON, as a file has it. */
static aift_status put_json(const char *text, size_t size, const char *name, aift__json *to)
{
    aift__json *parsed;
    AIFT__TRY(aift__json_parse(text, size, name, &parsed));
    const aift_status status = put_members(parsed, to);
    aift__json_free(parsed);
    return status;
}

static bool is_object(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '{';
}

static aift_status put_parts(aift_context *context, const aift__json *given, const char *name,
                             part_fn put_text, aift__json *to)
{
    if (aift__json_kind(given) == AIFT__JSON_OBJECT)
        return put_members(given, to);
    for (size_t i = 0; i < aift__json_size(given); i++) {
        const aift__json *part = aift__json_at(given, i);
        size_t size;
        const char *text = aift__json_text(part, &size);
        if (!text && aift__json_kind(part) != AIFT__JSON_OBJECT)
            return aift__fail(AIFT_E_FORMAT, "it is a list that has %s: expected objects and texts",
                              aift__json_kind_name(part));
        AIFT__TRY(!text             ? put_members(part, to)
                  : is_object(text) ? put_json(text, size, name, to)
                                    : put_text(context, text, size, to));
    }
    return AIFT_OK;
}

static aift_status read_given(aift_context *context, const char *text, const char *name, part_fn put_text,
                              aift__json **out)
{
    aift__json *given = NULL, *made = NULL;
    *out = NULL;
    AIFT__TRY(aift__json_parse(text, strlen(text), name, &given));
    const aift__json_type type = aift__json_kind(given);
    aift_status status = AIFT_OK;
    if (type != AIFT__JSON_OBJECT && type != AIFT__JSON_ARRAY)
        status =
            aift__fail(AIFT_E_FORMAT, "%s: it is %s: expected an object", name, aift__json_kind_name(given));
    else if (!(made = aift__json_new_object()))
        status = aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = put_parts(context, given, name, put_text, made);
    aift__json_free(given);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}

aift_status aift__given_record(aift_context *context, const char *text, aift__json **out)
{
    return read_given(context, text, "the record", put_template, out);
}

aift_status aift__given_changes(aift_context *context, const char *text, aift__json **out)
{
    return read_given(context, text, "the changes", put_change, out);
}
