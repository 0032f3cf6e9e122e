/* The table of a source: profile, scan, mask of what its record names, and what the record keeps of them. */
#include <string.h>

#include "aift/source.h"
#include "base/clock.h"
#include "base/entries.h"
#include "base/options.h"
#include "lifecycle/source.h"
#include "lifecycle/source_look.h"
#include "lifecycle/store.h"
#include "net/http.h"
#include "net/postgresql.h"

enum { DAY = 86400 };

/* ---- opening ---- */

typedef struct opened {
    aift_store *store;
    aift__json *record;
    aift_table table;
    char *inner;      /* the file of a folder */
    aift_source body; /* of the web or a server, with what is below */
    aift__stream *stream;
    aift_status failed; /* of reading it, with its message */
    aift__error error;
} opened;

static const char *text_of(const aift__json *record, const char *key)
{
    return aift__json_text(aift__json_get(record, key), NULL);
}

static void close_table(opened *o)
{
    aift__stream_close(o->stream);
    aift__free(o->store->context, o->inner);
    aift__json_free(o->record);
}

static aift_status open_file(opened *o, const char *location)
{
    o->table.path = location;
    return AIFT_OK;
}

/* A folder is a table where one file in it is. */
static aift_status open_folder(opened *o, const char *location)
{
    aift__entry *entries;
    size_t n, at = 0, tables = 0;
    AIFT__TRY(aift__entries_list(o->store->context, location, &entries, &n));
    for (size_t i = 0; i < n; i++)
        if (entries[i].kind == AIFT__FILE_REGULAR &&
            aift__look_format(entries[i].name, strlen(entries[i].name)) != AIFT_DATA_AUTO) {
            at = i;
            tables++;
        }
    aift_status status = AIFT_OK;
    if (tables == 1) {
        o->inner = aift__file_join(o->store->context, location, entries[at].name);
        o->table.path = o->inner;
        status = o->inner ? AIFT_OK : AIFT_E_NOMEM;
    } else {
        status = aift__fail(AIFT_E_UNSUPPORTED,
                            "%s: has %zu files of CSV or JSON Lines: expected one: make each a source",
                            location, tables);
    }
    aift__entries_free(o->store->context, entries, n);
    return status;
}

static aift_status open_query(opened *o, const char *location)
{
    o->table.query = text_of(o->record, "query");
    if (!o->table.query)
        return aift__fail(AIFT_E_INVALID, AIFT__RECORD "%s: query is not set: expected a SELECT",
                          text_of(o->record, "id"));
    return open_file(o, location);
}

static int64_t read_body(void *user, void *buffer, size_t size)
{
    opened *o = user;
    size_t n;
    o->failed = aift__stream_read(o->stream, buffer, size, &n);
    if (o->failed == AIFT_OK)
        return (int64_t)n;
    aift__error_keep(&o->error);
    return -1;
}

static void give_body(opened *o, const char *name)
{
    o->body = (aift_source)AIFT_SOURCE_INIT;
    o->body.name = name;
    o->body.read = read_body;
    o->body.user = o;
    o->table.source = &o->body;
}

static double deadline_of(const opened *o)
{
    return aift__clock_seconds() + (o->table.timeout > 0 ? o->table.timeout : DAY);
}

static aift_status open_web(opened *o, const char *location)
{
    const aift__http_limits limits = {deadline_of(o), AIFT__MAX_DOWNLOAD};
    aift__http_head head;
    AIFT__TRY(aift__http_open(o->store->context, location, &limits, &head, &o->stream));
    o->table.format = aift__look_format_http(location, head.type);
    if (o->table.format == AIFT_DATA_AUTO)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: is \"%s\": expected CSV or JSON Lines", location,
                          head.type);
    give_body(o, location);
    return AIFT_OK;
}

static aift_status open_server(opened *o, const char *location)
{
    const aift__postgresql_query query = {location, o->store->password, text_of(o->record, "query"),
                                          deadline_of(o)};
    AIFT__TRY(aift__postgresql_open(o->store->context, &query, &o->stream));
    o->table.format = AIFT_DATA_CSV;
    give_body(o, location);
    return AIFT_OK;
}

static aift_status open_place(opened *o)
{
    static const struct {
        const char *kind;
        aift_status (*open)(opened *o, const char *location);
    } kinds[] = {{"file", open_file},
                 {"folder", open_folder},
                 {"sqlite", open_query},
                 {"postgresql", open_server},
                 {"http", open_web}};
    const char *kind = text_of(o->record, "kind"), *state = text_of(o->record, "state");
    if (state && strcmp(state, "removed") == 0)
        return aift__fail(AIFT_E_STATE,
                          AIFT__RECORD "%s: state is \"removed\": expected a source that is in use",
                          text_of(o->record, "id"));
    for (size_t i = 0; i < AIFT__COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].open(o, text_of(o->record, "location"));
    return aift__fail(AIFT_E_UNSUPPORTED, "this library was built without what reads a source of the kind %s",
                      kind);
}

/* *o is closed by close_table, also after a failure. */
static aift_status open_table(aift_store *store, const char *id, const aift_table *how, opened *o)
{
    *o = (opened){.store = store, .table = AIFT_TABLE_INIT};
    AIFT__TRY(aift__options_read(&o->table, sizeof o->table, how, "aift_table"));
    if (o->table.path || o->table.source || o->table.query)
        return aift__fail(AIFT_E_INVALID,
                          "aift_table: path, source and query are those of the record: expected NULL");
    if (o->table.timeout < 0 || o->table.timeout > DAY)
        return aift__fail(AIFT_E_INVALID, "aift_table.timeout is %d: expected 0 (none) to %d seconds",
                          o->table.timeout, DAY);
    AIFT__TRY(aift__record_get_of(store, "source", id, &o->record));
    return open_place(o);
}

/* What was said of the web counts, and not that a callback failed. */
static aift_status read_to_end(const opened *o, aift_status status)
{
    if (o->failed == AIFT_OK || status == AIFT_OK)
        return status;
    aift__error_set(&o->error);
    return o->failed;
}

/* ---- what is kept ---- */

static aift_status put_time(aift__json *to, const char *key)
{
    char at[AIFT__CLOCK_UTC];
    aift__clock_utc(at);
    return aift__json_set(to, key, aift__json_new_string(at));
}

/* Rows, names and types, and no value of the table. */
static aift_status fill_profile(const aift__json *answer, aift__json *to)
{
    aift__json *schema;
    const aift__json *columns = aift__json_get(answer, "columns");
    AIFT__TRY(aift__source_copy(to, "rows", aift__json_get(answer, "rows")));
    AIFT__TRY(aift__source_put(to, "schema", aift__json_new_array(), &schema));
    for (size_t i = 0; i < aift__json_size(columns); i++) {
        aift__json *column = aift__json_new_object();
        AIFT__TRY(aift__json_push(schema, column));
        AIFT__TRY(aift__source_copy(column, "name", aift__json_get(aift__json_at(columns, i), "name")));
        AIFT__TRY(aift__source_copy(column, "type", aift__json_get(aift__json_at(columns, i), "type")));
    }
    return put_time(to, "profiled_at");
}

static aift_status fill_scan(const aift__json *answer, aift__json *to)
{
    aift__json *found;
    const aift__json *columns = aift__json_get(answer, "columns");
    AIFT__TRY(aift__source_copy(to, "rows", aift__json_get(answer, "rows")));
    AIFT__TRY(aift__source_copy(to, "findings", aift__json_get(answer, "findings")));
    AIFT__TRY(aift__source_put(to, "columns", aift__json_new_array(), &found));
    for (size_t i = 0; i < aift__json_size(columns); i++) {
        const aift__json *column = aift__json_at(columns, i);
        aift__json *copy;
        if (aift__json_size(aift__json_get(column, "entities")) == 0)
            continue;
        AIFT__TRY(aift__json_copy(column, &copy));
        AIFT__TRY(aift__json_push(found, copy));
    }
    return put_time(to, "scanned_at");
}

typedef aift_status (*fill_fn)(const aift__json *answer, aift__json *to);

/* Makes of the answer what the record keeps, under the name of what was done. */
static aift_status keep(aift_store *store, const char *id, const char *action, fill_fn fill,
                        const aift_text *text)
{
    aift__json *answer, *kept = aift__json_new_object();
    aift_status status = kept ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__json_parse(aift_text_data(text), aift_text_size(text), action, &answer);
    if (status == AIFT_OK) {
        status = fill(answer, kept);
        aift__json_free(answer);
    }
    if (status == AIFT_OK)
        status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_keep(store, id, action, kept, action, NULL);
    if (status == AIFT_OK)
        status = aift__store_commit(store);
    aift__store_rollback(store);
    aift__json_free(kept);
    return status;
}

/* ---- the calls ---- */

aift_status aift_store_profile_source(aift_store *store, const char *id, const aift_table *table,
                                      const aift_profile_options *options, aift_text **out)
{
    opened o;
    aift_text *text = NULL;
    *out = NULL;
    aift_status status = open_table(store, id, table, &o);
    if (status == AIFT_OK)
        status = read_to_end(&o, aift_table_profile(store->context, &o.table, options, &text));
    close_table(&o);
    if (status == AIFT_OK)
        status = keep(store, id, "profile", fill_profile, text);
    if (status == AIFT_OK)
        *out = text;
    else
        aift_text_release(text);
    return status;
}

aift_status aift_store_scan_source(aift_store *store, const char *id, const aift_table *table,
                                   const aift_scan_options *options, int64_t *findings, aift_text **out)
{
    opened o;
    aift_text *text = NULL;
    int64_t found = 0;
    *findings = 0;
    *out = NULL;
    aift_status status = open_table(store, id, table, &o);
    if (status == AIFT_OK)
        status = read_to_end(&o, aift_table_scan(store->context, &o.table, options, &found, &text));
    close_table(&o);
    if (status == AIFT_OK)
        status = keep(store, id, "scan", fill_scan, text);
    if (status != AIFT_OK) {
        aift_text_release(text);
        return status;
    }
    *findings = found;
    *out = text;
    return AIFT_OK;
}

aift_status aift_store_mask_source(aift_store *store, const char *id, const aift_table *table,
                                   const aift_mask_options *options, aift_write_fn write, void *user,
                                   aift_text **out)
{
    opened o;
    *out = NULL;
    aift_status status = open_table(store, id, table, &o);
    if (status == AIFT_OK)
        status = read_to_end(&o, aift_table_mask(store->context, &o.table, options, write, user, out));
    close_table(&o);
    return status;
}
