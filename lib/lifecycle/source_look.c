/* What there is at a source's place: a file, a folder, a table of SQLite, an address. */
#include <string.h>

#include "base/clock.h"
#include "base/entries.h"
#include "lifecycle/source_look.h"
#include "net/http.h"
#include "net/postgresql.h"
#include "store/query.h"

enum { MAX_DEPTH = 64 };

/* ---- files and folders ---- */

aift_status aift__look_at_file(const aift__look_at *at, aift__found *out)
{
    aift__entry entry;
    aift__stream *stream;
    const aift_data_format format = aift__look_format(at->location, strlen(at->location));
    int64_t read;
    AIFT__TRY(aift__entry_of(at->location, &entry));
    if (entry.kind != AIFT__FILE_REGULAR)
        return aift__fail(AIFT_E_IO, "%s: it is no file", at->location);
    out->bytes = entry.size;
    out->modified = entry.modified;
    AIFT__TRY(aift__stream_open(at->context, at->location, &stream));
    if (format != AIFT_DATA_AUTO)
        return aift__look_at_table(at, stream, format, &read, out);
    aift__stream_close(stream); /* of another format: no rows to count */
    return AIFT_OK;
}

/* Folders above, so that a link back to one of them is not followed. */
typedef struct above {
    const struct above *next;
    uint64_t device, number;
    int depth;
} above;

static bool is_above(const above *folder, const aift__entry *entry)
{
    for (; folder; folder = folder->next)
        if (folder->device == entry->device && folder->number == entry->number)
            return true;
    return false;
}

static aift_status count_folder(const aift__look_at *at, const char *path, const above *folder,
                                aift__found *out);

static aift_status count_entry(const aift__look_at *at, const char *path, const aift__entry *entry,
                               const above *folder, aift__found *out)
{
    if (aift__clock_seconds() > at->deadline)
        return aift__fail(AIFT_E_CANCELLED, "%s: it took longer than it may", at->location);
    if (entry->kind == AIFT__FILE_REGULAR) {
        out->rows++;
        out->bytes += entry->size;
        out->modified = AIFT__MAX(out->modified, entry->modified);
    }
    if (entry->kind != AIFT__FILE_FOLDER || is_above(folder, entry))
        return AIFT_OK;
    if (folder->depth >= MAX_DEPTH)
        return aift__fail(AIFT_E_RANGE, "%s: it has folders in more than %d folders", at->location,
                          MAX_DEPTH);
    const above own = {folder, entry->device, entry->number, folder->depth + 1};
    char *inner = aift__file_join(at->context, path, entry->name);
    const aift_status status = inner ? count_folder(at, inner, &own, out) : AIFT_E_NOMEM;
    aift__free(at->context, inner);
    return status;
}

static aift_status count_folder(const aift__look_at *at, const char *path, const above *folder,
                                aift__found *out)
{
    aift__entry *entries;
    size_t n;
    AIFT__TRY(aift__entries_list(at->context, path, &entries, &n));
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < n && status == AIFT_OK; i++)
        status = count_entry(at, path, &entries[i], folder, out);
    aift__entries_free(at->context, entries, n);
    return status;
}

aift_status aift__look_at_folder(const aift__look_at *at, aift__found *out)
{
    aift__entry entry;
    AIFT__TRY(aift__entry_of(at->location, &entry));
    if (entry.kind != AIFT__FILE_FOLDER)
        return aift__fail(AIFT_E_IO, "%s: it is no folder", at->location);
    const above own = {NULL, entry.device, entry.number, 1};
    out->rows = out->bytes = 0;
    out->modified = entry.modified;
    return count_folder(at, at->location, &own, out);
}

/* ---- queries ---- */

static aift_status see(const aift__select *query, size_t column, aift__types *types)
{
    static const aift__value_kind kinds[] = {
        [AIFT__SELECT_NULL] = AIFT__VALUE_NONE,   [AIFT__SELECT_INTEGER] = AIFT__VALUE_INTEGER,
        [AIFT__SELECT_REAL] = AIFT__VALUE_NUMBER, [AIFT__SELECT_TEXT] = AIFT__VALUE_STRING,
        [AIFT__SELECT_BLOB] = AIFT__VALUE_OTHER,
    };
    const aift__select_type type = aift__select_type_of(query, column);
    size_t size;
    if (type == AIFT__SELECT_TEXT) {
        const char *text = aift__select_text(query, column, &size);
        if (!text)
            return aift__fail_nomem(0);
        aift__types_see(types, column, aift__types_of_text(text, size));
    } else {
        aift__types_see(types, column, kinds[type]);
    }
    return AIFT_OK;
}

static aift_status read_query(aift__select *query, aift__types *types, aift__found *out)
{
    const size_t n = aift__select_columns(query);
    size_t column;
    bool row = true;
    for (size_t i = 0; i < n; i++) {
        const char *name = aift__select_name(query, i);
        AIFT__TRY(name ? aift__types_column(types, name, strlen(name), &column) : aift__fail_nomem(0));
        if (column != i)
            return aift__fail(AIFT_E_INVALID, "two columns of the query are \"%.100s\": name one AS another",
                              name);
    }
    for (out->rows = 0;; out->rows++) {
        AIFT__TRY(aift__select_next(query, &row));
        if (!row)
            return aift__types_take(types, out);
        for (size_t i = 0; i < n; i++)
            AIFT__TRY(see(query, i, types));
    }
}

aift_status aift__look_at_sqlite(const aift__look_at *at, aift__found *out)
{
    aift__entry entry;
    aift__select *query;
    AIFT__TRY(aift__entry_of(at->location, &entry));
    out->bytes = entry.size;
    out->modified = entry.modified;
    AIFT__TRY(aift__select_open(at->context, at->location, at->query, at->deadline, &query));
    aift__types *types = aift__types_create(at->context);
    const aift_status status = types ? read_query(query, types, out) : AIFT_E_NOMEM;
    aift__types_destroy(types);
    aift__select_close(query);
    return status;
}

/* ---- the web ---- */

/* By what the server says, else by the address' ending before ? and #. */
aift_data_format aift__look_format_http(const char *location, const char *type)
{
    static const struct {
        const char *text;
        aift_data_format format;
    } types[] = {{"text/csv", AIFT_DATA_CSV},
                 {"application/csv", AIFT_DATA_CSV},
                 {"application/jsonl", AIFT_DATA_JSONL},
                 {"application/jsonlines", AIFT_DATA_JSONL},
                 {"application/x-ndjson", AIFT_DATA_JSONL}};
    for (size_t i = 0; i < AIFT__COUNT(types); i++)
        if (strcmp(types[i].text, type) == 0)
            return types[i].format;
    return aift__look_format(location, strcspn(location, "?#"));
}

/* Reads to the end what is no table. */
static aift_status count_bytes(aift__stream *stream, int64_t *bytes)
{
    unsigned char buffer[4096];
    size_t n = 1;
    aift_status status = AIFT_OK;
    for (*bytes = 0; status == AIFT_OK && n > 0; *bytes += (int64_t)n)
        status = aift__stream_read(stream, buffer, sizeof buffer, &n);
    aift__stream_close(stream);
    return status;
}

aift_status aift__look_at_http(const aift__look_at *at, aift__found *out)
{
    const aift__http_limits limits = {at->deadline, AIFT__MAX_DOWNLOAD};
    aift__http_head head;
    aift__stream *stream;
    AIFT__TRY(aift__http_open(at->context, at->location, &limits, &head, &stream));
    out->modified = head.modified;
    const aift_data_format format = aift__look_format_http(at->location, head.type);
    return format == AIFT_DATA_AUTO ? count_bytes(stream, &out->bytes)
                                    : aift__look_at_table(at, stream, format, &out->bytes, out);
}

/* ---- a server's rows ---- */

aift_status aift__look_at_postgresql(const aift__look_at *at, aift__found *out)
{
    const aift__postgresql_query query = {at->location, at->password, at->query, at->deadline};
    aift__stream *stream;
    int64_t read; /* no bytes as they lie there */
    AIFT__TRY(aift__postgresql_open(at->context, &query, &stream));
    return aift__look_at_table(at, stream, AIFT_DATA_CSV, &read, out);
}

/* ---- kinds ---- */

aift_status aift__look(const char *kind, const aift__look_at *at, aift__found *out)
{
    static const struct {
        const char *kind;
        aift_status (*look)(const aift__look_at *at, aift__found *out);
    } kinds[] = {{"file", aift__look_at_file},
                 {"folder", aift__look_at_folder},
                 {"sqlite", aift__look_at_sqlite},
                 {"postgresql", aift__look_at_postgresql},
                 {"http", aift__look_at_http}};
    *out = (aift__found){.rows = -1, .bytes = -1, .modified = -1, .schema = aift__json_new_array()};
    if (!out->schema)
        return aift__fail_nomem(0);
    for (size_t i = 0; i < AIFT__COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].look(at, out);
    return aift__fail(AIFT_E_UNAVAILABLE, "this library was built without what reads a source of the kind %s",
                      kind);
}
