/* Whether two values are the same: numbers by what they are, objects whatever the order of their keys. */
#include <string.h>

#include "codec/json.h"

static bool is_number(aift__json_type type)
{
    return type == AIFT__JSON_INT || type == AIFT__JSON_REAL;
}

static bool equal_texts(const aift__json *a, const aift__json *b)
{
    size_t n, m;
    const char *x = aift__json_text(a, &n), *y = aift__json_text(b, &m);
    return n == m && memcmp(x, y, n) == 0;
}

static bool equal_arrays(const aift__json *a, const aift__json *b)
{
    for (size_t i = 0; i < aift__json_size(a); i++)
        if (!aift__json_equal(aift__json_at(a, i), aift__json_at(b, i)))
            return false;
    return true;
}

static bool equal_objects(const aift__json *a, const aift__json *b)
{
    aift__json_item item;
    for (bool more = aift__json_first(a, &item); more; more = aift__json_next(a, &item)) {
        const aift__json *other = aift__json_get(b, item.key);
        if (!other || !aift__json_equal(item.value, other))
            return false;
    }
    return true;
}

bool aift__json_equal(const aift__json *a, const aift__json *b)
{
    const aift__json_type type = aift__json_kind(a), other = aift__json_kind(b);
    if (is_number(type) && is_number(other)) {
        if (type == AIFT__JSON_INT && other == AIFT__JSON_INT)
            return aift__json_int(a, 0) == aift__json_int(b, 0);
        return aift__json_real(a, 0) == aift__json_real(b, 0);
    }
    if (type != other || aift__json_size(a) != aift__json_size(b))
        return false;
    switch (type) {
    case AIFT__JSON_NULL:
        return true;
    case AIFT__JSON_BOOL:
        return aift__json_bool(a, false) == aift__json_bool(b, false);
    case AIFT__JSON_TEXT:
        return equal_texts(a, b);
    case AIFT__JSON_ARRAY:
        return equal_arrays(a, b);
    case AIFT__JSON_OBJECT:
        return equal_objects(a, b);
    default: /* numerals */
        return strcmp(aift__json_numeral(a, NULL), aift__json_numeral(b, NULL)) == 0;
    }
}
