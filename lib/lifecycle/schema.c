/* Records are checked field by field, and copied in the order of their fields. */
#include <string.h>

#include "base/map.h"
#include "codec/json_field.h"
#include "lifecycle/schema.h"
#include "lifecycle/values.h"

const aift__record_field *aift__record_field_find(const aift__record_field *fields, const char *key,
                                                  size_t size)
{
    for (; fields && fields->key; fields++)
        if (strlen(fields->key) == size && memcmp(fields->key, key, size) == 0)
            return fields;
    return NULL;
}

static aift_status copy_object(const aift__json *from, const aift__record_field *fields, const char *place,
                               bool strict, aift__json **out);

/* The field that a text in the place of an object stands for: of a person the address or the name, of others the first
 * that is required, or the first. */
static const char *short_key(const aift__record_field *field, const char *text)
{
    const aift__record_field *f = field->of;
    if (field->flags & AIFT__FIELD_PEOPLE)
        return aift__is_email(text) ? "email" : "name";
    while (f->key && !(f->flags & AIFT__FIELD_REQUIRED))
        f++;
    return f->key ? f->key : field->of->key;
}

static aift_status copy_short(const aift__json *text, const aift__record_field *field, const char *place,
                              bool strict, aift__json **out)
{
    aift__json *copy = NULL, *object = aift__json_new_object();
    aift_status status = object ? aift__json_copy(text, &copy) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__json_set(object, short_key(field, aift__json_text(text, NULL)), copy);
    if (status == AIFT_OK)
        status = copy_object(object, field->of, place, strict, out);
    aift__json_free(object);
    return status;
}

static aift_status copy_value(const aift__json *value, const aift__record_field *field, const char *place,
                              bool strict, aift__json **out)
{
    const aift__record_field as_text = {.kind = AIFT__FIELD_TEXT};
    if (field->kind == AIFT__FIELD_OBJECT && aift__record_fits(&as_text, value))
        return copy_short(value, field, place, strict, out);
    if (!aift__record_fits(field, value))
        return aift__record_misfits(field, place, value);
    return field->kind == AIFT__FIELD_OBJECT ? copy_object(value, field->of, place, strict, out)
                                             : aift__json_copy(value, out);
}

static aift_status copy_list(const aift__json *from, const aift__record_field *field, const char *place,
                             bool strict, aift__json **out)
{
    const bool one = field->flags & AIFT__FIELD_LOOSE && aift__record_fits(field, from);
    if (aift__json_kind(from) != AIFT__JSON_ARRAY && !one)
        return aift__json_field_fail(NULL, place, from,
                                     field->kind == AIFT__FIELD_OBJECT ? "a list of objects" : "a list");
    aift__json *list = aift__json_new_array();
    aift_status status = list ? AIFT_OK : aift__fail_nomem(0);
    for (size_t i = 0; i < (one ? 1 : aift__json_size(from)) && status == AIFT_OK; i++) {
        char at[AIFT__WHERE_CAP];
        aift__json *copy = NULL;
        aift__json_place(at, "%s[%zu]", place, i);
        status = copy_value(one ? from : aift__json_at(from, i), field, at, strict, &copy);
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
static aift_status copy_others(const aift__json *from, const aift__record_field *fields, const char *place,
                               bool strict, aift__json *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(from, &item); more; more = aift__json_next(from, &item)) {
        aift__json *copy = NULL;
        if (aift__record_field_find(fields, item.key, item.key_size))
            continue;
        if (strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_FORMAT, "%s%sthe name of a field contains NUL", place,
                              *place ? ": " : "");
        if (strict)
            return aift__fail(AIFT_E_FORMAT,
                              "%s%s%.100s is %s: expected no such field (the schema tells what there is)",
                              place, *place ? "." : "", item.key, aift__json_kind_name(item.value));
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, item.key, copy));
    }
    return AIFT_OK;
}

static aift_status copy_fields(const aift__json *from, const aift__record_field *fields, const char *place,
                               bool strict, aift__json *to)
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

static aift_status copy_object(const aift__json *from, const aift__record_field *fields, const char *place,
                               bool strict, aift__json **out)
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
aift_status aift__record_check_kpis(aift_context *context, const aift__json *record)
{
    const aift__json *kpis = aift__json_get(record, "kpis");
    aift__map *seen = aift__map_create(context);
    aift_status status = seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < aift__json_size(kpis) && status == AIFT_OK; i++) {
        size_t size;
        const char *name = aift__json_text(aift__json_get(aift__json_at(kpis, i), "name"), &size);
        bool was = false;
        status = aift__map_put(seen, name, size, 0, &was);
        if (status == AIFT_OK && was)
            status = aift__fail(
                AIFT_E_FORMAT,
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
        return aift__fail(AIFT_E_FORMAT, "a record is an object, and this is %s",
                          aift__json_kind_name(given));
    aift_status status = copy_object(given, kind->fields, "", strict, out);
    if (status == AIFT_OK && kind->check)
        status = kind->check(context, *out);
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__json_free(*out);
    *out = NULL;
    return status;
}
