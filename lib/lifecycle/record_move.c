/* A use case goes from one state to another. */
#include <string.h>

#include "lifecycle/signoffs.h"
#include "lifecycle/states.h"
#include "lifecycle/store.h"

enum { MAX_LIST = 1 << 10, TEAM_ROLES = 2 };

static const char *text_of(const aift__json *record, const char *path)
{
    return aift__json_text(aift__json_path(record, path), NULL);
}

/* Different roles in the team. */
static size_t count_roles(const aift__json *team)
{
    size_t n = 0;
    for (size_t i = 0; i < aift__json_size(team); i++) {
        const char *role = text_of(aift__json_at(team, i), "role");
        bool met = !role;
        for (size_t j = 0; j < i && !met; j++) {
            const char *other = text_of(aift__json_at(team, j), "role");
            met = other && strcmp(role, other) == 0;
        }
        n += !met;
    }
    return n;
}

static bool has_target(const aift__json *kpis)
{
    for (size_t i = 0; i < aift__json_size(kpis); i++) {
        const aift__json *target = aift__json_get(aift__json_at(kpis, i), "target");
        if (target && aift__json_kind(target) != AIFT__JSON_NULL)
            return true;
    }
    return false;
}

static aift_status add_missing(aift__buf *list, bool there, const char *what)
{
    return there ? AIFT_OK : aift__buf_addf(list, "%s%s", list->size ? ", " : "", what);
}

static aift_status list_missing(const aift__json *record, aift__buf *list)
{
    AIFT__TRY(add_missing(list, text_of(record, "owner.person") != NULL, "owner"));
    AIFT__TRY(
        add_missing(list, count_roles(aift__json_get(record, "team")) >= TEAM_ROLES, "team (two roles)"));
    AIFT__TRY(add_missing(list, text_of(record, "timeline.start") != NULL, "timeline.start"));
    AIFT__TRY(add_missing(list, text_of(record, "timeline.target") != NULL, "timeline.target"));
    AIFT__TRY(add_missing(list, has_target(aift__json_get(record, "kpis")), "kpis (one with a target)"));
    return add_missing(list, text_of(record, "risk.class") != NULL, "risk.class");
}

/* All that an onboarded use case must have. */
static aift_status check_onboarded(aift_store *store, const aift__record_row *row)
{
    aift__buf list;
    aift__buf_init(&list, store->context, MAX_LIST);
    aift_status status = list_missing(row->stored, &list);
    if (status == AIFT_OK && list.size)
        status =
            aift__fail(AIFT_E_STATE, "it cannot go from submitted to onboarded: there is no %s", list.data);
    aift__buf_finish(&list);
    return status;
}

/* Who pays has signed the record as it is now. */
static aift_status check_approved(aift_store *store, const aift__record_row *row)
{
    const int64_t version = aift__json_int(aift__json_get(row->stored, "version"), 0);
    bool approved;
    AIFT__TRY(aift__signoff_approved(store, row->id, version, "sponsor", &approved));
    return approved ? AIFT_OK
                    : aift__fail(
                          AIFT_E_STATE,
                          "it cannot go from prioritized to approved: no approval of version %lld is signed "
                          "by the role sponsor",
                          (long long)version);
}

static aift_status check_move(aift_store *store, const aift__record_row *row, const char *to,
                              const char **from)
{
    aift__state is, next;
    const char *risk = text_of(row->stored, "risk.class"), *state = text_of(row->stored, "state");
    if (!state)
        return aift__fail(AIFT_E_STATE, "it is a %s, which has no states", row->kind->name);
    AIFT__TRY(aift__state_find(to, &next));
    AIFT__TRY(aift__state_find(state, &is));
    AIFT__TRY(aift__state_check(is, next, risk && strcmp(risk, "prohibited") == 0));
    *from = aift__state_name(is);
    if (next == AIFT__STATE_APPROVED)
        return check_approved(store, row);
    return next == AIFT__STATE_ONBOARDED ? check_onboarded(store, row) : AIFT_OK;
}

static aift_status set_state(aift_store *store, const aift__record_row *row, const char *to,
                             const char *reason)
{
    aift__json *stored = NULL;
    aift_status status = aift__json_copy(row->stored, &stored);
    if (status == AIFT_OK)
        status = aift__json_set(stored, "state", aift__json_new_string(to));
    if (status == AIFT_OK)
        status = aift__json_set(stored, "state_reason", aift__json_new_string(reason));
    if (status == AIFT_OK)
        status = aift__record_store(store, row->kind, row->id, stored, row, "move");
    aift__json_free(stored);
    return status;
}

aift_status aift__record_move(aift_store *store, const char *id, const char *state, const char *reason,
                              int64_t if_version, const char **from)
{
    aift__record_row row;
    *from = NULL;
    if (!*reason)
        return aift__fail(AIFT_E_INVALID, "reason is empty: expected why it is moved");
    AIFT__TRY(aift__record_row_read(store, id, &row));
    aift_status status = aift__record_expect(&row, if_version);
    if (status == AIFT_OK) {
        status = check_move(store, &row, state, from);
        if (status != AIFT_OK && status != AIFT_E_NOMEM)
            status = aift__fail_in(status, AIFT__RECORD "%s: ", id);
    }
    if (status == AIFT_OK)
        status = set_state(store, &row, state, reason);
    aift__record_row_free(store, &row);
    return status;
}
