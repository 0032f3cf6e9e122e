/* Reading fields of tokenizer.json. */
#include "text/field.h"

static const char *const expectations[] = {
    [AIFT__JSON_NULL] = "null",          [AIFT__JSON_BOOL] = "true or false",
    [AIFT__JSON_INT] = "a whole number", [AIFT__JSON_REAL] = "a number",
    [AIFT__JSON_TEXT] = "a text",        [AIFT__JSON_ARRAY] = "an array",
    [AIFT__JSON_OBJECT] = "an object",
};

aift_status aift__field_fail(const char *where, const char *name, const aift__json *value,
                             const char *expected)
{
    const char *dot = where ? "." : "", *text = aift__json_text(value, NULL);
    where = where ? where : "";
    if (text)
        return aift__fail(AIFT_E_FORMAT, "%s%s%s is \"%.60s\": expected %s", where, dot, name, text,
                          expected);
    return aift__fail(AIFT_E_FORMAT, "%s%s%s is %s: expected %s", where, dot, name,
                      aift__json_kind_name(value), expected);
}

aift_status aift__field(const aift__json *object, const char *where, const char *name, aift__json_type kind,
                        const aift__json **out)
{
    *out = aift__json_get(object, name);
    if (*out && aift__json_kind(*out) == kind)
        return AIFT_OK;
    return aift__field_fail(where, name, *out, expectations[kind]);
}

aift_status aift__field_bool(const aift__json *object, const char *where, const char *name, bool *out)
{
    const aift__json *value = NULL;
    AIFT__TRY(aift__field(object, where, name, AIFT__JSON_BOOL, &value));
    *out = aift__json_bool(value, false);
    return AIFT_OK;
}

aift_status aift__field_text(const aift__json *object, const char *where, const char *name, const char **out,
                             size_t *size)
{
    const aift__json *value = NULL;
    AIFT__TRY(aift__field(object, where, name, AIFT__JSON_TEXT, &value));
    *out = aift__json_text(value, size);
    return AIFT_OK;
}

aift_status aift__field_int(const aift__json *object, const char *where, const char *name, int64_t min,
                            int64_t max, int64_t *out)
{
    const aift__json *value = NULL;
    AIFT__TRY(aift__field(object, where, name, AIFT__JSON_INT, &value));
    *out = aift__json_int(value, 0);
    if (*out < min || *out > max)
        return aift__fail(AIFT_E_RANGE, "%s%s%s is %lld: it must be %lld to %lld", where ? where : "",
                          where ? "." : "", name, (long long)*out, (long long)min, (long long)max);
    return AIFT_OK;
}
