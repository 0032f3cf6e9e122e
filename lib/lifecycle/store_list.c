/* Lists of records: filtered, searched, sorted, page by page.
 *
 * What a filter or a word leaves is a set of row numbers, one bit each. The page is then read along the index of the
 * order, from the cursor on, until enough of the set were met: no query sorts, and none reads more than the indexes and
 * the page's own records. */
#include <stdlib.h>
#include <string.h>

#include "lifecycle/row_set.h"
#include "lifecycle/store_query.h"

typedef struct order {
    const char *name, *first, *rest; /* pages: the first, those behind a cursor */
} order;

#define SORT(name, key, collate, compare, direction)                                                         \
    {                                                                                                        \
        name, "SELECT " key ", n FROM record WHERE kind=?1 ORDER BY " key collate direction ", n" direction, \
            "SELECT " key ", n FROM record WHERE kind=?1 AND (" key collate ", n) " compare                  \
            " (?2, ?3) ORDER BY " key collate direction ", n" direction                                      \
    }

static const order orders[] = {
    {"id", "SELECT number || ':' || id, n FROM record WHERE kind=?1 ORDER BY number, id",
     "SELECT number || ':' || id, n FROM record WHERE kind=?1 AND (number, id) > (?3, ?2) ORDER BY number, "
     "id"},
    SORT("updated", "updated", "", "<", " DESC"),
    SORT("title", "title", " COLLATE NOCASE", ">", ""),
};

/* ---- pages ---- */

typedef struct page {
    aift_store *store;
    const aift__record_kind *kind;
    const order *by;
    const char *after; /* NULL: the first page */
    int64_t limit;
    aift__json *items;
    char *next; /* NULL: there is none */
} page;

static aift_status bad_cursor(const page *p)
{
    return aift__fail(AIFT_E_INVALID, "after is \"%.100s\": expected a \"next\" of an earlier answer",
                      p->after);
}

/* A cursor is the key of the last item and its number, "KEY|N"; of ids it is "NUMBER:ID|N". */
static aift_status open_page(const page *p, aift__sql_rows **rows)
{
    if (!p->after)
        return aift__sql_ask(p->store->sql, rows, p->by->first, "t", p->kind->name);
    const char *bar = strrchr(p->after, '|'), *from = p->after;
    if (!bar || bar[1] < '0' || bar[1] > '9')
        return bad_cursor(p);
    int64_t n = strtoll(bar + 1, NULL, 10);
    if (p->by == &orders[0]) {
        n = strtoll(p->after, NULL, 10);
        from = strchr(p->after, ':');
        if (!from || from > bar)
            return bad_cursor(p);
        from++;
    }
    return aift__sql_ask(p->store->sql, rows, p->by->rest, "tbi", p->kind->name, from, (size_t)(bar - from),
                         n);
}

static aift_status add_item(page *p, int64_t n)
{
    aift__sql_rows *rows;
    aift__record_row found = {.n = 0};
    aift__json *record = NULL;
    bool row;
    AIFT__TRY(aift__sql_ask(p->store->sql, &rows, "SELECT n, kind, id, body FROM record WHERE n=?", "i", n));
    aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK && row)
        status = aift__record_row_take(p->store, rows, &found);
    aift__sql_done(rows);
    if (status == AIFT_OK && row)
        status = aift__people_show(p->store, found.kind, found.stored, &record);
    if (status == AIFT_OK && row)
        status = aift__json_push(p->items, record);
    aift__record_row_free(p->store, &found);
    return status;
}

static aift_status set_next(page *p, const aift__sql_rows *rows)
{
    const char *key = aift__sql_text(rows, 0, NULL);
    aift__free(p->store->context, p->next);
    p->next = aift__asprintf(p->store->context, "%s|%lld", key ? key : "", (long long)aift__sql_int(rows, 1));
    return p->next ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status read_page(page *p, const aift__rows *rows_of)
{
    aift__sql_rows *rows;
    bool row = true, more = false;
    AIFT__TRY(open_page(p, &rows));
    aift_status status = AIFT_OK;
    while (status == AIFT_OK && !more) {
        status = aift__sql_next(rows, &row);
        if (status != AIFT_OK || !row)
            break;
        const int64_t n = aift__sql_int(rows, 1);
        if (!aift__rows_have(rows_of, n))
            continue;
        more = (int64_t)aift__json_size(p->items) == p->limit;
        if (!more)
            status = set_next(p, rows);
        if (!more && status == AIFT_OK)
            status = add_item(p, n);
    }
    aift__sql_done(rows);
    if (!more) {
        aift__free(p->store->context, p->next);
        p->next = NULL;
    }
    return status;
}

static aift_status count_all(aift_store *store, const char *kind, const aift__rows *found, int64_t *total)
{
    aift__sql_rows *rows;
    bool row;
    *total = found->bits ? aift__rows_count(found) : 0;
    if (found->bits)
        return AIFT_OK;
    AIFT__TRY(aift__sql_ask(store->sql, &rows,
                            "SELECT count(*) FROM record INDEXED BY record_number WHERE kind=?", "t", kind));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK)
        *total = aift__sql_int(rows, 0);
    aift__sql_done(rows);
    return status;
}

static aift_status find_order(const aift__json *query, const order **out)
{
    const char *sort;
    AIFT__TRY(aift__query_text(query, "sort", &sort));
    for (size_t i = 0; i < AIFT__COUNT(orders); i++)
        if (strcmp(sort ? sort : "id", orders[i].name) == 0) {
            *out = &orders[i];
            return AIFT_OK;
        }
    return aift__fail(AIFT_E_INVALID, "sort is \"%.60s\": expected id, updated or title", sort);
}

static aift_status fill(page *p, const aift__json *query, aift__json *answer)
{
    aift__rows found = {.bits = NULL};
    int64_t total = 0;
    p->items = aift__json_new_array();
    AIFT__TRY(aift__json_set(answer, "items", p->items));
    aift_status status = aift__rows_filter(p->store, p->kind, query, &found);
    if (status == AIFT_OK)
        status = aift__rows_search(p->store, query, &found);
    if (status == AIFT_OK)
        status = aift__rows_overdue(p->store, p->kind, query, &found);
    if (status == AIFT_OK)
        status = count_all(p->store, p->kind->name, &found, &total);
    if (status == AIFT_OK)
        status = read_page(p, &found);
    aift__free(p->store->context, found.bits);
    AIFT__TRY(status);
    AIFT__TRY(aift__json_set(answer, "total", aift__json_new_int(total)));
    return aift__json_set(answer, "next", aift__json_new_string(p->next));
}

static aift_status list(aift_store *store, const char *kind, const aift__json *query, aift__json *answer)
{
    page p = {.store = store, .kind = aift__record_kind_find(kind)};
    if (!p.kind)
        return aift__fail(AIFT_E_INVALID, "there are no records of the kind \"%.60s\"", kind);
    AIFT__TRY(find_order(query, &p.by));
    AIFT__TRY(aift__query_text(query, "after", &p.after));
    AIFT__TRY(aift__query_limit(query, 50, &p.limit));
    AIFT__TRY(aift__sql_begin_reading(store->sql));
    const aift_status status = fill(&p, query, answer);
    aift__sql_rollback(store->sql);
    aift__free(store->context, p.next);
    return status;
}

aift_status aift_store_list(aift_store *store, const char *kind, const char *query, aift_text **out)
{
    static const char *const names[] = {"state", "task",  "owner", "search", "overdue",
                                        "sort",  "limit", "after", NULL};
    aift__json *asked, *answer;
    *out = NULL;
    AIFT__TRY(aift__query_read(query, names, &asked));
    answer = aift__json_new_object();
    const aift_status status = answer ? list(store, kind, asked, answer) : aift__fail_nomem(0);
    aift__json_free(asked);
    return aift__answer_with(store, status, answer, out);
}
