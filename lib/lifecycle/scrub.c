/* Names are found in JSON, and taken out of it. */
#include <string.h>

#include "base/buf.h"
#include "lifecycle/scrub.h"

enum { MAX_TEXT = 64 << 20, SHORT_NAME = 4 };

static const char erased_text[] = "[erased]";

aift_status aift__names_add(aift__names *names, const char *text, size_t size)
{
    char *json;
    if (names->n == AIFT__MAX_NAMES)
        return aift__fail(AIFT_E_RANGE, "the person has more than %d names", AIFT__MAX_NAMES);
    aift__json *value = aift__json_new_text(text, size);
    aift_status status = value ? aift__json_canonical(names->context, value, &json) : aift__fail_nomem(size);
    aift__json_free(value);
    AIFT__TRY(status);
    const size_t n = strlen(json) - 2;
    memmove(json, json + 1, n);
    json[n] = 0;
    names->names[names->n++] = json;
    return AIFT_OK;
}

void aift__names_free(aift__names *names)
{
    for (size_t i = 0; i < names->n; i++)
        aift__free(names->context, names->names[i]);
    names->n = 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* The place of a name in a text; a short one must stand by itself. NULL: it is not there. */
static const char *find(const char *text, const char *name)
{
    const size_t n = strlen(name);
    for (const char *p = text; *p; p++) {
        size_t i = 0;
        while (i < n && lower(p[i]) == lower(name[i]))
            i++;
        if (i == n && (n >= SHORT_NAME || ((p == text || !is_letter(p[-1])) && !is_letter(p[n]))))
            return p;
    }
    return NULL;
}

bool aift__names_in(const aift__names *e, const char *text)
{
    for (size_t i = 0; text && i < e->n; i++)
        if (find(text, e->names[i]))
            return true;
    return false;
}

/* The text with each of the names replaced. The names are as JSON has them, and so is the text. */
static aift_status scrub_json(const aift__names *e, const char *json, aift__buf *out)
{
    while (*json) {
        size_t n = 0;
        for (size_t i = 0; i < e->n && n == 0; i++)
            if (find(json, e->names[i]) == json)
                n = strlen(e->names[i]);
        AIFT__TRY(n ? aift__buf_add_text(out, erased_text) : aift__buf_add(out, json, 1));
        json += n ? n : 1;
    }
    return AIFT_OK;
}

static aift_status scrub_text(const aift__names *e, const aift__json *value, aift__json **out)
{
    char *json = NULL;
    aift__buf made;
    aift__buf_init(&made, e->context, MAX_TEXT);
    aift_status status = aift__json_canonical(e->context, value, &json);
    if (status == AIFT_OK && !aift__names_in(e, json))
        status = aift__json_copy(value, out);
    else if (status == AIFT_OK && (status = scrub_json(e, json, &made)) == AIFT_OK)
        status = aift__json_parse(made.data, made.size, "a text", out);
    aift__free(e->context, json);
    aift__buf_finish(&made);
    return status;
}

static aift_status scrub_array(const aift__names *e, const aift__json *array, aift__json *to)
{
    for (size_t i = 0; i < aift__json_size(array); i++) {
        aift__json *made = NULL;
        AIFT__TRY(aift__names_scrub(e, aift__json_at(array, i), &made));
        AIFT__TRY(aift__json_push(to, made));
    }
    return AIFT_OK;
}

static aift_status scrub_object(const aift__names *e, const aift__json *object, aift__json *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        aift__json *made = NULL, *name = aift__json_new_text(item.key, item.key_size), *key = NULL;
        aift_status status = name ? scrub_text(e, name, &key) : aift__fail_nomem(0);
        if (status == AIFT_OK)
            status = aift__names_scrub(e, item.value, &made);
        if (status == AIFT_OK)
            status = aift__json_set(to, aift__json_text(key, NULL), made);
        aift__json_free(name);
        aift__json_free(key);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

aift_status aift__names_scrub(const aift__names *e, const aift__json *value, aift__json **out)
{
    const aift__json_type type = aift__json_kind(value);
    if (type == AIFT__JSON_TEXT)
        return scrub_text(e, value, out);
    if (type != AIFT__JSON_ARRAY && type != AIFT__JSON_OBJECT)
        return aift__json_copy(value, out);
    aift__json *made = type == AIFT__JSON_ARRAY ? aift__json_new_array() : aift__json_new_object();
    aift_status status = made ? (type == AIFT__JSON_ARRAY ? scrub_array : scrub_object)(e, value, made) : aift__fail_nomem(0);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}
