/* jansson behind the seam: values. json_t * is what an aift__json * really is. */
#include <jansson.h>
#include <string.h>

#include "base/number.h"
#include "codec/json.h"
#include "codec/json_scan.h"

static const json_t *in(const aift__json *value)
{
    return (const json_t *)value;
}

static bool is_numeral(const aift__json *value)
{
    return json_is_string(in(value)) && json_string_value(in(value))[0] == AIFT__JSON_NUMERAL_MARK;
}

static aift__json *made(json_t *value)
{
    if (!value)
        aift__fail(AIFT_E_NOMEM, "out of memory: a JSON value could not be made");
    return (aift__json *)value;
}

void aift__json_free(aift__json *root)
{
    json_decref((json_t *)root);
}

aift__json_type aift__json_kind(const aift__json *value)
{
    if (!value)
        return AIFT__JSON_NULL;
    switch (json_typeof(in(value))) {
    case JSON_OBJECT:
        return AIFT__JSON_OBJECT;
    case JSON_ARRAY:
        return AIFT__JSON_ARRAY;
    case JSON_STRING:
        return is_numeral(value) ? AIFT__JSON_NUMERAL : AIFT__JSON_TEXT;
    case JSON_INTEGER:
        return AIFT__JSON_INT;
    case JSON_REAL:
        return AIFT__JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return AIFT__JSON_BOOL;
    case JSON_NULL:
        break;
    }
    return AIFT__JSON_NULL;
}

const char *aift__json_kind_name(const aift__json *value)
{
    static const char *const names[] = {
        [AIFT__JSON_NULL] = "null",      [AIFT__JSON_BOOL] = "a boolean",   [AIFT__JSON_INT] = "a number",
        [AIFT__JSON_REAL] = "a number",  [AIFT__JSON_NUMERAL] = "a number", [AIFT__JSON_TEXT] = "a text",
        [AIFT__JSON_ARRAY] = "an array", [AIFT__JSON_OBJECT] = "an object",
    };
    return value ? names[aift__json_kind(value)] : "missing";
}

const char *aift__json_text(const aift__json *value, size_t *size)
{
    if (!json_is_string(in(value)) || is_numeral(value))
        return NULL;
    if (size)
        *size = json_string_length(in(value));
    return json_string_value(in(value));
}

const char *aift__json_numeral(const aift__json *value, size_t *size)
{
    *size = is_numeral(value) ? json_string_length(in(value)) - 1 : 0;
    return *size ? json_string_value(in(value)) + 1 : NULL;
}

int64_t aift__json_int(const aift__json *value, int64_t otherwise)
{
    return json_is_integer(in(value)) ? (int64_t)json_integer_value(in(value)) : otherwise;
}

double aift__json_real(const aift__json *value, double otherwise)
{
    return json_is_number(in(value)) ? json_number_value(in(value)) : otherwise;
}

bool aift__json_bool(const aift__json *value, bool otherwise)
{
    return json_is_boolean(in(value)) ? json_is_true(in(value)) : otherwise;
}

size_t aift__json_size(const aift__json *value)
{
    return json_is_array(in(value)) ? json_array_size(in(value)) : json_object_size(in(value));
}

const aift__json *aift__json_at(const aift__json *array, size_t i)
{
    return (const aift__json *)json_array_get(in(array), i);
}

const aift__json *aift__json_get(const aift__json *object, const char *key)
{
    return (const aift__json *)json_object_get(in(object), key);
}

const aift__json *aift__json_path(const aift__json *root, const char *path)
{
    while (root && *path) {
        size_t n = strcspn(path, ".");
        root = (const aift__json *)json_object_getn(in(root), path, n);
        path += path[n] ? n + 1 : n;
    }
    return root;
}

static bool item_at(void *position, aift__json_item *item)
{
    if (!position)
        return false;
    *item = (aift__json_item){json_object_iter_key(position), json_object_iter_key_len(position),
                              (const aift__json *)json_object_iter_value(position), position};
    return true;
}

bool aift__json_first(const aift__json *object, aift__json_item *item)
{
    return item_at(json_object_iter((json_t *)(uintptr_t)object), item);
}

bool aift__json_next(const aift__json *object, aift__json_item *item)
{
    return item_at(json_object_iter_next((json_t *)(uintptr_t)object, item->position), item);
}

aift__json *aift__json_new_null(void)
{
    return made(json_null());
}

aift__json *aift__json_new_bool(bool value)
{
    return made(json_boolean(value));
}

aift__json *aift__json_new_int(int64_t value)
{
    return made(json_integer(value));
}

aift__json *aift__json_new_real(double value)
{
    return __builtin_isfinite(value) ? made(json_real(value)) : aift__json_new_null();
}

aift__json *aift__json_new_float(float value)
{
    return __builtin_isfinite(value) ? made(json_real(aift__decimal_of(value))) : aift__json_new_null();
}

aift__json *aift__json_new_text(const char *text, size_t size)
{
    return made(json_stringn(text, size));
}

aift__json *aift__json_new_string(const char *text)
{
    return text ? aift__json_new_text(text, strlen(text)) : aift__json_new_null();
}

aift__json *aift__json_new_array(void)
{
    return made(json_array());
}

aift__json *aift__json_new_object(void)
{
    return made(json_object());
}

static aift_status joined(int result)
{
    return result == 0 ? AIFT_OK : aift__fail(AIFT_E_NOMEM, "out of memory: a JSON value could not be made");
}

aift_status aift__json_push(aift__json *array, aift__json *value)
{
    return joined(json_array_append_new((json_t *)array, (json_t *)value));
}

aift_status aift__json_set(aift__json *object, const char *key, aift__json *value)
{
    return joined(json_object_set_new((json_t *)object, key, (json_t *)value));
}

aift_status aift__json_copy(const aift__json *value, aift__json **out)
{
    *out = made(json_deep_copy(in(value)));
    return *out ? AIFT_OK : AIFT_E_NOMEM;
}

aift__json *aift__json_member(aift__json *object, const char *key)
{
    return (aift__json *)json_object_get((json_t *)object, key);
}

aift__json *aift__json_element(aift__json *array, size_t i)
{
    return (aift__json *)json_array_get((json_t *)array, i);
}

void aift__json_remove(aift__json *object, const char *key)
{
    json_object_del((json_t *)object, key);
}
