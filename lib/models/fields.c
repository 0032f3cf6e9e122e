/* Reading the fields that several architectures have. */
#include <stdio.h>

#include "models/fields.h"

aift_status aift__read_int(const aift__json *json, const char *name, int64_t min, int64_t max, int64_t *out)
{
    return aift__json_given(json, name) ? aift__json_field_int(json, NULL, name, min, max, out) : AIFT_OK;
}

aift_status aift__read_real(const aift__json *json, const char *name, double min, double max, double *out)
{
    return aift__json_given(json, name) ? aift__json_field_real(json, NULL, name, min, max, out) : AIFT_OK;
}

aift_status aift__read_bool(const aift__json *json, const char *name, bool *out)
{
    return aift__json_given(json, name) ? aift__json_field_bool(json, NULL, name, out) : AIFT_OK;
}

aift_status aift__read_activation(const aift__json *json, const char *name, aift__activation *out)
{
    static const char *const names[] = {
#define AIFT_ACTIVATION(name_, kind_) name_,
        AIFT__ACTIVATIONS
#undef AIFT_ACTIVATION
            NULL};
    static const aift__activation kinds[] = {
#define AIFT_ACTIVATION(name_, kind_) kind_,
        AIFT__ACTIVATIONS
#undef AIFT_ACTIVATION
    };
    size_t i;
    if (!aift__json_given(json, name))
        return AIFT_OK;
    AIFT__TRY(aift__json_field_choice(json, NULL, name, names, &i));
    *out = kinds[i];
    return AIFT_OK;
}

static aift_status read_list(const aift__json *list, const char *name, int64_t min, int64_t max, int64_t *out)
{
    for (size_t i = 0; i < aift__json_size(list); i++) {
        const aift__json *item = aift__json_at(list, i);
        char place[AIFT__WHERE_CAP];
        aift__json_place(place, "%s[%zu]", name, i);
        if (aift__json_kind(item) != AIFT__JSON_INT)
            return aift__json_field_fail(NULL, place, item, "a whole number");
        out[i] = aift__json_int(item, 0);
        if (out[i] < min || out[i] > max)
            return aift__fail(AIFT_E_RANGE, "%s is %lld: it must be %lld to %lld", place, (long long)out[i],
                              (long long)min, (long long)max);
    }
    return AIFT_OK;
}

aift_status aift__read_ints(const aift__json *json, const char *name, int64_t min, int64_t max, int64_t *out,
                            size_t cap, size_t *n)
{
    const aift__json *list = aift__json_get(json, name);
    if (!aift__json_given(json, name))
        return AIFT_OK;
    if (aift__json_kind(list) != AIFT__JSON_ARRAY) {
        AIFT__TRY(aift__json_field_int(json, NULL, name, min, max, out));
        *n = 1;
        return AIFT_OK;
    }
    if (aift__json_size(list) < 1 || aift__json_size(list) > cap)
        return aift__fail(AIFT_E_RANGE, "%s has %zu numbers: expected 1 to %zu", name, aift__json_size(list),
                          cap);
    *n = aift__json_size(list);
    return read_list(list, name, min, max, out);
}

aift_status aift__read_sides(const aift__json *json, const char *name, int64_t max, int64_t *height,
                             int64_t *width)
{
    int64_t sides[2] = {*height, *width};
    size_t n = 2;
    AIFT__TRY(aift__read_ints(json, name, 1, max, sides, 2, &n));
    if (!aift__json_given(json, name))
        return AIFT_OK;
    *height = sides[0];
    *width = sides[n - 1];
    return AIFT_OK;
}
