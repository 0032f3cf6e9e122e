/* Records are read, added and changed. */
#include <string.h>

#include "lifecycle/store.h"

/* ---- fields that are the store's ---- */

static aift_status set_text(aift__json *record, const char *key, const char *text)
{
    return text ? aift__json_set(record, key, aift__json_new_string(text)) : AIFT_OK;
}

/* A copy with the fields of the table in their order, from two objects: those of the store, then the record's. */
static aift_status order(const aift__record_kind *kind, const aift__json *own, const aift__json *record,
                         aift__json **out)
{
    aift__json *made = aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    for (const aift__record_field *f = kind->fields; f->key && status == AIFT_OK; f++) {
        const aift__json *value = aift__json_get(own, f->key);
        aift__json *copy = NULL;
        if (!value)
            value = aift__json_get(record, f->key);
        if (!value)
            continue;
        status = aift__json_copy(value, &copy);
        if (status == AIFT_OK)
            status = aift__json_set(made, f->key, copy);
    }
    if (status != AIFT_OK) {
        aift__json_free(made);
        made = NULL;
    }
    *out = made;
    return status;
}

static aift_status fill_own(aift__json *own, const char *id, int64_t version, const char *created,
                            const char *updated)
{
    AIFT__TRY(set_text(own, "id", id));
    AIFT__TRY(aift__json_set(own, "version", aift__json_new_int(version)));
    AIFT__TRY(set_text(own, "created", created));
    return set_text(own, "updated", updated);
}

aift_status aift__record_store(aift_store *store, const aift__record_kind *kind, const char *id,
                               const aift__json *stored, const aift__record_row *old, const char *action)
{
    char now[AIFT__CLOCK_UTC], *body = NULL;
    aift__json *own = aift__json_new_object(), *whole = NULL;
    const char *created = old ? aift__json_text(aift__json_get(old->stored, "created"), NULL) : now;
    const bool is_erase = strcmp(action, "erase") == 0; /* whose log must not have what was there */
    const int64_t version = old ? aift__json_int(aift__json_get(old->stored, "version"), 0) + 1 : 1;
    aift_status status = own ? AIFT_OK : aift__fail_nomem(0);
    aift__clock_utc(now);
    if (status == AIFT_OK)
        status = fill_own(own, id, version, created, now);
    if (status == AIFT_OK)
        status = order(kind, own, stored, &whole);
    if (status == AIFT_OK)
        status = aift__json_canonical(store->context, whole, &body);
    if (status == AIFT_OK)
        status = aift__record_check_waits(store, id, stored, old ? old->stored : NULL,
                                          strcmp(action, "import") != 0);
    if (status == AIFT_OK)
        status = aift__record_row_write(store, kind, id, body, whole, old);
    if (status == AIFT_OK)
        status = aift__log_add(store, action, id, old && !is_erase ? old->body : NULL, body);
    aift__free(store->context, body);
    aift__json_free(whole);
    aift__json_free(own);
    return status;
}

/* ---- reading ---- */

aift_status aift__record_get(aift_store *store, const char *id, aift__json **out)
{
    aift__record_row row;
    *out = NULL;
    AIFT__TRY(aift__record_row_read(store, id, &row));
    const aift_status status = aift__people_show(store, row.kind, row.stored, out);
    aift__record_row_free(store, &row);
    return status;
}

/* ---- adding ---- */

static aift_status check_id(const char *id)
{
    const size_t size = strlen(id);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)id[i] <= ' ' || id[i] == '/' || id[i] == 0x7f)
            return aift__fail(AIFT_E_FORMAT, "id is \"%.100s\": expected no blanks and no /", id);
    return size <= AIFT__ID_MAX
               ? AIFT_OK
               : aift__fail(AIFT_E_FORMAT, "id has %zu bytes: expected %d at most", size, AIFT__ID_MAX);
}

static aift_status next_id(aift_store *store, const aift__record_kind *kind, char id[AIFT__ID_CAP])
{
    aift__sql_rows *rows;
    bool row;
    AIFT__TRY(aift__sql_ask(store->sql, &rows,
                            "SELECT number FROM record WHERE kind=? ORDER BY number DESC LIMIT 1", "t",
                            kind->name));
    const aift_status status = aift__sql_next(rows, &row);
    if (status == AIFT_OK)
        snprintf(id, AIFT__ID_CAP, "%s%lld", kind->prefix, (long long)(row ? aift__sql_int(rows, 0) : 0) + 1);
    aift__sql_done(rows);
    return status;
}

static aift_status check_new(aift_store *store, const char *id)
{
    aift__sql_rows *rows;
    bool row;
    AIFT__TRY(check_id(id));
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT 1 FROM record WHERE id=?", "t", id));
    const aift_status status = aift__sql_next(rows, &row);
    aift__sql_done(rows);
    return status == AIFT_OK && row
               ? aift__fail(AIFT_E_EXISTS, "id is \"%.100s\": a record of that id is there already", id)
               : status;
}

/* Whoever wants a new record in another state moves it. */
static aift_status begin_state(const aift__record_kind *kind, aift__json *record, bool keep)
{
    const char *state = aift__json_text(aift__json_get(record, "state"), NULL);
    return keep && state ? AIFT_OK : set_text(record, "state", kind->first_state);
}

aift_status aift__record_begin(aift_store *store, const aift__record_kind *kind, aift__json *checked,
                               bool keep_state, char id[AIFT__ID_CAP])
{
    const char *given = aift__json_text(aift__json_get(checked, "id"), NULL);
    if (given) {
        AIFT__TRY(check_new(store, given));
        snprintf(id, AIFT__ID_CAP, "%s", given);
    } else {
        AIFT__TRY(next_id(store, kind, id));
    }
    for (const aift__record_field *f = kind->fields; f->key && !keep_state; f++)
        if (f->flags & AIFT__FIELD_SYSTEM && !(f->flags & AIFT__FIELD_HIDDEN))
            aift__json_remove(checked, f->key);
    return begin_state(kind, checked, keep_state);
}

static aift_status add(aift_store *store, const aift__record_kind *kind, aift__json *checked,
                       const char *action, bool keep_state, char id[AIFT__ID_CAP])
{
    aift__json *stored = NULL;
    AIFT__TRY(aift__record_begin(store, kind, checked, keep_state, id));
    aift_status status = aift__people_hide(store, kind, checked, &stored);
    if (status == AIFT_OK)
        status = aift__record_store(store, kind, id, stored, NULL, action);
    aift__json_free(stored);
    return status;
}

static aift_status find_kind(const char *name, const aift__record_kind **out)
{
    *out = aift__record_kind_find(name);
    return *out ? AIFT_OK : aift__fail(AIFT_E_INVALID, "there are no records of the kind \"%.60s\"", name);
}

aift_status aift__record_add(aift_store *store, const char *kind_name, const aift__json *record,
                             const char *action, bool keep_state, aift__json **out)
{
    const aift__record_kind *kind;
    char id[AIFT__ID_CAP];
    aift__json *checked = NULL;
    if (out)
        *out = NULL;
    AIFT__TRY(find_kind(kind_name, &kind));
    aift_status status = aift__record_check(store->context, kind, record, true, &checked);
    if (status == AIFT_OK)
        status = add(store, kind, checked, action, keep_state, id);
    aift__json_free(checked);
    return status == AIFT_OK && out ? aift__record_get(store, id, out) : status;
}

/* ---- changing ---- */

/* Fields of the store's own may be given as they are; another version is a stale write. */
static aift_status check_own(const aift__record_kind *kind, const aift__json *is, const char *path,
                             const aift__json *value)
{
    const aift__record_field *field = aift__record_field_find(kind->fields, path, strcspn(path, "."));
    const bool id = strcmp(path, "id") == 0;
    if (!field || (!id && !(field->flags & AIFT__FIELD_SYSTEM)))
        return AIFT_OK;
    if (path[strlen(field->key)] == 0 && aift__json_equal(aift__json_get(is, path), value))
        return AIFT_OK;
    if (strcmp(path, "version") == 0)
        return aift__fail(
            AIFT_E_STATE, "version is %lld: expected %lld: the record has been changed since it was read",
            (long long)aift__json_int(value, 0), (long long)aift__json_int(aift__json_get(is, "version"), 0));
    return aift__fail(AIFT_E_FORMAT, "%.100s is the store's own: expected no change of it%s", path,
                      strcmp(path, "state") != 0           ? ""
                      : strcmp(kind->name, "usecase") == 0 ? " (aift usecase move changes it)"
                                                           : " (aift source remove changes it)");
}

static aift_status apply(const aift__record_kind *kind, const aift__json *shown, const aift__json *changes,
                         aift__json **out)
{
    aift__json_item item;
    aift_status status = aift__json_copy(shown, out);
    for (bool more = aift__json_first(changes, &item); more && status == AIFT_OK;
         more = aift__json_next(changes, &item)) {
        aift__json *next = NULL;
        if (strlen(item.key) != item.key_size)
            status = aift__fail(AIFT_E_FORMAT, "the name of a field contains NUL");
        if (status == AIFT_OK)
            status = check_own(kind, shown, item.key, item.value);
        if (status == AIFT_OK &&
            (strchr(item.key, '.') || !aift__json_equal(aift__json_get(shown, item.key), item.value)))
            status = aift__record_put(*out, kind, item.key, item.value, &next);
        if (status == AIFT_OK && next) {
            aift__json_free(*out);
            *out = next;
        }
    }
    return status;
}

aift_status aift__record_replace(aift_store *store, const aift__record_row *row, const aift__json *shown,
                                 const aift__json *hidden, const char *action, bool *changed)
{
    aift__json *checked = NULL, *stored = NULL;
    aift_status status = aift__record_check(store->context, row->kind, shown, true, &checked);
    if (status == AIFT_OK)
        status = aift__people_hide(store, row->kind, checked, &stored);
    if (status == AIFT_OK && hidden) {
        aift__json *copy = NULL;
        status = aift__json_copy(hidden, &copy);
        if (status == AIFT_OK)
            status = aift__json_set(stored, "imported", copy);
    }
    *changed = status == AIFT_OK && !aift__json_equal(stored, row->stored);
    if (*changed)
        status = aift__record_store(store, row->kind, row->id, stored, row, action);
    aift__json_free(checked);
    aift__json_free(stored);
    return status;
}

static aift_status change_row(aift_store *store, const aift__record_row *row, const aift__json *changes,
                              const char *action, bool *changed)
{
    aift__json *shown = NULL, *next = NULL;
    aift_status status = aift__people_show(store, row->kind, row->stored, &shown);
    if (status == AIFT_OK)
        status = apply(row->kind, shown, changes, &next);
    if (status == AIFT_OK)
        aift__source_forget(row->kind, shown, next);
    if (status == AIFT_OK)
        status =
            aift__record_replace(store, row, next, aift__json_get(row->stored, "imported"), action, changed);
    aift__json_free(shown);
    aift__json_free(next);
    return status;
}

aift_status aift__record_change(aift_store *store, const char *id, const aift__json *changes,
                                const char *action, int64_t if_version, bool *changed, aift__json **out)
{
    aift__record_row row;
    bool was = false;
    if (changed)
        *changed = false;
    if (out)
        *out = NULL;
    if (aift__json_kind(changes) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "changes are an object of paths and values, and this is %s",
                          aift__json_kind_name(changes));
    AIFT__TRY(aift__record_row_read(store, id, &row));
    aift_status status = aift__record_expect(&row, if_version);
    if (status == AIFT_OK && row.kind->fixed)
        status =
            aift__fail(AIFT_E_STATE, "%s is a %s, which is not changed once it is made", id, row.kind->name);
    if (status == AIFT_OK)
        status = aift__record_in_use(&row);
    if (status == AIFT_OK)
        status = change_row(store, &row, changes, action, &was);
    aift__record_row_free(store, &row);
    if (changed)
        *changed = status == AIFT_OK && was;
    return status == AIFT_OK && out ? aift__record_get(store, id, out) : status;
}
