/* aift_store_signoff: a decision on a use case is signed. */
#include <string.h>

#include "aift/validate.h"
#include "lifecycle/gates.h"
#include "lifecycle/store.h"

static const char *text_of(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

static bool is_blank(const char *text)
{
    return !text || !text[strspn(text, " \t\r\n")];
}

/* What goes with what. */
static aift_status check_decision(const aift__json *given)
{
    const char *decision = text_of(given, "decision");
    const bool waives = decision && strcmp(decision, "waive") == 0, gate = text_of(given, "gate") != NULL;
    if (is_blank(text_of(given, "role")))
        return aift__fail(AIFT_E_INVALID, "role is missing: expected in which role it is decided");
    if (waives && !gate)
        return aift__fail(AIFT_E_INVALID, "gate is missing: expected the gate that is waived (%s)",
                          AIFT__GATE_LIST);
    if (waives && is_blank(text_of(given, "comment")))
        return aift__fail(AIFT_E_INVALID, "comment is missing: expected the reason of the waiver");
    if (gate && decision && strcmp(decision, "approve") == 0)
        return aift__fail(AIFT_E_INVALID,
                          "gate is \"%.60s\": expected none, as approve is for the whole "
                          "(waive lets a gate pass)",
                          text_of(given, "gate"));
    return AIFT_OK;
}

/* The decision as it is given, without what is the store's to say. */
static aift_status copy_given(const aift__json *given, aift__json *to)
{
    static const char *const names[] = {"role", "decision", "gate", "comment"};
    aift__json_item item;
    if (aift__json_kind(given) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_INVALID, "a sign-off is an object, and this is %s",
                          aift__json_kind_name(given));
    for (bool more = aift__json_first(given, &item); more; more = aift__json_next(given, &item)) {
        aift__json *copy = NULL;
        size_t i = 0;
        while (i < AIFT__COUNT(names) && strcmp(names[i], item.key) != 0)
            i++;
        if (i == AIFT__COUNT(names))
            return aift__fail(AIFT_E_INVALID,
                              "%.60s is %s: expected no such field (role, decision, gate, comment)", item.key,
                              aift__json_kind_name(item.value));
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, names[i], copy));
    }
    return AIFT_OK;
}

static aift_status sign(aift_store *store, const char *id, const aift__json *given, int64_t if_version,
                        aift__json **out)
{
    aift__record_row row;
    aift__json *record = NULL;
    AIFT__TRY(aift__record_row_read(store, id, &row));
    aift_status status = aift__record_expect(&row, if_version);
    if (status == AIFT_OK && strcmp(row.kind->name, "usecase") != 0)
        status = aift__fail(AIFT_E_STATE, "%s is a %s: expected a use case", id, row.kind->name);
    if (status == AIFT_OK)
        status = aift__people_actor(store);
    if (status == AIFT_OK && !(record = aift__json_new_object()))
        status = aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = copy_given(given, record);
    if (status == AIFT_OK)
        status = check_decision(record);
    if (status == AIFT_OK)
        status = aift__json_set(record, "usecase", aift__json_new_string(id));
    if (status == AIFT_OK)
        status = aift__json_set(record, "usecase_version",
                                aift__json_new_int(aift__json_int(aift__json_get(row.stored, "version"), 0)));
    if (status == AIFT_OK)
        status = aift__json_set(record, "by", aift__json_new_string(store->actor_id));
    if (status == AIFT_OK)
        status = aift__record_add(store, "signoff", record, "signoff", false, out);
    aift__json_free(record);
    aift__record_row_free(store, &row);
    return status;
}

aift_status aift_store_signoff(aift_store *store, const char *id, const char *decision, int64_t if_version,
                               aift_text **out)
{
    aift__json *given = NULL, *record = NULL;
    *out = NULL;
    AIFT__TRY(aift__json_parse(decision, strlen(decision), "the sign-off", &given));
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = sign(store, id, given, if_version, &record);
    aift__json_free(given);
    return aift__answer_committed(store, status, record, out);
}
