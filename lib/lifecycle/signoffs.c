/* Decisions that are signed, and whether they count. */
#include <string.h>

#include "lifecycle/signoffs.h"

static const char *text_of(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

static bool same_text(const aift__json *a, const aift__json *b, const char *key)
{
    const char *x = text_of(a, key), *y = text_of(b, key);
    return x && y ? strcmp(x, y) == 0 : x == y;
}

static aift_status add_signoff(aift_store *store, const char *id, aift__json *list)
{
    static const char *const keys[] = {"id", "usecase_version", "role", "decision", "gate", "comment", "by"};
    aift__json *record, *one = aift__json_new_object(), *copy = NULL;
    AIFT__TRY(aift__json_push(list, one));
    AIFT__TRY(aift__record_get(store, id, &record));
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < AIFT__COUNT(keys) && status == AIFT_OK; i++) {
        const aift__json *value = aift__json_get(record, keys[i]);
        status = value ? aift__json_copy(value, &copy) : AIFT_OK;
        if (status == AIFT_OK && value)
            status = aift__json_set(one, keys[i], copy);
    }
    if (status == AIFT_OK)
        status = aift__json_copy(aift__json_get(record, "created"), &copy);
    if (status == AIFT_OK)
        status = aift__json_set(one, "at", copy);
    aift__json_free(record);
    return status;
}

/* A decision on a gate follows one on the gate; any other one follows one of the role. */
static bool follows(const aift__json *later, const aift__json *earlier)
{
    return aift__json_equal(aift__json_get(later, "usecase_version"),
                            aift__json_get(earlier, "usecase_version")) &&
           same_text(later, earlier, "gate") && (text_of(later, "gate") || same_text(later, earlier, "role"));
}

static aift_status mark_valid(aift__json *list, int64_t version)
{
    for (size_t i = 0; i < aift__json_size(list); i++) {
        aift__json *one = aift__json_element(list, i);
        bool valid = aift__json_int(aift__json_get(one, "usecase_version"), 0) == version;
        for (size_t j = i + 1; j < aift__json_size(list) && valid; j++)
            valid = !follows(aift__json_at(list, j), one);
        AIFT__TRY(aift__json_set(one, "valid", aift__json_new_bool(valid)));
    }
    return AIFT_OK;
}

aift_status aift__signoffs_of(aift_store *store, const char *id, int64_t version, aift__json **out)
{
    aift__json *ids = NULL, *list = aift__json_new_array();
    *out = NULL;
    aift_status status =
        list ? aift__record_find(store, "signoff", "usecase", id, &ids) : aift__fail_nomem(0);
    for (size_t i = 0; i < aift__json_size(ids) && status == AIFT_OK; i++)
        status = add_signoff(store, aift__json_text(aift__json_at(ids, i), NULL), list);
    if (status == AIFT_OK)
        status = mark_valid(list, version);
    aift__json_free(ids);
    if (status == AIFT_OK)
        *out = list;
    else
        aift__json_free(list);
    return status;
}

/* The decision that is valid, or NULL: of a gate, or of a role. */
static const aift__json *valid_one(const aift__json *list, const char *key, const char *value)
{
    for (size_t i = 0; i < aift__json_size(list); i++) {
        const aift__json *one = aift__json_at(list, i);
        const char *text = text_of(one, key);
        if (text && strcmp(text, value) == 0 && aift__json_bool(aift__json_get(one, "valid"), false) &&
            (strcmp(key, "gate") == 0 || !text_of(one, "gate")))
            return one;
    }
    return NULL;
}

static bool decides(const aift__json *signoff, const char *decision)
{
    const char *text = text_of(signoff, "decision");
    return text && strcmp(text, decision) == 0;
}

aift_status aift__signoff_approved(aift_store *store, const char *id, int64_t version, const char *role,
                                   bool *approved)
{
    aift__json *list;
    *approved = false;
    AIFT__TRY(aift__signoffs_of(store, id, version, &list));
    *approved = decides(valid_one(list, "role", role), "approve");
    aift__json_free(list);
    return AIFT_OK;
}

const aift__json *aift__signoff_waiver(const aift__json *signoffs, const char *gate)
{
    const aift__json *one = valid_one(signoffs, "gate", gate);
    return decides(one, "waive") ? one : NULL;
}
