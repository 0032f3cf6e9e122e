/* Exports by name, and values as people read them. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "lifecycle/export.h"

#define AIFT_EXPORT(name) extern const aift__export_format aift__##name;
#include "lifecycle/exports.def"
#undef AIFT_EXPORT

const aift__export_format *const aift__export_list[] = {
#define AIFT_EXPORT(name) &aift__##name,
#include "lifecycle/exports.def"
#undef AIFT_EXPORT
    NULL,
};

aift_status aift__export_find(const char *name, const aift__export_format **out)
{
    char names[256];
    size_t n = 0;
    *out = NULL;
    for (size_t i = 0; aift__export_list[i]; i++) {
        if (strcmp(aift__export_list[i]->name, name) == 0) {
            *out = aift__export_list[i];
            return AIFT_OK;
        }
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", aift__export_list[i]->name);
    }
    return aift__fail(AIFT_E_INVALID, "there is no export of the format \"%.60s\": there are %s", name,
                      names);
}

static aift_status add_list(aift__buf *out, const aift__json *list)
{
    for (size_t i = 0; i < aift__json_size(list); i++) {
        if (i)
            AIFT__TRY(aift__buf_add_text(out, ", "));
        AIFT__TRY(aift__export_text(out, aift__json_at(list, i)));
    }
    return AIFT_OK;
}

/* Somebody is "Ada (ada@x.org)"; anything else "likelihood: 2, impact: 3". */
static aift_status add_object(aift__buf *out, const aift__json *object)
{
    const aift__json *name = aift__json_get(object, "name"), *email = aift__json_get(object, "email");
    aift__json_item item;
    const char *before = "";
    if (aift__json_text(name, NULL) && aift__json_size(object) == 1)
        return aift__export_text(out, name);
    if (aift__json_text(email, NULL) && (name || aift__json_size(object) == 1) &&
        aift__json_size(object) < 3) {
        AIFT__TRY(aift__export_text(out, name));
        AIFT__TRY(aift__buf_add_text(out, name ? " (" : ""));
        AIFT__TRY(aift__export_text(out, email));
        return aift__buf_add_text(out, name ? ")" : "");
    }
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        AIFT__TRY(aift__buf_add_text(out, before));
        AIFT__TRY(aift__buf_add(out, item.key, item.key_size));
        AIFT__TRY(aift__buf_add_text(out, ": "));
        AIFT__TRY(aift__export_text(out, item.value));
        before = ", ";
    }
    return AIFT_OK;
}

aift_status aift__export_text(aift__buf *out, const aift__json *value)
{
    size_t size;
    char number[32];
    const char *text = aift__json_text(value, &size);
    switch (aift__json_kind(value)) {
    case AIFT__JSON_TEXT:
        return aift__buf_add(out, text, size);
    case AIFT__JSON_NUMERAL:
        text = aift__json_numeral(value, &size);
        return aift__buf_add(out, text, size);
    case AIFT__JSON_INT:
        return aift__buf_addf(out, "%lld", (long long)aift__json_int(value, 0));
    case AIFT__JSON_REAL:
        return aift__buf_add_text(out, aift__dtoa(number, aift__json_real(value, 0)));
    case AIFT__JSON_BOOL:
        return aift__buf_add_text(out, aift__json_bool(value, false) ? "true" : "false");
    case AIFT__JSON_ARRAY:
        return add_list(out, value);
    case AIFT__JSON_OBJECT:
        return add_object(out, value);
    case AIFT__JSON_NULL:
        break;
    }
    return AIFT_OK;
}

aift_status aift__export_label(aift__buf *out, const char *key, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = key[i] == '_' ? ' ' : key[i];
        if (i == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        AIFT__TRY(aift__buf_add(out, &c, 1));
    }
    return AIFT_OK;
}
