/* Reading fields of config.json. */
#include <string.h>

#include "base/number.h"
#include "models/config.h"

static aift_status wrong_kind(const aift__json *value, const char *field, const char *expected)
{
    if (!value)
        return aift__fail(AIFT_E_FORMAT, "config.json: the field \"%s\" is missing: expected %s", field,
                          expected);
    return aift__fail(AIFT_E_FORMAT, "config.json: %s is %s: expected %s", field, aift__json_kind_name(value),
                      expected);
}

aift_status aift__config_int(const aift__json *json, const char *field, int64_t min, int64_t max,
                             int64_t *out)
{
    const aift__json *value = aift__json_get(json, field);
    if (aift__json_kind(value) != AIFT__JSON_INT)
        return wrong_kind(value, field, "a whole number");
    *out = aift__json_int(value, 0);
    if (*out < min || *out > max)
        return aift__fail(AIFT_E_RANGE, "config.json: %s is %lld: it must be %lld to %lld", field,
                          (long long)*out, (long long)min, (long long)max);
    return AIFT_OK;
}

aift_status aift__config_real(const aift__json *json, const char *field, double min, double max, double *out)
{
    const aift__json *value = aift__json_get(json, field);
    aift__json_type kind = aift__json_kind(value);
    if (kind != AIFT__JSON_INT && kind != AIFT__JSON_REAL)
        return wrong_kind(value, field, "a number");
    *out = aift__json_real(value, 0);
    char a[32], b[32], c[32];
    if (!(*out >= min && *out <= max))
        return aift__fail(AIFT_E_RANGE, "config.json: %s is %s: it must be %s to %s", field,
                          aift__dtoa_short(a, *out, 6), aift__dtoa_short(b, min, 6),
                          aift__dtoa_short(c, max, 6));
    return AIFT_OK;
}

aift_status aift__config_real_or(const aift__json *json, const char *field, double min, double max,
                                 double otherwise, double *out)
{
    *out = otherwise;
    if (aift__json_kind(aift__json_get(json, field)) == AIFT__JSON_NULL)
        return AIFT_OK;
    return aift__config_real(json, field, min, max, out);
}

aift_status aift__config_text(const aift__json *json, const char *field, const char **out)
{
    const aift__json *value = aift__json_get(json, field);
    *out = aift__json_text(value, NULL);
    return *out ? AIFT_OK : wrong_kind(value, field, "a text");
}

aift_status aift__config_only_text(const aift__json *json, const char *field, const char *only)
{
    const aift__json *value = aift__json_get(json, field);
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    const char *text = aift__json_text(value, NULL);
    if (!text)
        return wrong_kind(value, field, "a text");
    if (strcmp(text, only) != 0)
        return aift__fail(AIFT_E_UNSUPPORTED, "config.json: %s is \"%s\": only \"%s\" is supported", field,
                          text, only);
    return AIFT_OK;
}

aift_status aift__config_only_bool(const aift__json *json, const char *field, bool only)
{
    const aift__json *value = aift__json_get(json, field);
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    if (aift__json_kind(value) != AIFT__JSON_BOOL)
        return wrong_kind(value, field, "true or false");
    if (aift__json_bool(value, only) != only)
        return aift__fail(AIFT_E_UNSUPPORTED, "config.json: %s is %s: only %s is supported", field,
                          only ? "false" : "true", only ? "true" : "false");
    return AIFT_OK;
}
