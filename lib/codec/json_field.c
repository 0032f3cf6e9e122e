/* Fields of JSON files by kind and range. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "codec/json_field.h"

static const char *const expectations[] = {
    [AIFT__JSON_NULL] = "null",          [AIFT__JSON_BOOL] = "true or false",
    [AIFT__JSON_INT] = "a whole number", [AIFT__JSON_REAL] = "a number",
    [AIFT__JSON_TEXT] = "a text",        [AIFT__JSON_ARRAY] = "an array",
    [AIFT__JSON_OBJECT] = "an object",
};

void aift__json_place(char place[AIFT__WHERE_CAP], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(place, AIFT__WHERE_CAP, format, args);
    va_end(args);
}

/* Adds the field to the message: "<where>.<name>" and what is wrong with it. */
static aift_status fail(aift_status status, const char *where, const char *name)
{
    return aift__fail_in(status, "%s%s%s ", where ? where : "", where ? "." : "", name);
}

aift_status aift__json_field_fail(const char *where, const char *name, const aift__json *value,
                                  const char *expected)
{
    size_t size;
    const char *text = aift__json_text(value, &size);
    if (!text)
        aift__fail(AIFT_E_FORMAT, "is %s: expected %s", aift__json_kind_name(value), expected);
    else if (size == 0)
        aift__fail(AIFT_E_FORMAT, "is an empty text: expected %s", expected);
    else
        aift__fail(AIFT_E_FORMAT, "is \"%.100s\"%s: expected %s", text,
                   strlen(text) == size ? "" : " and then NUL", expected);
    return fail(AIFT_E_FORMAT, where, name);
}

bool aift__json_given(const aift__json *object, const char *name)
{
    return aift__json_kind(aift__json_get(object, name)) != AIFT__JSON_NULL;
}

static bool is(const aift__json *value, aift__json_type kind)
{
    aift__json_type met = aift__json_kind(value);
    return value && (met == kind || (kind == AIFT__JSON_REAL && met == AIFT__JSON_INT));
}

aift_status aift__json_expect(const aift__json *value, const char *where, aift__json_type kind)
{
    return is(value, kind) ? AIFT_OK : aift__json_field_fail(NULL, where, value, expectations[kind]);
}

aift_status aift__json_field(const aift__json *object, const char *where, const char *name,
                             aift__json_type kind, const aift__json **out)
{
    *out = aift__json_get(object, name);
    return is(*out, kind) ? AIFT_OK : aift__json_field_fail(where, name, *out, expectations[kind]);
}

aift_status aift__json_field_bool(const aift__json *object, const char *where, const char *name, bool *out)
{
    const aift__json *value;
    AIFT__TRY(aift__json_field(object, where, name, AIFT__JSON_BOOL, &value));
    *out = aift__json_bool(value, false);
    return AIFT_OK;
}

aift_status aift__json_field_text(const aift__json *object, const char *where, const char *name,
                                  const char **out, size_t *size)
{
    size_t own;
    const aift__json *value;
    AIFT__TRY(aift__json_field(object, where, name, AIFT__JSON_TEXT, &value));
    const char *text = aift__json_text(value, &own);
    if (!size && strlen(text) != own)
        return aift__json_field_fail(where, name, value, "a text without NUL");
    *out = text;
    if (size)
        *size = own;
    return AIFT_OK;
}

aift_status aift__json_field_choice(const aift__json *object, const char *where, const char *name,
                                    const char *const *choices, size_t *out)
{
    const char *text = NULL;
    AIFT__TRY(aift__json_field_text(object, where, name, &text, NULL));
    char known[400] = "";
    for (size_t i = 0, n = 0; choices[i]; i++) {
        if (strcmp(text, choices[i]) == 0) {
            *out = i;
            return AIFT_OK;
        }
        if (n < sizeof known)
            n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", i ? ", " : "", choices[i]);
    }
    aift__fail(AIFT_E_UNSUPPORTED, "is \"%.100s\": this library knows %s", text, known);
    return fail(AIFT_E_UNSUPPORTED, where, name);
}

aift_status aift__json_field_int(const aift__json *object, const char *where, const char *name, int64_t min,
                                 int64_t max, int64_t *out)
{
    const aift__json *value;
    AIFT__TRY(aift__json_field(object, where, name, AIFT__JSON_INT, &value));
    int64_t number = aift__json_int(value, 0);
    if (number >= min && number <= max) {
        *out = number;
        return AIFT_OK;
    }
    aift__fail(AIFT_E_RANGE, "is %lld: it must be %lld to %lld", (long long)number, (long long)min,
               (long long)max);
    return fail(AIFT_E_RANGE, where, name);
}

aift_status aift__json_field_real(const aift__json *object, const char *where, const char *name, double min,
                                  double max, double *out)
{
    const aift__json *value;
    AIFT__TRY(aift__json_field(object, where, name, AIFT__JSON_REAL, &value));
    double number = aift__json_real(value, 0);
    if (number >= min && number <= max) {
        *out = number;
        return AIFT_OK;
    }
    char a[32], b[32], c[32];
    aift__fail(AIFT_E_RANGE, "is %s: it must be %s to %s", aift__dtoa_short(a, number, 6),
               aift__dtoa_short(b, min, 6), aift__dtoa_short(c, max, 6));
    return fail(AIFT_E_RANGE, where, name);
}
