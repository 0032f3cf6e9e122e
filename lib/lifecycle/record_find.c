/* Records of a kind: by id, found by a key, and walked one by one. */
#include <string.h>

#include "lifecycle/store.h"

aift_status aift__record_get_of(aift_store *store, const char *kind, const char *id, aift__json **out)
{
    aift__record_row row;
    *out = NULL;
    AIFT__TRY(aift__record_row_read(store, id, &row));
    const aift_status status =
        strcmp(row.kind->name, kind) == 0
            ? aift__people_show(store, row.kind, row.stored, out)
            : aift__fail(AIFT_E_NOT_FOUND, "%s: %s is a record of the kind %s: expected one of the kind %s",
                         store->path, id, row.kind->name, kind);
    aift__record_row_free(store, &row);
    return status;
}

aift_status aift__record_find(aift_store *store, const char *kind, const char *field, const char *value,
                              aift__json **out)
{
    aift__sql_rows *rows = NULL;
    bool row = true;
    aift__json *ids = aift__json_new_array();
    char *key = aift__asprintf(store->context, "%s=%s", field, value);
    aift_status status = ids && key ? AIFT_OK : aift__fail_nomem(0);
    *out = NULL;
    if (status == AIFT_OK)
        status = aift__sql_ask(
            store->sql, &rows,
            "SELECT record.id FROM key JOIN record ON record.n=key.n WHERE key.key=? AND record.kind=?"
            " ORDER BY key.n",
            "tt", key, kind);
    while (status == AIFT_OK && row) {
        size_t size;
        status = aift__sql_next(rows, &row);
        const char *id = status == AIFT_OK && row ? aift__sql_text(rows, 0, &size) : NULL;
        if (id)
            status = aift__json_push(ids, aift__json_new_text(id, size));
    }
    aift__sql_done(rows);
    aift__free(store->context, key);
    if (status != AIFT_OK) {
        aift__json_free(ids);
        return status;
    }
    *out = ids;
    return AIFT_OK;
}

/* Reads the row behind that id, in the order of numbers and ids. */
static aift_status next_row(aift_store *store, const char *kind, const char *after, aift__record_row *out,
                            bool *row)
{
    const aift__record_kind *of = aift__record_kind_find(kind);
    aift__sql_rows *rows;
    *out = (aift__record_row){.n = 0};
    AIFT__TRY(aift__sql_ask(store->sql, &rows,
                            "SELECT n, kind, id, body FROM record WHERE kind=? AND (number, id) > (?, ?)"
                            " ORDER BY number, id LIMIT 1",
                            "tit", kind, after && of ? aift__record_number(of, after) : -1,
                            after ? after : ""));
    aift_status status = aift__sql_next(rows, row);
    if (status == AIFT_OK && *row)
        status = aift__record_row_take(store, rows, out);
    aift__sql_done(rows);
    return status;
}

aift_status aift__record_next(aift_store *store, const char *kind, char **after, aift__json **record)
{
    aift__record_row found;
    bool row = false;
    *record = NULL;
    aift_status status = next_row(store, kind, *after, &found, &row);
    aift__free(store->context, *after);
    *after = NULL;
    if (status == AIFT_OK && row)
        status = aift__people_show(store, found.kind, found.stored, record);
    if (status == AIFT_OK && row && !(*after = aift__strdup(store->context, found.id)))
        status = AIFT_E_NOMEM;
    if (status != AIFT_OK) {
        aift__json_free(*record);
        *record = NULL;
    }
    aift__record_row_free(store, &found);
    return status;
}
