/* The public calls on sources: removal and the check. */
#include <string.h>

#include "aift/source.h"
#include "codec/utf8.h"
#include "lifecycle/source.h"
#include "lifecycle/source_look.h"
#include "lifecycle/store.h"

enum { MAX_TIMEOUT = 86400, MAX_REASON = 1 << 16 };

aift_status aift_store_remove(aift_store *store, const char *id, int64_t if_version, aift_text **out)
{
    aift__json *record = NULL;
    *out = NULL;
    aift_status status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_remove(store, id, if_version, &record);
    return aift__answer_committed(store, status, record, out);
}

/* ---- the check ---- */

static const char *text_of(const aift__json *record, const char *key)
{
    return aift__json_text(aift__json_get(record, key), NULL);
}

static aift_status put_count(aift__json *to, const char *key, int64_t count)
{
    return aift__json_set(to, key, count < 0 ? aift__json_new_null() : aift__json_new_int(count));
}

/* The message, which may have the bytes of a path. */
static aift_status put_reason(aift_context *context, const char *reason, aift__json *to)
{
    aift__buf clean;
    aift__buf_init(&clean, context, MAX_REASON);
    aift_status status = aift__utf8_repair(reason, strlen(reason), &clean);
    if (status == AIFT_OK)
        status = aift__json_set(to, "error", aift__json_new_text(clean.data ? clean.data : "", clean.size));
    aift__buf_finish(&clean);
    return status;
}

/* `reason`: NULL where all was read. */
static aift_status fill(aift_context *context, aift__found *found, bool reachable, const char *reason,
                        aift__json *to)
{
    char at[AIFT__CLOCK_UTC], modified[AIFT__CLOCK_UTC];
    aift__json *schema = found->schema;
    aift__clock_utc(at);
    aift__clock_print(found->modified, modified);
    AIFT__TRY(aift__json_set(to, "reachable", aift__json_new_bool(reachable)));
    AIFT__TRY(put_count(to, "rows", found->rows));
    AIFT__TRY(put_count(to, "bytes", found->bytes));
    AIFT__TRY(aift__json_set(to, "modified", aift__json_new_string(found->modified < 0 ? NULL : modified)));
    found->schema = NULL; /* taken over */
    AIFT__TRY(aift__json_set(to, "schema", schema));
    AIFT__TRY(aift__json_set(to, "checked_at", aift__json_new_string(at)));
    return reason ? put_reason(context, reason, to) : aift__json_set(to, "error", aift__json_new_null());
}

/* Looks, with nothing of the store held. */
static aift_status look(aift_store *store, const aift__json *record, double timeout, bool *reachable,
                        aift__json *to)
{
    const char *kind = text_of(record, "kind");
    const aift__look_at at = {store->context, text_of(record, "location"), text_of(record, "query"),
                              aift__clock_seconds() + timeout, store->password};
    char reason[AIFT__ERROR_CAP];
    aift__found found;
    aift_status status = aift__look(kind, &at, &found);
    /* Of a file that has more rows than could be counted in time the rest is known. */
    *reachable = status == AIFT_OK || (status == AIFT_E_CANCELLED && strcmp(kind, "file") == 0);
    snprintf(reason, sizeof reason, "%s", aift_last_error());
    if (!*reachable)
        found.rows = -1;
    if (status != AIFT_E_NOMEM)
        status = fill(store->context, &found, *reachable, status == AIFT_OK ? NULL : reason, to);
    aift__json_free(found.schema);
    return status;
}

static aift_status check(aift_store *store, const char *id, double timeout, bool *reachable, aift__json *to)
{
    aift__json *record;
    AIFT__TRY(aift__record_get_of(store, "source", id, &record));
    const char *state = text_of(record, "state");
    const aift_status status =
        state && strcmp(state, "removed") == 0
            ? aift__fail(AIFT_E_STATE,
                         AIFT__RECORD "%s: state is \"removed\": expected a source that is in use", id)
            : look(store, record, timeout, reachable, to);
    aift__json_free(record);
    return status;
}

aift_status aift_store_check_source(aift_store *store, const char *id, double timeout, int32_t *reachable,
                                    aift_text **out)
{
    bool found = false;
    *reachable = 0;
    *out = NULL;
    if (!(timeout > 0 && timeout <= MAX_TIMEOUT))
        return aift__fail(AIFT_E_INVALID, "timeout is %g: expected more than 0, and at most %d seconds",
                          timeout, MAX_TIMEOUT);
    aift__json *result = aift__json_new_object();
    aift_status status = result ? check(store, id, timeout, &found, result) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_keep(store, id, "check", result, "check", NULL);
    AIFT__TRY(aift__answer_committed(store, status, result, out));
    *reachable = found;
    return AIFT_OK;
}
