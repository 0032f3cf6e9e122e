/* The log as people read it. */
#include <stdlib.h>
#include <string.h>

#include "lifecycle/store.h"
#include "lifecycle/store_query.h"

/* A column that is a text or null. */
static aift_status put_text(aift__json *to, const char *key, const aift__sql_rows *rows, int column)
{
    size_t size;
    const char *text = aift__sql_text(rows, column, &size);
    return aift__json_set(to, key, text ? aift__json_new_text(text, size) : aift__json_new_null());
}

/* A column that is JSON or null. */
static aift_status put_json(aift__json *to, const char *key, const aift__sql_rows *rows, int column)
{
    size_t size;
    aift__json *value = NULL;
    const char *text = aift__sql_text(rows, column, &size);
    if (text)
        AIFT__TRY(aift__json_parse(text, size, "the log", &value));
    else
        value = aift__json_new_null();
    return aift__json_set(to, key, value);
}

static aift_status fill(const aift__sql_rows *rows, aift__json *to)
{
    AIFT__TRY(aift__json_set(to, "seq", aift__json_new_int(aift__sql_int(rows, 0))));
    AIFT__TRY(put_text(to, "at", rows, 1));
    AIFT__TRY(put_text(to, "actor", rows, 2));
    AIFT__TRY(put_text(to, "action", rows, 3));
    AIFT__TRY(put_text(to, "id", rows, 4));
    AIFT__TRY(put_json(to, "before", rows, 5));
    AIFT__TRY(put_json(to, "after", rows, 6));
    AIFT__TRY(put_text(to, "salt", rows, 7));
    AIFT__TRY(put_text(to, "before_digest", rows, 8));
    AIFT__TRY(put_text(to, "after_digest", rows, 9));
    AIFT__TRY(put_text(to, "prev", rows, 10));
    AIFT__TRY(put_text(to, "hash", rows, 11));
    return aift__sql_int(rows, 12) ? aift__json_set(to, "erased", aift__json_new_bool(true)) : AIFT_OK;
}

#define COLUMNS                                                                                              \
    "SELECT audit.seq, at, actor, action, id, before, after, salt, before_digest, after_digest, prev, "      \
    "hash, erased"                                                                                           \
    " FROM audit LEFT JOIN payload ON payload.seq=audit.seq WHERE audit.seq>?1"

/* Rows behind `after`, of one record or of all; *last is the last one's number, *more whether there are others. */
static aift_status read_rows(aift_store *store, const char *id, int64_t after, int64_t limit,
                             aift__json *items, int64_t *last, bool *more)
{
    aift__sql_rows *rows;
    bool row = true;
    *more = false;
    if (id)
        AIFT__TRY(aift__sql_ask(store->sql, &rows, COLUMNS " AND id=?3 ORDER BY audit.seq LIMIT ?2", "iit",
                                after, limit + 1, id));
    else
        AIFT__TRY(
            aift__sql_ask(store->sql, &rows, COLUMNS " ORDER BY audit.seq LIMIT ?2", "ii", after, limit + 1));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        if (status != AIFT_OK || !row)
            break;
        *more = (int64_t)aift__json_size(items) == limit;
        if (*more)
            break;
        aift__json *item = aift__json_new_object();
        status = aift__json_push(items, item);
        if (status == AIFT_OK)
            status = fill(rows, item);
        *last = aift__sql_int(rows, 0);
    }
    aift__sql_done(rows);
    return status;
}

aift_status aift__record_log(aift_store *store, const char *id, aift__json **out)
{
    int64_t last = 0;
    bool more;
    aift__json *items = aift__json_new_array();
    aift_status status =
        items ? read_rows(store, id, 0, INT32_MAX, items, &last, &more) : aift__fail_nomem(0);
    if (status != AIFT_OK) {
        aift__json_free(items);
        items = NULL;
    }
    *out = items;
    return status;
}

static aift_status count(aift_store *store, const char *id, int64_t *total)
{
    aift__sql_rows *rows;
    bool row;
    if (!id)
        return aift__sql_get_int(store->sql, "SELECT count(*) FROM audit", total);
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT count(*) FROM audit WHERE id=?", "t", id));
    const aift_status status = aift__sql_next(rows, &row);
    *total = status == AIFT_OK && row ? aift__sql_int(rows, 0) : 0;
    aift__sql_done(rows);
    return status;
}

static aift_status fill_answer(aift_store *store, const char *id, int64_t after, int64_t limit,
                               aift__json *answer)
{
    int64_t last = after, total;
    bool more;
    char next[32];
    aift__json *items = aift__json_new_array();
    AIFT__TRY(aift__json_set(answer, "items", items));
    AIFT__TRY(read_rows(store, id, after, limit, items, &last, &more));
    AIFT__TRY(count(store, id, &total));
    snprintf(next, sizeof next, "%lld", (long long)last);
    AIFT__TRY(aift__json_set(answer, "total", aift__json_new_int(total)));
    return aift__json_set(answer, "next", more ? aift__json_new_string(next) : aift__json_new_null());
}

static aift_status ask(aift_store *store, const aift__json *query, aift__json *answer)
{
    const char *id, *cursor;
    int64_t limit, after = 0;
    char *end = NULL;
    AIFT__TRY(aift__query_text(query, "id", &id));
    AIFT__TRY(aift__query_text(query, "after", &cursor));
    AIFT__TRY(aift__query_limit(query, INT32_MAX, &limit));
    if (cursor)
        after = strtoll(cursor, &end, 10);
    if (cursor && (end == cursor || *end || after < 0))
        return aift__fail(AIFT_E_INVALID, "after is \"%.60s\": expected a \"next\" of an earlier answer",
                          cursor);
    AIFT__TRY(aift__sql_begin_reading(store->sql));
    const aift_status status = fill_answer(store, id, after, limit, answer);
    aift__sql_rollback(store->sql);
    return status;
}

aift_status aift_store_audit(aift_store *store, const char *query, aift_text **out)
{
    static const char *const names[] = {"id", "limit", "after", NULL};
    aift__json *asked, *answer = NULL;
    *out = NULL;
    AIFT__TRY(aift__query_read(query, names, &asked));
    answer = aift__json_new_object();
    const aift_status status = answer ? ask(store, asked, answer) : aift__fail_nomem(0);
    aift__json_free(asked);
    return aift__answer_with(store, status, answer, out);
}
