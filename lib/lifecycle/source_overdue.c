/* Sources that are kept longer than they may be. */
#include <string.h>

#include "lifecycle/duration.h"
#include "lifecycle/row_set.h"
#include "lifecycle/source.h"

bool aift__source_until(const aift__json *record, int64_t *until)
{
    const char *retention = aift__json_text(aift__json_get(record, "retention"), NULL);
    const char *from = aift__json_text(aift__json_get(record, "collected"), NULL);
    aift__duration duration;
    int64_t begin;
    if (!from)
        from = aift__json_text(aift__json_get(record, "created"), NULL);
    if (!retention || !from || !aift__duration_read(retention, &duration) || !aift__moment_read(from, &begin))
        return false;
    *until = aift__moment_after(begin, &duration);
    return true;
}

static aift_status look(const aift__sql_rows *rows, int64_t now, aift__rows *into)
{
    size_t size;
    int64_t until;
    aift__json *record;
    const char *body = aift__sql_text(rows, 1, &size);
    AIFT__TRY(aift__json_parse(body ? body : "", size, "a record", &record));
    if (!aift__source_until(record, &until) || until > now)
        aift__rows_drop(into, aift__sql_int(rows, 0));
    aift__json_free(record);
    return AIFT_OK;
}

static aift_status leave_overdue(aift_store *store, const aift__record_kind *kind, aift__rows *into)
{
    const int64_t now = aift__moment_now();
    aift__sql_rows *rows;
    bool row = true;
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT n, body FROM record WHERE kind=?", "t", kind->name));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status == AIFT_OK && row)
            status = look(rows, now, into);
    }
    aift__sql_done(rows);
    return status;
}

aift_status aift__rows_overdue(aift_store *store, const aift__record_kind *kind, const aift__json *query,
                               aift__rows *into)
{
    const aift__json *overdue = aift__json_get(query, "overdue");
    if (!overdue || aift__json_kind(overdue) == AIFT__JSON_NULL)
        return AIFT_OK;
    if (strcmp(kind->name, "source") != 0 || aift__json_kind(overdue) != AIFT__JSON_BOOL)
        return aift__fail(AIFT_E_INVALID, "overdue is %s: expected true or false, of sources",
                          aift__json_kind_name(overdue));
    return aift__json_bool(overdue, false) ? leave_overdue(store, kind, into) : AIFT_OK;
}
