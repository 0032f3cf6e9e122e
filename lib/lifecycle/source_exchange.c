/* Sources go out to other catalogues and come in from them. What came in is kept as it was, so that it goes out the same. */
#include <string.h>

#include "aift/source.h"
#include "base/stream.h"
#include "lifecycle/source_exchange.h"
#include "lifecycle/store.h"

enum { MAX_FILE = 64 << 20 };

static const aift__source_format *const formats[] = {&aift__source_croissant, &aift__source_frictionless};

static aift_status find_format(const char *name, const aift__source_format **out)
{
    for (size_t i = 0; i < AIFT__COUNT(formats); i++)
        if (strcmp(formats[i]->name, name) == 0) {
            *out = formats[i];
            return AIFT_OK;
        }
    return aift__fail(AIFT_E_INVALID, "format is \"%.60s\": expected croissant or frictionless", name);
}

/* ---- out ---- */

/* What came in, with name and description as they are now. */
static aift_status write_again(const aift__json *was, const aift__json *record, aift__json **out)
{
    const char *title = aift__json_get(was, "title") ? "title" : "name";
    AIFT__TRY(aift__json_copy(was, out));
    aift_status status = aift__source_text(*out, title, aift__source_get(record, "name"));
    if (status == AIFT_OK)
        status = aift__source_text(*out, "description", aift__source_get(record, "description"));
    return status;
}

static aift_status describe(aift_store *store, const aift__source_format *format, const aift__json *record,
                            aift__json **out)
{
    aift__json *files;
    const aift__json *was = aift__json_get(aift__json_get(record, "extra"), format->name);
    if (was)
        return write_again(was, record, out);
    AIFT__TRY(aift__source_files(store->context, record, &files));
    *out = aift__json_new_object();
    const aift_status status = *out ? format->write(record, files, *out) : aift__fail_nomem(0);
    aift__json_free(files);
    return status;
}

aift_status aift_store_export_source(aift_store *store, const char *id, const char *name, aift_text **out)
{
    const aift__source_format *format = NULL;
    aift__json *record, *description = NULL;
    *out = NULL;
    AIFT__TRY(find_format(name, &format));
    AIFT__TRY(aift__record_get_of(store, "source", id, &record));
    const aift_status status = describe(store, format, record, &description);
    aift__json_free(record);
    return aift__answer_with(store, status, description, out);
}

/* ---- in ---- */

/* The record that this library put into the file; NULL: none. */
static const aift__json *own_of(const aift__json *from)
{
    const aift__json *own = aift__json_get(from, "aift"), *list = aift__json_get(from, "additionalProperty");
    for (size_t i = 0; i < aift__json_size(list); i++) {
        const char *name = aift__source_get(aift__json_at(list, i), "name");
        if (name && strcmp(name, "aift") == 0)
            own = aift__json_get(aift__json_at(list, i), "value");
    }
    return aift__json_kind(own) == AIFT__JSON_OBJECT ? own : NULL;
}

/* The record of our own file has all; of anybody else's the whole file is kept beside. */
static aift_status complete(const aift__source_format *format, const aift__json *from, aift__json *record)
{
    static const char *const theirs[] = {"name", "description", "license"};
    const aift__json *own = own_of(from);
    aift__json_item item;
    aift__json *extra;
    if (!own) {
        AIFT__TRY(aift__source_put(record, "extra", aift__json_new_object(), &extra));
        return aift__source_copy(extra, format->name, from);
    }
    for (bool more = aift__json_first(own, &item); more; more = aift__json_next(own, &item)) {
        bool is_theirs = false;
        for (size_t i = 0; i < AIFT__COUNT(theirs); i++)
            is_theirs |= strcmp(theirs[i], item.key) == 0 && aift__json_get(record, item.key);
        if (!is_theirs && strlen(item.key) == item.key_size)
            AIFT__TRY(aift__source_copy(record, item.key, item.value));
    }
    return AIFT_OK;
}

static aift_status read_file(aift_store *store, const aift_source *source, aift__json **out)
{
    aift__stream *stream;
    aift__buf bytes;
    AIFT__TRY(aift__stream_open_source(store->context, source, &stream));
    aift__buf_init(&bytes, store->context, MAX_FILE + 1);
    aift_status status = aift__stream_read_all(stream, MAX_FILE, &bytes);
    if (status == AIFT_OK)
        status = aift__json_parse(bytes.data ? bytes.data : "", bytes.size, stream->name, out);
    if (status == AIFT_OK && aift__json_kind(*out) != AIFT__JSON_OBJECT)
        status = aift__fail(AIFT_E_FORMAT, "%s: it is %s: expected an object", stream->name,
                            aift__json_kind_name(*out));
    aift__stream_close(stream);
    aift__buf_finish(&bytes);
    return status;
}

aift_status aift_store_import_source(aift_store *store, const aift_source *source, const char *name,
                                     aift_text **out)
{
    const aift__source_format *format = NULL;
    aift__json *from = NULL, *record = NULL, *made = NULL;
    *out = NULL;
    AIFT__TRY(find_format(name, &format));
    aift_status status = read_file(store, source, &from);
    if (status == AIFT_OK)
        status = (record = aift__json_new_object()) ? format->read(from, record) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = complete(format, from, record);
    if (status == AIFT_OK)
        status = aift__store_begin(store);
    if (status == AIFT_OK)
        status = aift__record_add(store, "source", record, "import", false, &made);
    aift__json_free(from);
    aift__json_free(record);
    return aift__answer_committed(store, status, made, out);
}
