/* A record's row, and the rows that it is found by. */
#include <string.h>

#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

static const char *text_of(const aift__json *stored, const char *path)
{
    return aift__json_text(aift__json_path(stored, path), NULL);
}

/* ---- reading ---- */

void aift__record_row_free(aift_store *store, aift__record_row *row)
{
    aift__free(store->context, row->body);
    aift__json_free(row->stored);
    *row = (aift__record_row){.n = 0};
}

aift_status aift__record_row_take(aift_store *store, const aift__sql_rows *rows, aift__record_row *out)
{
    size_t size = 0, id_size = 0;
    const char *kind = aift__sql_text(rows, 1, NULL), *id = aift__sql_text(rows, 2, &id_size);
    const char *body = aift__sql_text(rows, 3, &size);
    *out =
        (aift__record_row){.n = aift__sql_int(rows, 0), .kind = kind ? aift__record_kind_find(kind) : NULL};
    if (!out->kind || !id || id_size >= AIFT__ID_CAP || !body)
        return aift__fail(AIFT_E_FORMAT, "%s: record %lld is damaged: aift store verify tells more",
                          store->path, (long long)out->n);
    memcpy(out->id, id, id_size + 1);
    aift_status status = aift__json_parse(body, size, out->id, &out->stored);
    if (status == AIFT_OK && !(out->body = aift__strndup(store->context, body, size)))
        status = AIFT_E_NOMEM;
    if (status != AIFT_OK)
        aift__record_row_free(store, out);
    return status;
}

aift_status aift__record_row_read(aift_store *store, const char *id, aift__record_row *out)
{
    aift__sql_rows *rows;
    bool row;
    *out = (aift__record_row){.n = 0};
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT n, kind, id, body FROM record WHERE id=?", "t", id));
    aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK && row)
        status = aift__record_row_take(store, rows, out);
    else if (status == AIFT_OK)
        status = aift__fail(AIFT_E_NOT_FOUND, "%s: there is no record %.100s", store->path, id);
    aift__sql_done(rows);
    return status;
}

aift_status aift__record_in_use(const aift__record_row *row)
{
    const char *state = text_of(row->stored, "state");
    return !state || strcmp(state, "removed") != 0
               ? AIFT_OK
               : aift__fail(AIFT_E_STATE,
                            AIFT__RECORD "%s: state is \"removed\": expected a record that is in use",
                            row->id);
}

aift_status aift__record_expect(const aift__record_row *row, int64_t wanted)
{
    const int64_t version = aift__json_int(aift__json_get(row->stored, "version"), 0);
    if (wanted == 0 || version == wanted)
        return AIFT_OK;
    return aift__fail(AIFT_E_STATE,
                      AIFT__RECORD
                      "%s: version is %lld: expected %lld: the record has been changed since it was read",
                      row->id, (long long)version, (long long)wanted);
}

/* ---- writing ---- */

/* Walks two sorted runs of texts; what is in one of them alone is deleted or added. */
static aift_status change_texts(aift_store *store, int64_t n, const char *delete, const char *insert,
                                const aift__buf *old, const aift__buf *new)
{
    const char *a = old->data, *a_end = a ? a + old->size : NULL;
    const char *b = new->data, *b_end = b ? b + new->size : NULL;
    while (a < a_end || b < b_end) {
        const int order = a >= a_end ? 1 : b >= b_end ? -1 : strcmp(a, b);
        if (order != 0)
            AIFT__TRY(aift__sql_run(store->sql, order < 0 ? delete : insert, "ti", order < 0 ? a : b, n));
        if (order <= 0)
            a += strlen(a) + 1;
        if (order >= 0)
            b += strlen(b) + 1;
    }
    return AIFT_OK;
}

typedef aift_status (*texts_fn)(aift_context *context, const aift__record_kind *kind,
                                const aift__json *stored, aift__buf *out);

static aift_status change_found(aift_store *store, const aift__record_kind *kind, int64_t n,
                                const aift__json *old, const aift__json *new, texts_fn texts,
                                const char *delete, const char *insert)
{
    aift__buf was = {.data = NULL}, is = {.data = NULL};
    aift_status status = old ? texts(store->context, kind, old, &was) : AIFT_OK;
    if (status == AIFT_OK)
        status = texts(store->context, kind, new, &is);
    if (status == AIFT_OK)
        status = change_texts(store, n, delete, insert, &was, &is);
    aift__buf_finish(&was);
    aift__buf_finish(&is);
    return status;
}

static aift_status write_row(aift_store *store, const aift__record_kind *kind, const char *id,
                             const char *body, const aift__json *stored, const aift__record_row *old)
{
    const int64_t version = aift__json_int(aift__json_get(stored, "version"), 1);
    const char *state = text_of(stored, "state"), *title = text_of(stored, aift__record_heading(kind)),
               *task = text_of(stored, "task");
    const char *owner = text_of(stored, "owner.person"), *updated = text_of(stored, "updated");
    if (old)
        return aift__sql_run(
            store->sql,
            "UPDATE record SET version=?, state=?, title=?, task=?, owner=?, updated=?, body=? WHERE n=?",
            "itttttti", version, state, title, task, owner, updated, body, old->n);
    return aift__sql_run(
        store->sql,
        "INSERT INTO record(kind, id, number, version, state, title, task, owner, updated, body)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "ttiitttttt", kind->name, id, aift__record_number(kind, id), version, state, title, task, owner,
        updated, body);
}

aift_status aift__record_row_write(aift_store *store, const aift__record_kind *kind, const char *id,
                                   const char *body, const aift__json *stored, const aift__record_row *old)
{
    int64_t n = old ? old->n : 0;
    AIFT__TRY(write_row(store, kind, id, body, stored, old));
    if (!old)
        AIFT__TRY(aift__sql_get_int(store->sql, "SELECT last_insert_rowid()", &n));
    AIFT__TRY(change_found(store, kind, n, old ? old->stored : NULL, stored, aift__record_words,
                           "DELETE FROM word WHERE word=? AND n=?", "INSERT INTO word VALUES(?, ?)"));
    AIFT__TRY(change_found(store, kind, n, old ? old->stored : NULL, stored, aift__record_keys,
                           "DELETE FROM key WHERE key=? AND n=?", "INSERT INTO key VALUES(?, ?)"));
    return strcmp(kind->name, "usecase") == 0
               ? aift__portfolio_write(store->sql, n, stored, old ? old->stored : NULL)
               : AIFT_OK;
}
