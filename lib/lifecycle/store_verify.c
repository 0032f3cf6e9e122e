/* aift_store_verify: the log, the records, and the file's pages. */
#include <stdlib.h>
#include <string.h>

#include "lifecycle/verify.h"

/* ---- the file ---- */

/* "row 7 missing from index record_title" is about a record. */
static aift_status name_row(aift__verify *v, const char *text)
{
    aift__sql_rows *rows;
    bool row;
    if (strncmp(text, "row ", 4) != 0 || !strstr(text, "index record_")) {
        aift__verify_fault(v, 0, "file", NULL, text);
        return AIFT_OK;
    }
    AIFT__TRY(aift__sql_ask(v->store->sql, &rows, "SELECT id FROM record WHERE n=?", "i",
                            (int64_t)strtoll(text + 4, NULL, 10)));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK)
        aift__verify_fault(v, 0, "record", row ? aift__sql_text(rows, 0, NULL) : NULL, text);
    aift__sql_done(rows);
    return status;
}

static aift_status check_file(aift__verify *v)
{
    aift__sql_rows *rows;
    bool row;
    const char *guard;
    AIFT__TRY(aift__sql_ask(v->store->sql, &rows, "PRAGMA integrity_check(1)", NULL));
    aift_status status = aift__sql_next(rows, &row);
    const char *text = status == AIFT_OK && row ? aift__sql_text(rows, 0, NULL) : NULL;
    if (text && strcmp(text, "ok") != 0)
        status = name_row(v, text);
    aift__sql_done(rows);
    AIFT__TRY(status);
    AIFT__TRY(aift__store_missing_guard(v->store->sql, &guard));
    if (guard)
        aift__verify_fault(v, 0, "audit", NULL, "a guard of the log was taken away");
    return AIFT_OK;
}

static aift_status check_all(aift__verify *v)
{
    AIFT__TRY(aift__verify_log(v));
    AIFT__TRY(aift__verify_records(v));
    return check_file(v);
}

/* ---- the answer ---- */

static aift_status fill_bad(const aift__verify *v, aift__json *to)
{
    aift__json *bad = aift__json_new_object();
    AIFT__TRY(aift__json_set(to, "first_bad", bad));
    AIFT__TRY(aift__json_set(bad, "seq", v->seq ? aift__json_new_int(v->seq) : aift__json_new_null()));
    AIFT__TRY(aift__json_set(bad, "table", aift__json_new_string(v->table)));
    AIFT__TRY(aift__json_set(bad, "id", aift__json_new_string(*v->id ? v->id : NULL)));
    return aift__json_set(bad, "reason", aift__json_new_string(v->reason));
}

static aift_status fill(const aift__verify *v, aift__json *to)
{
    AIFT__TRY(aift__json_set(to, "ok", aift__json_new_bool(!v->bad)));
    AIFT__TRY(aift__json_set(to, "rows", aift__json_new_int(v->rows)));
    AIFT__TRY(aift__put_head(to, &v->head));
    return v->bad ? fill_bad(v, to) : aift__json_set(to, "first_bad", aift__json_new_null());
}

static aift_status read_expected(const char *expect, aift__verify *v)
{
    char *colon = NULL;
    if (!expect)
        return AIFT_OK;
    v->expected = strtoll(expect, &colon, 10);
    if (v->expected < 1 || *colon != ':' || strlen(colon + 1) != AIFT__HEX - 1)
        return aift__fail(AIFT_E_INVALID, "expect is \"%.100s\": expected SEQ:HASH, with 64 digits", expect);
    memcpy(v->expected_hash, colon + 1, AIFT__HEX);
    return AIFT_OK;
}

aift_status aift_store_verify(aift_store *store, const char *expect, int32_t *ok, aift_text **out)
{
    aift__verify v = {.store = store};
    *ok = 0;
    *out = NULL;
    AIFT__TRY(read_expected(expect, &v));
    aift_status status = aift__sql_begin_reading(store->sql);
    if (status == AIFT_OK)
        status = check_all(&v);
    aift__sql_rollback(store->sql);
    if (status == AIFT_E_FORMAT) { /* the file's pages are damaged */
        aift__verify_fault(&v, 0, "file", NULL, aift_last_error());
        status = AIFT_OK;
    }
    aift__json *answer = status == AIFT_OK ? aift__json_new_object() : NULL;
    if (status == AIFT_OK)
        status = answer ? fill(&v, answer) : aift__fail_nomem(0);
    AIFT__TRY(aift__answer_with(store, status, answer, out));
    *ok = !v.bad;
    return AIFT_OK;
}
