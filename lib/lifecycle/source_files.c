/* The files of a source, with their digests. */
#include <string.h>

#include "base/clock.h"
#include "base/entries.h"
#include "base/sha256.h"
#include "lifecycle/source_exchange.h"
#include "net/http.h"

enum { MAX_FILES = 10000, MAX_DEPTH = 64, MAX_SECONDS = 3600, CHUNK = 1 << 16 };
#define MAX_DOWNLOAD ((int64_t)1 << 36)

typedef struct walk {
    aift_context *context;
    aift__json *files;
    unsigned char *chunk;
} walk;

static bool ends_in(const char *name, const char *ending)
{
    const size_t n = strcspn(name, "?#"), m = strlen(ending);
    return n >= m && strncmp(name + n - m, ending, m) == 0;
}

const char *aift__source_media_type(const char *name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".csv", "text/csv"},
        {".jsonl", "application/jsonl"},
        {".ndjson", "application/jsonl"},
        {".json", "application/json"},
        {".gz", "application/gzip"},
        {".txt", "text/plain"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".png", "image/png"},
        {".wav", "audio/wav"},
        {".flac", "audio/flac"},
        {".ogg", "audio/ogg"},
        {".db", "application/vnd.sqlite3"},
        {".sqlite", "application/vnd.sqlite3"},
        {".zip", "application/zip"},
    };
    for (size_t i = 0; i < AIFT__COUNT(types); i++)
        if (ends_in(name, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

static aift_status digest(const walk *w, aift__stream *stream, char hex[65], int64_t *bytes)
{
    aift__sha256 sha;
    size_t n = 1;
    aift_status status = AIFT_OK;
    aift__sha256_init(&sha);
    for (*bytes = 0; status == AIFT_OK && n > 0; *bytes += (int64_t)n) {
        status = aift__stream_read(stream, w->chunk, CHUNK, &n);
        if (status == AIFT_OK)
            aift__sha256_add(&sha, w->chunk, n);
    }
    aift__stream_close(stream);
    aift__sha256_hex(&sha, hex);
    return status;
}

/* Reads the stream, which is taken over. */
static aift_status add_file(const walk *w, aift__stream *stream, const char *path)
{
    char hex[65];
    int64_t bytes;
    const char *slash = strrchr(path, '/');
    AIFT__TRY(digest(w, stream, hex, &bytes));
    if (aift__json_size(w->files) >= MAX_FILES)
        return aift__fail(AIFT_E_RANGE, "%s: there are more than %d files: expected less to describe", path,
                          MAX_FILES);
    aift__json *file = aift__json_new_object();
    AIFT__TRY(aift__json_push(w->files, file));
    AIFT__TRY(aift__json_set(file, "path", aift__json_new_string(path)));
    AIFT__TRY(aift__json_set(file, "name", aift__json_new_string(slash && slash[1] ? slash + 1 : path)));
    AIFT__TRY(aift__json_set(file, "bytes", aift__json_new_int(bytes)));
    AIFT__TRY(aift__json_set(file, "sha256", aift__json_new_string(hex)));
    return aift__json_set(file, "type", aift__json_new_string(aift__source_media_type(path)));
}

static aift_status add_folder(const walk *w, const char *root, const char *inner, int depth);

static aift_status add_entry(const walk *w, const char *root, const char *inner, const aift__entry *entry,
                             int depth)
{
    aift__stream *stream;
    char *path =
        *inner ? aift__file_join(w->context, inner, entry->name) : aift__strdup(w->context, entry->name);
    char *whole = path ? aift__file_join(w->context, root, path) : NULL;
    aift_status status = whole ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK && entry->kind == AIFT__FILE_FOLDER)
        status = add_folder(w, root, path, depth + 1);
    if (status == AIFT_OK && entry->kind == AIFT__FILE_REGULAR) {
        status = aift__stream_open(w->context, whole, &stream);
        if (status == AIFT_OK)
            status = add_file(w, stream, path);
    }
    aift__free(w->context, whole);
    aift__free(w->context, path);
    return status;
}

static aift_status add_folder(const walk *w, const char *root, const char *inner, int depth)
{
    aift__entry *entries;
    size_t n;
    if (depth > MAX_DEPTH) /* a link back to where it came from, too */
        return aift__fail(AIFT_E_RANGE, "%s: it has folders in more than %d folders", root, MAX_DEPTH);
    char *path = *inner ? aift__file_join(w->context, root, inner) : aift__strdup(w->context, root);
    aift_status status = path ? aift__entries_list(w->context, path, &entries, &n) : AIFT_E_NOMEM;
    aift__free(w->context, path);
    AIFT__TRY(status);
    for (size_t i = 0; i < n && status == AIFT_OK; i++)
        status = add_entry(w, root, inner, &entries[i], depth);
    aift__entries_free(w->context, entries, n);
    return status;
}

static aift_status add_all(const walk *w, const char *kind, const char *location)
{
    const aift__http_limits limits = {aift__clock_seconds() + MAX_SECONDS, MAX_DOWNLOAD};
    aift__http_head head;
    aift__stream *stream;
    if (strcmp(kind, "folder") == 0)
        return add_folder(w, location, "", 0);
    if (strcmp(kind, "http") == 0) {
        AIFT__TRY(aift__http_open(w->context, location, &limits, &head, &stream));
        return add_file(w, stream, location);
    }
    const char *slash = strrchr(location, '/');
    AIFT__TRY(aift__stream_open(w->context, location, &stream));
    return add_file(w, stream, slash && slash[1] ? slash + 1 : location);
}

aift_status aift__source_files(aift_context *context, const aift__json *record, aift__json **out)
{
    const char *kind = aift__source_get(record, "kind"), *location = aift__source_get(record, "location");
    *out = NULL;
    if (strcmp(kind, "postgresql") == 0)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "kind is \"postgresql\": expected one whose files can be described");
    walk w = {context, aift__json_new_array(), aift__malloc(context, CHUNK, 1)};
    const aift_status status = w.files && w.chunk ? add_all(&w, kind, location) : aift__fail_nomem(CHUNK);
    aift__free(context, w.chunk);
    if (status != AIFT_OK) {
        aift__json_free(w.files);
        return status;
    }
    *out = w.files;
    return AIFT_OK;
}
