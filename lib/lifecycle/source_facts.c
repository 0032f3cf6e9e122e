/* What is to be known of a source where a model comes from it. */
#include <string.h>

#include "lifecycle/duration.h"
#include "lifecycle/source_exchange.h"

aift_status aift__source_put(aift__json *to, const char *key, aift__json *made, aift__json **out)
{
    *out = made;
    return aift__json_set(to, key, made);
}

aift_status aift__source_copy(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy = NULL;
    if (!value)
        return aift__json_set(to, key, aift__json_new_null());
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

aift_status aift__source_text(aift__json *to, const char *key, const char *text)
{
    return text ? aift__json_set(to, key, aift__json_new_string(text)) : AIFT_OK;
}

const char *aift__source_get(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

aift_status aift__source_rest(const aift__json *record, const char *without, aift__json **out)
{
    static const char *const own[] = {"id",      "version", "state",   "check",
                                      "profile", "scan",    "created", "updated"};
    AIFT__TRY(aift__json_copy(record, out));
    for (size_t i = 0; i < AIFT__COUNT(own); i++)
        aift__json_remove(*out, own[i]);
    aift__json *extra = aift__json_member(*out, "extra");
    if (extra)
        aift__json_remove(extra, without);
    if (extra && aift__json_size(extra) == 0)
        aift__json_remove(*out, "extra");
    return AIFT_OK;
}

static aift_status put_overdue(const aift__json *record, aift__json *to)
{
    int64_t until;
    aift__json *overdue = aift__source_until(record, &until)
                              ? aift__json_new_bool(until <= aift__moment_now())
                              : aift__json_new_null();
    return aift__json_set(to, "overdue", overdue);
}

static aift_status describe(const aift__json *record, aift__json *to)
{
    static const char *const keys[] = {"state",        "name",        "kind", "location", "license",
                                       "lawful_basis", "sensitivity", "dpia", "owner"};
    static const char *const checked[] = {"checked_at", "reachable"};
    const aift__json *check = aift__json_get(record, "check");
    for (size_t i = 0; i < AIFT__COUNT(keys); i++)
        AIFT__TRY(aift__source_copy(to, keys[i], aift__json_get(record, keys[i])));
    AIFT__TRY(put_overdue(record, to));
    for (size_t i = 0; i < AIFT__COUNT(checked); i++)
        AIFT__TRY(aift__source_copy(to, checked[i], aift__json_get(check, checked[i])));
    return AIFT_OK;
}

aift_status aift__source_describe(aift_store *store, const char *id, aift__json *to)
{
    aift__json *record;
    aift_status status = aift__record_get_of(store, "source", id, &record);
    if (status != AIFT_OK && status != AIFT_E_NOT_FOUND)
        return status;
    status = describe(record, to);
    aift__json_free(record);
    return status;
}
