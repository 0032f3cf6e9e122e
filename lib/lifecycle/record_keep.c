/* Changes that are the store's own: what was found out about a record, and its removal. */
#include "lifecycle/store.h"

static aift_status keep(aift_store *store, const aift__record_row *row, const char *field,
                        const aift__json *value, const char *action)
{
    aift__json *shown = NULL, *copy = NULL;
    bool changed;
    AIFT__TRY(aift__record_in_use(row));
    AIFT__TRY(aift__people_show(store, row->kind, row->stored, &shown));
    aift_status status = aift__json_copy(value, &copy);
    if (status == AIFT_OK)
        status = aift__json_set(shown, field, copy);
    if (status == AIFT_OK)
        status = aift__record_replace(store, row, shown, aift__json_get(row->stored, "imported"), action,
                                      &changed);
    aift__json_free(shown);
    return status;
}

aift_status aift__record_keep(aift_store *store, const char *id, const char *field, const aift__json *value,
                              const char *action, aift__json **out)
{
    aift__record_row row;
    if (out)
        *out = NULL;
    AIFT__TRY(aift__record_row_read(store, id, &row));
    const aift_status status = keep(store, &row, field, value, action);
    aift__record_row_free(store, &row);
    return status == AIFT_OK && out ? aift__record_get(store, id, out) : status;
}

aift_status aift__record_remove(aift_store *store, const char *id, int64_t if_version, aift__json **out)
{
    aift__record_row row;
    aift__json *state = aift__json_new_string("removed");
    *out = NULL;
    if (!state)
        return aift__fail_nomem(0);
    aift_status status = aift__record_row_read(store, id, &row);
    if (status == AIFT_OK) {
        status = aift__record_expect(&row, if_version);
        if (status == AIFT_OK && !row.kind->listed)
            status = aift__fail(AIFT_E_INVALID, "%s is a %s: expected a data source: others are not removed",
                                row.id, row.kind->name);
        if (status == AIFT_OK)
            status = keep(store, &row, "state", state, "remove");
        aift__record_row_free(store, &row);
    }
    aift__json_free(state);
    return status == AIFT_OK ? aift__record_get(store, id, out) : status;
}
