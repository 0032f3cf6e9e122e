/* The values of cells, as the fields of a record have them. */
#include <string.h>

#include "base/number.h"
#include "codec/json_scan.h"
#include "lifecycle/date.h"
#include "lifecycle/import_format.h"

static aift_status give(aift__json *value, aift__json **out)
{
    *out = value;
    return value ? AIFT_OK : AIFT_E_NOMEM;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The text without blanks around it. */
static const char *trim(const char *text, size_t *size)
{
    while (*size > 0 && blank(*text))
        text++, (*size)--;
    while (*size > 0 && blank(text[*size - 1]))
        (*size)--;
    return text;
}

static aift_status fail(const aift__import_target *target, const char *text, const char *expected)
{
    return aift__fail(AIFT_E_INVALID, "%.100s is \"%.100s\": expected %s", target->header, text, expected);
}

/* What the text is as JSON; NULL if it is none. */
static aift_status parse(const char *text, size_t size, aift__json **out)
{
    const aift_status status = aift__json_parse(text, size, "cell", out);
    return status == AIFT_E_NOMEM ? status : AIFT_OK;
}

static aift_status number(const aift__import_target *target, const char *text, size_t size, aift__json **out)
{
    size_t n = size;
    const char *trimmed = trim(text, &n);
    aift__json *value = NULL;
    AIFT__TRY(parse(trimmed, n, &value));
    const aift__json_type type = aift__json_kind(value);
    if (type == AIFT__JSON_INT || type == AIFT__JSON_REAL)
        return give(value, out);
    aift__json_free(value);
    return fail(target, text, "a number, as 12 or 0.5");
}

static aift_status date(const aift__importer *import, const aift__import_target *target, const char *text,
                        aift__json **out, bool *more)
{
    aift__date read;
    const char *format = import->options->date_format;
    if (!aift__date_read(text, format, &read))
        return fail(target, text,
                    format ? format
                           : "a date, as 2024-03-12 or 12/Mar/24; other forms are told by the date format");
    *more = read.time;
    return give(aift__json_new_string(read.text), out);
}

/* "Ada <ada@x.org>", "ada@x.org" or "Ada". */
static aift_status person(const char *text, size_t size, aift__json **out)
{
    text = trim(text, &size);
    const char *open = memchr(text, '<', size);
    const bool both = open && size > 0 && text[size - 1] == '>';
    const char *mail = both ? open + 1 : text;
    size_t mail_size = both ? size - (size_t)(mail - text) - 1
                       : memchr(text, '@', size) && !memchr(text, ' ', size) ? size
                                                                             : 0;
    size_t name_size = both ? (size_t)(open - text) : mail_size ? 0 : size;
    const char *name = trim(text, &name_size);
    aift__json *value = *out = aift__json_new_object();
    if (!value)
        return AIFT_E_NOMEM;
    aift_status status = AIFT_OK;
    if (name_size)
        status = aift__json_set(value, "name", aift__json_new_text(name, name_size));
    if (status == AIFT_OK && mail_size)
        status = aift__json_set(value, "email", aift__json_new_text(mail, mail_size));
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__json_free(value);
    *out = NULL;
    return status;
}

static aift_status add_person(aift__json *list, const char *text, size_t size)
{
    aift__json *one;
    text = trim(text, &size);
    if (size == 0)
        return AIFT_OK;
    AIFT__TRY(person(text, size, &one));
    return aift__json_push(list, one);
}

/* An object that holds a text. */
static aift_status add_object(aift__json *list, const char *kind, const char *key, const char *text,
                              size_t size)
{
    aift__json *made = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, made));
    if (kind)
        AIFT__TRY(aift__json_set(made, "kind", aift__json_new_string(kind)));
    return aift__json_set(made, key, aift__json_new_text(text, size));
}

static aift_status add_people(aift__json *list, const char *text, size_t size)
{
    for (const char *end; (end = memchr(text, ',', size)); text = end + 1) {
        AIFT__TRY(add_person(list, text, (size_t)(end - text)));
        size -= (size_t)(end - text) + 1;
    }
    return add_person(list, text, size);
}

static aift_status add(const aift__importer *import, aift__import_kind kind, aift__json *list,
                       const char *text, size_t size)
{
    switch (kind) {
    case AIFT__IMPORT_LINK:
        return add_object(list, import->format->name, "url", text, size);
    case AIFT__IMPORT_NAMES:
        return add_object(list, NULL, "name", text, size);
    case AIFT__IMPORT_RISKS:
    case AIFT__IMPORT_PAINS:
        return add_object(list, NULL, "text", text, size);
    case AIFT__IMPORT_PEOPLE:
        return add_people(list, text, size);
    default:
        return aift__json_push(list, aift__json_new_text(text, size));
    }
}

/* A list of what is a text or a list of texts; elements that are more than texts stay as they are. */
static aift_status list(const aift__importer *import, aift__import_kind kind, const aift__json *value,
                        aift__json **out)
{
    aift__json *made = *out = aift__json_new_array();
    aift_status status = made ? AIFT_OK : AIFT_E_NOMEM;
    const bool many = aift__json_kind(value) == AIFT__JSON_ARRAY;
    for (size_t i = 0; i < (many ? aift__json_size(value) : 1) && status == AIFT_OK; i++) {
        const aift__json *item = many ? aift__json_at(value, i) : value;
        size_t size;
        const char *text = aift__json_text(item, &size);
        aift__json *copy = NULL;
        if (text) {
            status = add(import, kind, made, text, size);
            continue;
        }
        status = aift__json_copy(item, &copy);
        if (status == AIFT_OK)
            status = aift__json_push(made, copy);
    }
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__json_free(made);
    *out = NULL;
    return status;
}

/* A text that may be JSON: of a list or an object, if it looks like one. */
static aift_status structured(const aift__importer *import, const aift__import_target *target,
                              const aift__json *value, const char *text, size_t size, aift__json **out)
{
    size_t n = size;
    const char *trimmed = trim(text, &n);
    const bool any = target->kind == AIFT__IMPORT_JSON;
    aift__json *parsed = NULL;
    if (n > 0 && (any || *trimmed == '[' || *trimmed == '{'))
        AIFT__TRY(parse(trimmed, n, &parsed));
    const aift__json_type type = aift__json_kind(parsed);
    const bool fits = parsed && (any || type == AIFT__JSON_ARRAY || type == AIFT__JSON_OBJECT);
    if (!fits) {
        aift__json_free(parsed);
        if (target->kind == AIFT__IMPORT_LIST)
            return fail(target, text, "a list, as JSON has it");
        if (target->kind == AIFT__IMPORT_PERSON)
            return person(text, size, out);
        return any ? give(aift__json_new_text(text, size), out) : list(import, target->kind, value, out);
    }
    if (any || target->kind == AIFT__IMPORT_PERSON || type == AIFT__JSON_ARRAY)
        return give(parsed, out);
    aift_status status = list(import, target->kind, parsed, out); /* one object is a list of it */
    aift__json_free(parsed);
    return status;
}

static aift_status from_text(const aift__importer *import, const aift__import_target *target,
                             const aift__json *value, aift__json **out, bool *more)
{
    size_t size;
    const char *text = aift__json_text(value, &size);
    if (strlen(text) != size)
        return fail(target, text, "a text without NUL");
    size_t filled = size;
    if (target->kind != AIFT__IMPORT_TEXT)
        trim(text, &filled);
    if (filled == 0)
        return give(aift__json_new_null(), out);
    switch (target->kind) {
    case AIFT__IMPORT_NUMBER:
        return number(target, text, size, out);
    case AIFT__IMPORT_DATE:
        return date(import, target, text, out, more);
    case AIFT__IMPORT_TEXT:
        return aift__json_copy(value, out);
    default:
        return structured(import, target, value, text, size, out);
    }
}

aift_status aift__import_value(const aift__importer *import, const aift__import_target *target,
                               const aift__json *value, aift__json **out, bool *more)
{
    *out = NULL;
    *more = false;
    const aift__json_type type = aift__json_kind(value);
    if (type == AIFT__JSON_TEXT)
        return from_text(import, target, value, out, more);
    if (target->kind > AIFT__IMPORT_TEXTS && target->kind < AIFT__IMPORT_LIST && type == AIFT__JSON_ARRAY)
        return list(import, target->kind, value, out);
    return aift__json_copy(value, out); /* typed already: what does not fit, the record's schema says */
}
