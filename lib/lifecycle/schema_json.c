/* The JSON Schema of a kind of records, from the table of its fields. */
#include <string.h>

#include "lifecycle/schema.h"

static aift_status put_text(aift__json *to, const char *key, const char *text)
{
    return aift__json_set(to, key, aift__json_new_string(text));
}

/* An empty object or array in `to`, to be filled in there. */
static aift_status put_new(aift__json *to, const char *key, aift__json *made, aift__json **out)
{
    *out = made;
    return aift__json_set(to, key, made);
}

static aift_status put_number(const aift__record_field *field, const char *type, aift__json *to)
{
    AIFT__TRY(put_text(to, "type", type));
    if (field->min == 0 && field->max == 0)
        return AIFT_OK;
    AIFT__TRY(aift__json_set(to, field->flags & AIFT__FIELD_ABOVE ? "exclusiveMinimum" : "minimum",
                             aift__json_new_real(field->min)));
    return aift__json_set(to, "maximum", aift__json_new_real(field->max));
}

static aift_status put_string(const char *format, const char *pattern, aift__json *to)
{
    AIFT__TRY(put_text(to, "type", "string"));
    if (format)
        AIFT__TRY(put_text(to, "format", format));
    if (pattern)
        AIFT__TRY(put_text(to, "pattern", pattern));
    return format ? AIFT_OK : aift__json_set(to, "minLength", aift__json_new_int(1));
}

static aift_status put_choices(const aift__record_field *field, aift__json *to)
{
    aift__json *list;
    AIFT__TRY(put_new(to, "enum", aift__json_new_array(), &list));
    for (const char *const *choice = field->choices; *choice; choice++)
        AIFT__TRY(aift__json_push(list, aift__json_new_string(*choice)));
    return AIFT_OK;
}

static aift_status put_object(const aift__record_field *fields, aift__json *to);

static aift_status put_flow(const aift__record_field *field, aift__json *to)
{
    static const aift__record_field triangle[] = {
        {"min", AIFT__FIELD_NUMBER, AIFT__FIELD_REQUIRED, "the least"},
        {"mode", AIFT__FIELD_NUMBER, AIFT__FIELD_REQUIRED, "the likeliest"},
        {"max", AIFT__FIELD_NUMBER, AIFT__FIELD_REQUIRED, "the most"},
        {.key = NULL},
    };
    aift__json *list, *number, *three;
    AIFT__TRY(put_new(to, "anyOf", aift__json_new_array(), &list));
    number = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, number));
    AIFT__TRY(put_number(field, "number", number));
    three = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, three));
    return put_object(triangle, three);
}

static aift_status put_numbers(const aift__record_field *field, aift__json *to)
{
    aift__json *each;
    AIFT__TRY(put_text(to, "type", "object"));
    AIFT__TRY(put_new(to, "additionalProperties", aift__json_new_object(), &each));
    return put_number(field, "number", each);
}

static aift_status put_value(const aift__record_field *field, aift__json *to)
{
    switch (field->kind) {
    case AIFT__FIELD_TEXT:
    case AIFT__FIELD_PERSON:
        return put_string(NULL, NULL, to);
    case AIFT__FIELD_NUMBER:
        return put_number(field, "number", to);
    case AIFT__FIELD_INTEGER:
        return put_number(field, "integer", to);
    case AIFT__FIELD_FLAG:
        return put_text(to, "type", "boolean");
    case AIFT__FIELD_EMAIL:
        return put_string("email", NULL, to);
    case AIFT__FIELD_DATE:
        return put_string("date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", to);
    case AIFT__FIELD_TIME:
        return put_string("date-time", "Z$", to);
    case AIFT__FIELD_DURATION:
        return put_string("duration", "^P", to);
    case AIFT__FIELD_LICENSE:
        return put_string(NULL, NULL, to);
    case AIFT__FIELD_CHOICE:
        return put_choices(field, to);
    case AIFT__FIELD_FLOW:
        return put_flow(field, to);
    case AIFT__FIELD_OBJECT:
        return put_object(field->of, to);
    case AIFT__FIELD_OPEN:
        return put_text(to, "type", "object");
    case AIFT__FIELD_NUMBERS:
        return put_numbers(field, to);
    case AIFT__FIELD_ANY:
        break;
    }
    return AIFT_OK;
}

static aift_status put_field(const aift__record_field *field, aift__json *to)
{
    aift__json *items;
    AIFT__TRY(put_text(to, "description", field->about));
    if (field->flags & AIFT__FIELD_SYSTEM)
        AIFT__TRY(aift__json_set(to, "readOnly", aift__json_new_bool(true)));
    if (!(field->flags & AIFT__FIELD_LIST))
        return put_value(field, to);
    AIFT__TRY(put_text(to, "type", "array"));
    AIFT__TRY(put_new(to, "items", aift__json_new_object(), &items));
    return put_value(field, items);
}

static aift_status put_object(const aift__record_field *fields, aift__json *to)
{
    aift__json *properties, *required, *one;
    AIFT__TRY(put_text(to, "type", "object"));
    AIFT__TRY(put_new(to, "properties", aift__json_new_object(), &properties));
    for (const aift__record_field *f = fields; f->key; f++)
        if (!(f->flags & AIFT__FIELD_HIDDEN)) {
            AIFT__TRY(put_new(properties, f->key, aift__json_new_object(), &one));
            AIFT__TRY(put_field(f, one));
        }
    AIFT__TRY(put_new(to, "required", aift__json_new_array(), &required));
    for (const aift__record_field *f = fields; f->key; f++)
        if (f->flags & AIFT__FIELD_REQUIRED)
            AIFT__TRY(aift__json_push(required, aift__json_new_string(f->key)));
    return aift__json_set(to, "additionalProperties", aift__json_new_bool(false));
}

aift_status aift__record_schema(const aift__record_kind *kind, aift__json **out)
{
    *out = NULL;
    aift__json *schema = aift__json_new_object();
    aift_status status =
        schema ? put_text(schema, "$schema", "https://json-schema.org/draft/2020-12/schema") : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = put_text(schema, "title", kind->title);
    if (status == AIFT_OK)
        status = put_object(kind->fields, schema);
    if (status != AIFT_OK) {
        aift__json_free(schema);
        return status;
    }
    *out = schema;
    return AIFT_OK;
}
