/* Validations out of a store. */
#include "lifecycle/validation_kept.h"

static aift_status put_copy(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy = NULL;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status fill(const aift__json *record, aift__json *to)
{
    static const char *const keys[] = {"id",      "usecase",    "usecase_version", "by",     "created",
                                       "verdict", "gates",      "finance",         "risks",  "goals",
                                       "swot",    "compliance", "prototypes",      "source", "baseline",
                                       "notebook"};
    const aift__json *result = aift__json_get(record, "result");
    for (size_t i = 0; i < AIFT__COUNT(keys); i++) {
        const aift__json *value = aift__json_get(record, keys[i]);
        if (!value)
            value = aift__json_get(result, keys[i]);
        if (value)
            AIFT__TRY(put_copy(to, i == 4 ? "at" : keys[i], value));
    }
    return AIFT_OK;
}

aift_status aift__validation_flat(const aift__json *record, aift__json **out)
{
    aift__json *made = aift__json_new_object();
    aift_status status = made ? fill(record, made) : aift__fail_nomem(0);
    *out = NULL;
    if (status == AIFT_OK)
        *out = made;
    else
        aift__json_free(made);
    return status;
}

aift_status aift__validation_last(aift_store *store, const char *id, aift__json **out)
{
    aift__json *ids, *record = NULL;
    *out = NULL;
    AIFT__TRY(aift__record_find(store, "validation", "usecase", id, &ids));
    const size_t n = aift__json_size(ids);
    aift_status status =
        n ? aift__record_get(store, aift__json_text(aift__json_at(ids, n - 1), NULL), &record) : AIFT_OK;
    if (status == AIFT_OK && n)
        status = aift__validation_flat(record, out);
    aift__json_free(ids);
    aift__json_free(record);
    return status;
}
