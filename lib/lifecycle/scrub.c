/* Names are found in JSON, and taken out of it. */
#include <string.h>

#include "base/buf.h"
#include "lifecycle/scrub.h"

enum { MAX_TEXT = 64 << 20, SHORT_NAME = 4 };

static const char erased_text[] = "[erased]";

/* A text as JSON has it between the quotes. */
static aift_status escape(aift_context *context, const char *text, size_t size, char **out)
{
    aift__json *value = aift__json_new_text(text, size);
    const aift_status status = value ? aift__json_canonical(context, value, out) : aift__fail_nomem(size);
    aift__json_free(value);
    AIFT__TRY(status);
    const size_t n = strlen(*out) - 2;
    memmove(*out, *out + 1, n);
    (*out)[n] = 0;
    return AIFT_OK;
}

aift_status aift__names_add(aift__names *names, const char *text, size_t size)
{
    if (names->n == AIFT__MAX_NAMES)
        return aift__fail(AIFT_E_RANGE, "the person has more than %d names", AIFT__MAX_NAMES);
    char *raw = aift__strndup(names->context, text, size), *json = NULL;
    const aift_status status = raw ? escape(names->context, text, size, &json) : AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        aift__free(names->context, raw);
        return status;
    }
    names->raw[names->n] = raw;
    names->json[names->n++] = json;
    return AIFT_OK;
}

void aift__names_free(aift__names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        aift__free(names->context, names->raw[i]);
        aift__free(names->context, names->json[i]);
    }
    names->n = 0;
}

/* ---- looking for names ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* The first place of a name in a text from `at` on; a short one must stand by itself. `size`: it is not there. */
static size_t find(const char *text, size_t size, size_t at, const char *name)
{
    const size_t n = strlen(name);
    for (; at + n <= size; at++) {
        size_t i = 0;
        while (i < n && lower(text[at + i]) == lower(name[i]))
            i++;
        const bool alone =
            (at == 0 || !is_letter(text[at - 1])) && (at + n == size || !is_letter(text[at + n]));
        if (i == n && (n >= SHORT_NAME || alone))
            return at;
    }
    return size;
}

bool aift__names_in(const aift__names *names, const char *json)
{
    const size_t size = json ? strlen(json) : 0;
    for (size_t i = 0; i < names->n; i++)
        if (find(json, size, 0, names->json[i]) < size)
            return true;
    return false;
}

/* ---- texts without them ---- */

/* The first of the names from `at` on, the longest of those that begin there. */
static size_t find_first(const aift__names *names, const char *text, size_t size, size_t at, size_t *length)
{
    size_t first = size;
    for (size_t i = 0; i < names->n; i++) {
        const size_t place = find(text, size, at, names->raw[i]), n = strlen(names->raw[i]);
        if (place < first || (place == first && place < size && n > *length)) {
            first = place;
            *length = n;
        }
    }
    return first;
}

static aift_status replace(const aift__names *names, const char *text, size_t size, aift__buf *out)
{
    for (size_t at = 0; at < size;) {
        size_t n = 0;
        const size_t place = find_first(names, text, size, at, &n);
        AIFT__TRY(aift__buf_add(out, text + at, place - at));
        if (place < size)
            AIFT__TRY(aift__buf_add_text(out, erased_text));
        at = place + n;
    }
    return AIFT_OK;
}

static aift_status scrub_text(const aift__names *names, const char *text, size_t size, aift__json **out)
{
    aift__buf made;
    aift__buf_init(&made, names->context, MAX_TEXT);
    aift_status status = replace(names, text, size, &made);
    if (status == AIFT_OK) {
        *out = aift__json_new_text(made.data ? made.data : "", made.size);
        status = *out ? AIFT_OK : aift__fail_nomem(size);
    }
    aift__buf_finish(&made);
    return status;
}

/* ---- records without them ---- */

static aift_status scrub(const aift__names *names, const aift__record_field *field, const aift__json *value,
                         aift__json **out);

/* Whether no person's name can be in it: what the table says how it is written, and ids. */
static bool is_fixed(const aift__record_field *field)
{
    static const unsigned fixed = 1u << AIFT__FIELD_NUMBER | 1u << AIFT__FIELD_INTEGER |
                                  1u << AIFT__FIELD_FLAG | 1u << AIFT__FIELD_EMAIL | 1u << AIFT__FIELD_DATE |
                                  1u << AIFT__FIELD_TIME | 1u << AIFT__FIELD_CHOICE |
                                  1u << AIFT__FIELD_PERSON | 1u << AIFT__FIELD_FLOW;
    return field && (fixed >> field->kind & 1 || field->flags & AIFT__FIELD_INDEXED ||
                     strcmp(field->key, "person") == 0);
}

static aift_status scrub_array(const aift__names *names, const aift__record_field *field,
                               const aift__json *array, aift__json *to)
{
    for (size_t i = 0; i < aift__json_size(array); i++) {
        aift__json *made = NULL;
        AIFT__TRY(scrub(names, field, aift__json_at(array, i), &made));
        AIFT__TRY(aift__json_push(to, made));
    }
    return AIFT_OK;
}

static aift_status scrub_object(const aift__names *names, const aift__record_field *fields,
                                const aift__json *object, aift__json *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        const aift__record_field *field = aift__record_field_find(fields, item.key, item.key_size);
        aift__json *made = NULL, *key = NULL;
        aift_status status = scrub(names, field, item.value, &made);
        if (status == AIFT_OK && !field)
            status = scrub_text(names, item.key, item.key_size, &key);
        if (status == AIFT_OK)
            status = aift__json_set(to, field ? field->key : aift__json_text(key, NULL), made);
        else
            aift__json_free(made);
        aift__json_free(key);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

static aift_status scrub(const aift__names *names, const aift__record_field *field, const aift__json *value,
                         aift__json **out)
{
    const aift__json_type type = aift__json_kind(value);
    size_t size;
    const char *text = aift__json_text(value, &size);
    if (is_fixed(field) || (type != AIFT__JSON_TEXT && type != AIFT__JSON_ARRAY && type != AIFT__JSON_OBJECT))
        return aift__json_copy(value, out);
    if (text)
        return scrub_text(names, text, size, out);
    aift__json *made = type == AIFT__JSON_ARRAY ? aift__json_new_array() : aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = type == AIFT__JSON_ARRAY ? scrub_array(names, field, value, made)
                                          : scrub_object(names, field ? field->of : NULL, value, made);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}

aift_status aift__names_scrub(const aift__names *names, const aift__record_kind *kind,
                              const aift__json *stored, aift__json **out)
{
    const aift__record_field whole = {.key = "", .kind = AIFT__FIELD_OBJECT, .of = kind->fields};
    *out = NULL;
    return scrub(names, &whole, stored, out);
}
