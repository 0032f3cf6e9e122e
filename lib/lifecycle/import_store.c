/* Imports into a store: all rows that are good in one transaction, and what became of each. */
#include <string.h>

#include "base/options.h"
#include "lifecycle/import.h"
#include "lifecycle/import_report.h"
#include "lifecycle/store.h"

typedef struct tally {
    int64_t rows, counts[3]; /* by aift__import_result */
    aift__json *conflicts, *rejected;
} tally;

void aift_import_options_init(aift_import_options *options)
{
    AIFT__DEFAULTS(options, aift_import_options, AIFT_IMPORT_OPTIONS_INIT);
}

static aift_status add_conflicts(tally *t, const aift__import_row *row, aift__json *conflicts)
{
    for (size_t i = 0; i < aift__json_size(conflicts); i++) {
        aift__json *copy;
        AIFT__TRY(aift__json_copy(aift__json_at(conflicts, i), &copy));
        AIFT__TRY(aift__json_push(t->conflicts, copy));
        AIFT__TRY(aift__json_set(copy, "row", aift__json_new_int(row->row)));
        AIFT__TRY(aift__json_set(copy, "line", aift__json_new_int(row->line)));
    }
    return AIFT_OK;
}

static aift_status copy_into(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy;
    if (!value)
        return AIFT_OK;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

/* The version of the record that the file was written from, if it tells: in a CSV as a text. */
static aift_status take_version(const aift__import_row *row)
{
    const aift__json *given = aift__json_get(row->own, "version");
    const char *text = aift__json_text(given, NULL);
    int64_t version = aift__json_int(given, 0);
    for (const char *p = text; p && *p >= '0' && *p <= '9' && version < INT32_MAX; p++)
        version = version * 10 + *p - '0';
    return version > 0 ? aift__json_set(row->record, "version", aift__json_new_int(version)) : AIFT_OK;
}

/* A row that this library wrote keeps its id and state, unless another record of this store has the id. */
static aift_status take_own(aift_store *store, const aift__import_row *row, bool *keep_state)
{
    const char *id = aift__json_text(aift__json_get(row->own, "id"), NULL);
    aift__json *there = NULL;
    *keep_state = aift__json_get(row->own, "state") != NULL;
    AIFT__TRY(copy_into(row->record, "state", aift__json_get(row->own, "state")));
    if (!id)
        return AIFT_OK;
    aift_status status = aift__record_get(store, id, &there);
    if (status != AIFT_OK && status != AIFT_E_NOT_FOUND)
        return status;
    const aift__json *created = aift__json_get(row->own, "created");
    const bool same = !there || !created || aift__json_equal(aift__json_get(there, "created"), created);
    status = there && same ? take_version(row) : AIFT_OK;
    aift__json_free(there);
    return status == AIFT_OK && same ? copy_into(row->record, "id", aift__json_get(row->own, "id")) : status;
}

static aift_status take_row(aift_store *store, const char *kind, const char *format,
                            const aift__import_row *row, tally *t)
{
    aift__import done = {0};
    bool keep_state = false;
    t->rows++;
    if (!row->record)
        return aift__import_reject(t->rejected, row, row->field, row->message);
    aift_status status = row->own ? take_own(store, row, &keep_state) : AIFT_OK;
    if (status == AIFT_OK)
        status = aift__record_import_as(store, kind, format, row->key, row->record, keep_state, &done);
    if (status != AIFT_OK)
        return aift__store_is_lost(status) ? status : aift__import_reject_failed(t->rejected, row, NULL);
    t->counts[done.result]++;
    status = add_conflicts(t, row, done.conflicts);
    aift__json_free(done.conflicts);
    return status;
}

static aift_status take_rows(aift_store *store, const char *format, aift__importer *import, tally *t)
{
    aift__import_row row;
    bool more = true;
    while (more) {
        AIFT__TRY(aift__import_next(import, &row, &more));
        if (more)
            AIFT__TRY(take_row(store, aift__import_records(import), format, &row, t));
    }
    return AIFT_OK;
}

static aift_status answer(aift_context *context, tally *t, aift_text **out)
{
    aift__json *all = aift__json_new_object();
    aift_status status = aift__json_set(all, "rows", aift__json_new_int(t->rows));
    if (status == AIFT_OK)
        status = aift__json_set(all, "created", aift__json_new_int(t->counts[AIFT__IMPORT_CREATED]));
    if (status == AIFT_OK)
        status = aift__json_set(all, "updated", aift__json_new_int(t->counts[AIFT__IMPORT_UPDATED]));
    if (status == AIFT_OK)
        status = aift__json_set(all, "unchanged", aift__json_new_int(t->counts[AIFT__IMPORT_UNCHANGED]));
    if (status == AIFT_OK)
        status = copy_into(all, "conflicts", t->conflicts);
    if (status == AIFT_OK)
        status = copy_into(all, "rejected", t->rejected);
    if (status == AIFT_OK)
        status = aift__answer(context, all, out);
    aift__json_free(all);
    return status;
}

static aift_status run(aift_store *store, aift__importer *import, const aift_import_options *options,
                       tally *t, aift_text **out)
{
    aift_text *text = NULL;
    t->conflicts = aift__json_new_array();
    t->rejected = aift__json_new_array();
    aift_status status = t->conflicts && t->rejected ? aift__store_begin(store) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = take_rows(store, options->format, import, t);
    if (status == AIFT_OK)
        status = answer(aift__store_context(store), t, &text);
    if (status == AIFT_OK && !options->dry_run)
        status = aift__store_commit(store);
    aift__store_rollback(store); /* nothing, if all is committed */
    if (status == AIFT_OK)
        *out = text;
    else
        aift_text_release(text);
    return status;
}

aift_status aift_store_import(aift_store *store, const aift_source *source, const aift_import_options *given,
                              int64_t *rejected, aift_text **out)
{
    *out = NULL;
    *rejected = 0;
    aift_context *context = aift__store_context(store);
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    aift__json *map = NULL;
    aift__importer *import = NULL;
    aift__stream *stream;
    tally t = {0};
    AIFT__TRY(aift__options_read(&options, sizeof options, given, "aift_import_options"));
    AIFT__TRY(aift__options_reserved(options.reserved, "aift_import_options"));
    if (!options.format)
        options.format = "csv";
    if (options.map)
        AIFT__TRY(aift__json_parse(options.map, strlen(options.map), "the map", &map));
    const aift__import_options how = {options.format, map, "the map", options.key, options.date_format};
    aift_status status = aift__stream_open_source(context, source, &stream);
    if (status == AIFT_OK)
        status = aift__import_open(context, stream, &how, &import);
    if (status == AIFT_OK)
        status = run(store, import, &options, &t, out);
    if (status == AIFT_OK)
        *rejected = (int64_t)aift__json_size(t.rejected);
    aift__import_close(import);
    aift__json_free(t.conflicts);
    aift__json_free(t.rejected);
    aift__json_free(map);
    return status;
}
