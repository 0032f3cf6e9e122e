/* Records are checked field by field, and copied in the order of their fields. */
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/number.h"
#include "codec/json_field.h"
#include "lifecycle/schema.h"
#include "lifecycle/values.h"

enum { EXPECTED = 300 };

const aift__record_field *aift__record_field_find(const aift__record_field *fields, const char *key, size_t size)
{
    for (; fields && fields->key; fields++)
        if (strlen(fields->key) == size && memcmp(fields->key, key, size) == 0)
            return fields;
    return NULL;
}

/* ---- what is expected ---- */

static const char *range(const aift__record_field *field, const char *what, char text[EXPECTED])
{
    char min[32], max[32];
    if (field->min == 0 && field->max == 0)
        return what;
    snprintf(text, EXPECTED, "%s from %s to %s", what, aift__dtoa(min, field->min), aift__dtoa(max, field->max));
    return text;
}

static const char *choices(const aift__record_field *field, char text[EXPECTED])
{
    size_t n = 0;
    for (const char *const *choice = field->choices; *choice && n < EXPECTED - 1; choice++)
        n += (size_t)snprintf(text + n, EXPECTED - n, "%s\"%s\"", n ? ", " : "one of ", *choice);
    return text;
}

static const char *expected(const aift__record_field *field, char text[EXPECTED])
{
    switch (field->kind) {
    case AIFT__FIELD_TEXT:
        return "a text that is not empty";
    case AIFT__FIELD_NUMBER:
        return range(field, "a number", text);
    case AIFT__FIELD_INTEGER:
        return range(field, "a whole number", text);
    case AIFT__FIELD_FLAG:
        return "true or false";
    case AIFT__FIELD_EMAIL:
        return "an e-mail address";
    case AIFT__FIELD_DATE:
        return "a date, YYYY-MM-DD";
    case AIFT__FIELD_TIME:
        return "a time, YYYY-MM-DDTHH:MM:SSZ";
    case AIFT__FIELD_CHOICE:
        return choices(field, text);
    case AIFT__FIELD_PERSON:
        return "a name or an e-mail address";
    case AIFT__FIELD_FLOW:
        return "a number, or {\"min\", \"mode\", \"max\"} in this order of size";
    case AIFT__FIELD_NUMBERS:
        return range(field, "an object of numbers, each", text);
    default:
        return "an object";
    }
}

/* ---- values ---- */

static bool in_range(const aift__record_field *field, const aift__json *value, bool whole)
{
    const aift__json_type type = aift__json_kind(value);
    if (type != AIFT__JSON_INT && (whole || type != AIFT__JSON_REAL))
        return false;
    const double number = aift__json_real(value, 0);
    return (field->min == 0 && field->max == 0) || (number >= field->min && number <= field->max);
}

static bool is_flow(const aift__record_field *field, const aift__json *value)
{
    const aift__json *of[3] = {aift__json_get(value, "min"), aift__json_get(value, "mode"),
                               aift__json_get(value, "max")};
    if (in_range(field, value, false))
        return true;
    for (int i = 0; i < 3; i++)
        if (!in_range(field, of[i], false) || (i && aift__json_real(of[i], 0) < aift__json_real(of[i - 1], 0)))
            return false;
    return aift__json_size(value) == 3;
}

static bool are_numbers(const aift__record_field *field, const aift__json *value)
{
    aift__json_item item;
    for (bool more = aift__json_first(value, &item); more; more = aift__json_next(value, &item))
        if (!in_range(field, item.value, false))
            return false;
    return aift__json_kind(value) == AIFT__JSON_OBJECT;
}

static bool fits(const aift__record_field *field, const aift__json *value)
{
    size_t size = 0;
    const char *text = aift__json_text(value, &size);
    const bool whole = text && size > 0 && strlen(text) == size;
    switch (field->kind) {
    case AIFT__FIELD_TEXT:
    case AIFT__FIELD_PERSON:
        return whole;
    case AIFT__FIELD_NUMBER:
        return in_range(field, value, false);
    case AIFT__FIELD_INTEGER:
        return in_range(field, value, true);
    case AIFT__FIELD_FLAG:
        return aift__json_kind(value) == AIFT__JSON_BOOL;
    case AIFT__FIELD_EMAIL:
        return whole && aift__is_email(text);
    case AIFT__FIELD_DATE:
        return whole && aift__is_date(text);
    case AIFT__FIELD_TIME:
        return whole && aift__is_time(text);
    case AIFT__FIELD_CHOICE:
        for (const char *const *choice = field->choices; whole && *choice; choice++)
            if (strcmp(*choice, text) == 0)
                return true;
        return false;
    case AIFT__FIELD_FLOW:
        return is_flow(field, value);
    case AIFT__FIELD_NUMBERS:
        return are_numbers(field, value);
    case AIFT__FIELD_ANY:
        return true;
    default:
        return aift__json_kind(value) == AIFT__JSON_OBJECT;
    }
}

/* ---- copies ---- */

static aift_status copy_object(const aift__json *from, const aift__record_field *fields, const char *place, bool strict,
                               aift__json **out);

/* A text in the place of an object: of a person it is the address or the name, of others the first field. */
static aift_status copy_short(const aift__json *text, const aift__record_field *field, aift__json **out)
{
    const char *key = field->of->key;
    aift__json *copy = NULL, *object = aift__json_new_object();
    aift_status status = object ? aift__json_copy(text, &copy) : AIFT_E_NOMEM;
    if (field->flags & AIFT__FIELD_PEOPLE)
        key = aift__is_email(aift__json_text(text, NULL)) ? "email" : "name";
    if (status == AIFT_OK)
        status = aift__json_set(object, key, copy);
    if (status != AIFT_OK) {
        aift__json_free(object);
        return status;
    }
    *out = object;
    return AIFT_OK;
}

static aift_status copy_value(const aift__json *value, const aift__record_field *field, const char *place, bool strict,
                              aift__json **out)
{
    char text[EXPECTED];
    const aift__record_field as_text = {.kind = AIFT__FIELD_TEXT};
    if (field->kind == AIFT__FIELD_OBJECT && fits(&as_text, value))
        return copy_short(value, field, out);
    if (!fits(field, value))
        return aift__json_field_fail(NULL, place, value, expected(field, text));
    return field->kind == AIFT__FIELD_OBJECT ? copy_object(value, field->of, place, strict, out)
                                             : aift__json_copy(value, out);
}

static aift_status copy_list(const aift__json *from, const aift__record_field *field, const char *place, bool strict,
                             aift__json **out)
{
    if (aift__json_kind(from) != AIFT__JSON_ARRAY)
        return aift__json_field_fail(NULL, place, from, "a list");
    aift__json *list = aift__json_new_array();
    aift_status status = list ? AIFT_OK : aift__fail_nomem(0);
    for (size_t i = 0; i < aift__json_size(from) && status == AIFT_OK; i++) {
        char at[AIFT__WHERE_CAP];
        aift__json *copy = NULL;
        aift__json_place(at, "%s[%zu]", place, i);
        status = copy_value(aift__json_at(from, i), field, at, strict, &copy);
        if (status == AIFT_OK)
            status = aift__json_push(list, copy);
    }
    if (status != AIFT_OK) {
        aift__json_free(list);
        return status;
    }
    *out = list;
    return AIFT_OK;
}

/* The fields that the table does not have. */
static aift_status copy_others(const aift__json *from, const aift__record_field *fields, const char *place, bool strict,
                               aift__json *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(from, &item); more; more = aift__json_next(from, &item)) {
        aift__json *copy = NULL;
        if (aift__record_field_find(fields, item.key, item.key_size))
            continue;
        if (strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_FORMAT, "%s%sthe name of a field contains NUL", place, *place ? ": " : "");
        if (strict)
            return aift__fail(AIFT_E_FORMAT, "%s%s%.100s is %s: expected no such field (what there is: aift usecase schema)",
                              place, *place ? "." : "", item.key, aift__json_kind_name(item.value));
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, item.key, copy));
    }
    return AIFT_OK;
}

static aift_status copy_fields(const aift__json *from, const aift__record_field *fields, const char *place, bool strict,
                               aift__json *to)
{
    for (const aift__record_field *f = fields; f->key; f++) {
        const aift__json *value = aift__json_get(from, f->key);
        aift__json *copy = NULL;
        char at[AIFT__WHERE_CAP];
        if (!(f->flags & AIFT__FIELD_REQUIRED) && !aift__json_given(from, f->key))
            continue;
        aift__json_place(at, "%s%s%s", place, *place ? "." : "", f->key);
        if (f->flags & AIFT__FIELD_LIST)
            AIFT__TRY(copy_list(value, f, at, strict, &copy));
        else
            AIFT__TRY(copy_value(value, f, at, strict, &copy));
        AIFT__TRY(aift__json_set(to, f->key, copy));
    }
    return copy_others(from, fields, place, strict, to);
}

static aift_status copy_object(const aift__json *from, const aift__record_field *fields, const char *place, bool strict,
                               aift__json **out)
{
    aift__json *object = aift__json_new_object();
    if (!object)
        return aift__fail_nomem(0);
    aift_status status = copy_fields(from, fields, place, strict, object);
    if (status != AIFT_OK) {
        aift__json_free(object);
        return status;
    }
    *out = object;
    return AIFT_OK;
}

/* A KPI is reported by its name. */
static aift_status check_names(aift_context *context, const aift__json *kpis)
{
    aift__map *seen = aift__map_create(context);
    aift_status status = seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < aift__json_size(kpis) && status == AIFT_OK; i++) {
        size_t size;
        const char *name = aift__json_text(aift__json_get(aift__json_at(kpis, i), "name"), &size);
        bool was = false;
        status = aift__map_put(seen, name, size, 0, &was);
        if (status == AIFT_OK && was)
            status = aift__fail(AIFT_E_FORMAT,
                                "kpis[%zu].name is \"%.100s\", as that of an earlier KPI: expected a name of its own", i,
                                name);
    }
    aift__map_destroy(seen);
    return status;
}

aift_status aift__record_check(aift_context *context, const aift__record_kind *kind, const aift__json *given,
                               bool strict, aift__json **out)
{
    *out = NULL;
    if (aift__json_kind(given) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "a record is an object, and this is %s", aift__json_kind_name(given));
    aift_status status = copy_object(given, kind->fields, "", strict, out);
    if (status == AIFT_OK)
        status = check_names(context, aift__json_get(*out, "kpis"));
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__json_free(*out);
    *out = NULL;
    return status;
}
