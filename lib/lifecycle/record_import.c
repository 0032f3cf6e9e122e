/* Rows of a file become records, or are merged with those that earlier imports made. */
#include <string.h>

#include "base/sha256.h"
#include "lifecycle/store.h"

enum { DIGEST = 17 };

/* What is known while a row is merged. */
typedef struct merge {
    aift_store *store;
    const aift__record_row *row;
    const char *key;
    const aift__json *last;  /* digests of the last import; NULL: there was none */
    bool behind;             /* there was none, and the file has an earlier version of the record */
    const aift__json *shown; /* the record, as people see it, and with ids */
    const aift__json *here;
    const aift__json *fields; /* the file's, the same two ways */
    const aift__json *there;
    aift__json *next; /* what the record becomes, with ids */
    aift__json *digests;
    bool changed;
    aift__json *conflicts; /* NULL: none */
} merge;

static aift_status digest(aift_context *context, const aift__json *value, char hex[DIGEST])
{
    char *text, all[AIFT__HEX];
    AIFT__TRY(aift__json_canonical(context, value, &text));
    aift__log_digest("", text, all);
    aift__free(context, text);
    memcpy(hex, all, DIGEST - 1);
    hex[DIGEST - 1] = 0;
    return AIFT_OK;
}

/* Null where there is no value: of a field that was removed here. */
static aift_status set_copy(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy = NULL;
    if (!value)
        return aift__json_set(to, key, aift__json_new_null());
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status add_conflict(merge *m, const char *field, const aift__json *here, const aift__json *there)
{
    if (!m->conflicts && !(m->conflicts = aift__json_new_array()))
        return aift__fail_nomem(0);
    aift__json *conflict = aift__json_new_object();
    AIFT__TRY(aift__json_push(m->conflicts, conflict));
    AIFT__TRY(aift__json_set(conflict, "id", aift__json_new_string(m->row->id)));
    AIFT__TRY(aift__json_set(conflict, "key", aift__json_new_string(m->key)));
    AIFT__TRY(aift__json_set(conflict, "field", aift__json_new_string(field)));
    AIFT__TRY(set_copy(conflict, "here", here));
    return set_copy(conflict, "there", there);
}

/* One field (or one of "extra"): `to` is where it stands in what the record becomes. */
static aift_status merge_field(merge *m, const char *place, const char *key, const aift__json *here,
                               const aift__json *there, const aift__json *shown, const aift__json *given,
                               aift__json *to)
{
    char is[DIGEST] = "", comes[DIGEST];
    const char *was = aift__json_text(aift__json_get(m->last, place), NULL);
    AIFT__TRY(digest(m->store->context, there, comes));
    if (here)
        AIFT__TRY(digest(m->store->context, here, is));
    if (strcmp(is, comes) != 0 && (m->behind || (was && strcmp(is, was) != 0))) {
        if (was)
            AIFT__TRY(aift__json_set(m->digests, place, aift__json_new_string(was)));
        return add_conflict(m, place, shown, given);
    }
    AIFT__TRY(aift__json_set(m->digests, place, aift__json_new_string(comes)));
    if (strcmp(is, comes) == 0)
        return AIFT_OK;
    m->changed = true;
    return set_copy(to, key, there);
}

static aift_status merge_extra(merge *m)
{
    aift__json *extra = NULL;
    aift__json_item item;
    const aift__json *here = aift__json_get(m->here, "extra"), *shown = aift__json_get(m->shown, "extra");
    const aift__json *given = aift__json_get(m->fields, "extra");
    aift_status status = here                                ? aift__json_copy(here, &extra)
                         : (extra = aift__json_new_object()) ? AIFT_OK
                                                             : aift__fail_nomem(0);
    for (bool more = aift__json_first(given, &item); more && status == AIFT_OK;
         more = aift__json_next(given, &item)) {
        char *place = aift__asprintf(m->store->context, "extra.%s", item.key);
        status = place ? merge_field(m, place, item.key, aift__json_get(here, item.key), item.value,
                                     aift__json_get(shown, item.key), item.value, extra)
                       : AIFT_E_NOMEM;
        aift__free(m->store->context, place);
    }
    if (status == AIFT_OK && aift__json_size(extra) > 0)
        return aift__json_set(m->next, "extra", extra);
    aift__json_free(extra);
    return status;
}

static aift_status merge_fields(merge *m)
{
    aift__json_item item;
    for (bool more = aift__json_first(m->last, &item); more; more = aift__json_next(m->last, &item))
        AIFT__TRY(set_copy(m->digests, item.key, item.value)); /* of fields that this file does not have */
    for (const aift__record_field *f = m->row->kind->fields; f->key; f++) {
        const aift__json *given = aift__json_get(m->fields, f->key);
        if (!given || aift__json_kind(given) == AIFT__JSON_NULL || f->flags & AIFT__FIELD_SYSTEM ||
            strcmp(f->key, "id") == 0)
            continue;
        if (strcmp(f->key, "extra") == 0)
            AIFT__TRY(merge_extra(m));
        else
            AIFT__TRY(merge_field(m, f->key, f->key, aift__json_get(m->here, f->key),
                                  aift__json_get(m->there, f->key), aift__json_get(m->shown, f->key), given,
                                  m->next));
    }
    return AIFT_OK;
}

/* {"SOURCE": {"key": KEY, "fields": DIGESTS}} beside what other sources had. */
static aift_status imported(const aift__json *before, const char *source, const char *key,
                            const aift__json *digests, aift__json *record)
{
    aift__json *all = NULL, *one;
    if (before)
        AIFT__TRY(aift__json_copy(before, &all));
    else
        all = aift__json_new_object();
    AIFT__TRY(aift__json_set(record, "imported", all));
    one = aift__json_new_object();
    AIFT__TRY(aift__json_set(all, source, one));
    AIFT__TRY(aift__json_set(one, "key", aift__json_new_string(key)));
    return set_copy(one, "fields", digests);
}

/* The record with all fields of the file, checked, and with ids: what each field of the file is in the store. */
static aift_status take_all(aift_store *store, const aift__record_kind *kind, const aift__json *shown,
                            const aift__json *fields, aift__json **checked, aift__json **stored)
{
    aift__json *all = NULL;
    aift__json_item item;
    aift_status status = aift__json_copy(shown, &all);
    for (bool more = aift__json_first(fields, &item); more && status == AIFT_OK;
         more = aift__json_next(fields, &item)) {
        const aift__record_field *field = aift__record_field_find(kind->fields, item.key, item.key_size);
        if (!field || !(field->flags & AIFT__FIELD_SYSTEM))
            status = set_copy(all, item.key, item.value);
    }
    if (status == AIFT_OK)
        status = aift__record_check(store->context, kind, all, true, checked);
    if (status == AIFT_OK)
        status = aift__people_hide(store, kind, *checked, stored);
    aift__json_free(all);
    return status;
}

static aift_status merge_row(aift_store *store, const aift__record_row *row, const char *source,
                             const char *key, const aift__json *fields, aift__import *out)
{
    aift__json *shown = NULL, *checked = NULL, *there = NULL;
    const aift__json *before = aift__json_get(row->stored, "imported");
    merge m = {
        .store = store, .row = row, .key = key, .here = row->stored, .digests = aift__json_new_object()};
    const int64_t version = aift__json_int(aift__json_get(fields, "version"), 0); /* 0: it does not tell */
    m.last = aift__json_get(aift__json_get(before, source), "fields");
    m.behind = !m.last && version > 0 && version < aift__json_int(aift__json_get(row->stored, "version"), 0);
    aift_status status =
        m.digests ? aift__people_show(store, row->kind, row->stored, &shown) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = take_all(store, row->kind, shown, fields, &checked, &there);
    if (status == AIFT_OK)
        status = aift__json_copy(row->stored, &m.next);
    m.shown = shown;
    m.there = there;
    m.fields = fields;
    if (status == AIFT_OK)
        status = merge_fields(&m);
    /* Digests are what later imports are told apart by; a file that tells the record's version does as well. */
    const bool changed = m.changed || (!m.last && version == 0);
    if (status == AIFT_OK && changed)
        status = imported(before, source, key, m.digests, m.next);
    if (status == AIFT_OK && changed)
        status = aift__record_store(store, row->kind, row->id, m.next, row, "import");
    if (status == AIFT_OK) {
        out->result = changed ? AIFT__IMPORT_UPDATED : AIFT__IMPORT_UNCHANGED;
        snprintf(out->id, sizeof out->id, "%s", row->id);
        out->conflicts = m.conflicts;
        m.conflicts = NULL;
    }
    aift__json_free(shown);
    aift__json_free(checked);
    aift__json_free(there);
    aift__json_free(m.next);
    aift__json_free(m.digests);
    aift__json_free(m.conflicts);
    return status;
}

/* ---- records that are new ---- */

static aift_status digest_all(aift_store *store, const aift__json *fields, const aift__json *stored,
                              aift__json *digests)
{
    aift__json_item item, one;
    char hex[DIGEST];
    for (bool more = aift__json_first(fields, &item); more; more = aift__json_next(fields, &item)) {
        const aift__json *value = aift__json_get(stored, item.key);
        if (!value || strcmp(item.key, "id") == 0)
            continue;
        if (strcmp(item.key, "extra") != 0) {
            AIFT__TRY(digest(store->context, value, hex));
            AIFT__TRY(aift__json_set(digests, item.key, aift__json_new_string(hex)));
            continue;
        }
        for (bool next = aift__json_first(value, &one); next; next = aift__json_next(value, &one)) {
            char *place = aift__asprintf(store->context, "extra.%s", one.key);
            aift_status status = place ? digest(store->context, one.value, hex) : AIFT_E_NOMEM;
            if (status == AIFT_OK)
                status = aift__json_set(digests, place, aift__json_new_string(hex));
            aift__free(store->context, place);
            AIFT__TRY(status);
        }
    }
    return AIFT_OK;
}

static aift_status add_row(aift_store *store, const aift__record_kind *kind, const char *source,
                           const char *key, const aift__json *fields, bool keep_state, aift__import *out)
{
    aift__json *checked = NULL, *stored = NULL, *digests = aift__json_new_object();
    aift_status status =
        digests ? aift__record_check(store->context, kind, fields, true, &checked) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__record_begin(store, kind, checked, keep_state, out->id);
    if (status == AIFT_OK)
        status = aift__people_hide(store, kind, checked, &stored);
    if (status == AIFT_OK)
        status = digest_all(store, fields, stored, digests);
    if (status == AIFT_OK)
        status = imported(NULL, source, key, digests, stored);
    if (status == AIFT_OK)
        status = aift__record_store(store, kind, out->id, stored, NULL, "import");
    aift__json_free(checked);
    aift__json_free(stored);
    aift__json_free(digests);
    return status;
}

/* The record that the row is about: of an earlier import, or of that id; "" if it is new. */
static aift_status find_row(aift_store *store, const char *kind, const char *source, const char *key,
                            const aift__json *fields, char id[AIFT__ID_CAP])
{
    char field[AIFT__ID_CAP];
    aift__json *ids;
    aift__record_row row;
    const char *given = aift__json_text(aift__json_get(fields, "id"), NULL);
    snprintf(field, sizeof field, "import:%s", source);
    AIFT__TRY(aift__record_find(store, kind, field, key, &ids));
    const char *found = aift__json_text(aift__json_at(ids, 0), NULL);
    snprintf(id, AIFT__ID_CAP, "%s", found ? found : "");
    aift__json_free(ids);
    if (*id || !given || strlen(given) > AIFT__ID_MAX)
        return AIFT_OK;
    aift_status status = aift__record_row_read(store, given, &row);
    if (status == AIFT_OK && strcmp(row.kind->name, "usecase") != 0)
        status =
            aift__fail(AIFT_E_FORMAT, "id is \"%.100s\", a %s: expected a use case", given, row.kind->name);
    if (status == AIFT_OK)
        snprintf(id, AIFT__ID_CAP, "%s", given);
    aift__record_row_free(store, &row);
    return status == AIFT_E_NOT_FOUND ? AIFT_OK : status;
}

aift_status aift__record_import(aift_store *store, const char *source, const char *key,
                                const aift__json *fields, bool keep_state, aift__import *out)
{
    return aift__record_import_as(store, "usecase", source, key, fields, keep_state, out);
}

aift_status aift__record_import_as(aift_store *store, const char *kind, const char *source, const char *key,
                                   const aift__json *fields, bool keep_state, aift__import *out)
{
    aift__record_row row;
    char id[AIFT__ID_CAP];
    *out = (aift__import){.conflicts = NULL};
    AIFT__TRY(find_row(store, kind, source, key, fields, id));
    if (!*id)
        return add_row(store, aift__record_kind_find(kind), source, key, fields, keep_state, out);
    AIFT__TRY(aift__record_row_read(store, id, &row));
    const aift_status status = merge_row(store, &row, source, key, fields, out);
    aift__record_row_free(store, &row);
    return status;
}
