/* Sets of rows: what filters and words leave. */
#include <string.h>

#include "lifecycle/row_set.h"

enum { PREFIX_FROM = 3, MAX_ROWS = 1 << 30 };

static aift_status new_set(aift_store *store, aift__rows *out)
{
    int64_t most;
    *out = (aift__rows){.bits = NULL};
    AIFT__TRY(aift__sql_get_int(store->sql, "SELECT max(n) FROM record", &most));
    if (most >= MAX_ROWS)
        return aift__fail(AIFT_E_RANGE, "%s: it has more records than can be listed", store->path);
    out->size = most + 1;
    out->bits = aift__calloc(store->context, (size_t)(out->size + 63) / 64, sizeof *out->bits);
    return out->bits ? AIFT_OK : AIFT_E_NOMEM;
}

bool aift__rows_have(const aift__rows *s, int64_t n)
{
    return !s->bits || (n >= 0 && n < s->size && s->bits[n / 64] >> (n % 64) & 1);
}

int64_t aift__rows_count(const aift__rows *s)
{
    int64_t n = 0;
    for (int64_t i = 0; i < (s->size + 63) / 64; i++)
        n += __builtin_popcountll(s->bits[i]);
    return n;
}

/* Leaves the rows of both; takes the second over. */
static void meet(aift_store *store, aift__rows *into, aift__rows *other)
{
    if (!into->bits) {
        *into = *other;
        return;
    }
    for (int64_t i = 0; i < (into->size + 63) / 64; i++)
        into->bits[i] &= other->bits[i];
    aift__free(store->context, other->bits);
}

void aift__rows_drop(aift__rows *s, int64_t n)
{
    if (n >= 0 && n < s->size)
        s->bits[n / 64] &= ~((uint64_t)1 << (n % 64));
}

aift_status aift__rows_leave(aift_store *store, aift__sql_rows *rows, aift__rows *into)
{
    aift__rows made;
    bool row = true;
    aift_status status = new_set(store, &made);
    while (status == AIFT_OK && row) {
        status = aift__sql_next(rows, &row);
        const int64_t n = status == AIFT_OK && row ? aift__sql_int(rows, 0) : -1;
        if (n >= 0 && n < made.size)
            made.bits[n / 64] |= (uint64_t)1 << (n % 64);
    }
    aift__sql_done(rows);
    if (status == AIFT_OK)
        meet(store, into, &made);
    else
        aift__free(store->context, made.bits);
    return status;
}

/* ---- filters and words ---- */

aift_status aift__rows_filter(aift_store *store, const aift__record_kind *kind, const aift__json *query,
                              aift__rows *into)
{
    const char *state, *task, *owner;
    aift__sql_rows *rows;
    AIFT__TRY(aift__query_text(query, "state", &state));
    AIFT__TRY(aift__query_text(query, "task", &task));
    AIFT__TRY(aift__query_text(query, "owner", &owner));
    const aift__record_field *field = aift__record_field_find(kind->fields, "state", 5);
    const aift__json *wanted = aift__json_get(query, "state");
    if (state && field && !aift__record_fits(field, wanted)) {
        const aift_status status = aift__record_misfits(field, "state", wanted);
        return status == AIFT_E_FORMAT ? AIFT_E_INVALID : status;
    }
    if (!state)
        state = kind->listed;
    if (!state && !task && !owner)
        return AIFT_OK;
    AIFT__TRY(aift__sql_ask(
        store->sql, &rows,
        "SELECT n FROM record INDEXED BY record_filter WHERE kind=?1 AND (?2 IS NULL OR state=?2)"
        " AND (?3 IS NULL OR task=?3) AND (?4 IS NULL OR owner IN"
        " (SELECT id FROM person WHERE email=?4 COLLATE NOCASE OR id=?4))",
        "tttt", kind->name, state, task, owner));
    return aift__rows_leave(store, rows, into);
}

/* The text that is the first behind all that begin with this one. */
static void next_text(const char *text, char *out)
{
    size_t n = strlen(text);
    memcpy(out, text, n + 1);
    out[n - 1]++; /* the last byte of UTF-8 is below 0xC0 */
}

static aift_status search_word(aift_store *store, const char *word, aift__rows *into)
{
    char end[256];
    aift__sql_rows *rows;
    next_text(word, end);
    if (strlen(word) < PREFIX_FROM)
        AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT n FROM word WHERE word=?", "t", word));
    else
        AIFT__TRY(
            aift__sql_ask(store->sql, &rows, "SELECT n FROM word WHERE word>=? AND word<?", "tt", word, end));
    return aift__rows_leave(store, rows, into);
}

aift_status aift__rows_search(aift_store *store, const aift__json *query, aift__rows *into)
{
    const char *text;
    aift__buf words;
    AIFT__TRY(aift__query_text(query, "search", &text));
    if (!text)
        return AIFT_OK;
    aift__buf_init(&words, store->context, 1 << 16);
    aift_status status = aift__record_split(text, strlen(text), &words);
    if (status == AIFT_OK && words.size == 0)
        status = aift__fail(AIFT_E_INVALID, "search is \"%.60s\": expected a word", text);
    for (size_t at = 0; at < words.size && status == AIFT_OK; at += strlen(words.data + at) + 1)
        status = search_word(store, words.data + at, into);
    aift__buf_finish(&words);
    return status;
}
