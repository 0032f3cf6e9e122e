/* Imports: opened by format, read row by row. */
#include <stdio.h>
#include <string.h>

#include "codec/json_lines.h"
#include "lifecycle/date.h"
#include "lifecycle/import_format.h"

#define AIFT_IMPORT(name) extern const aift__import_format aift__##name;
#include "lifecycle/imports.def"
#undef AIFT_IMPORT

const aift__import_format *const aift__import_list[] = {
#define AIFT_IMPORT(name) &aift__##name,
#include "lifecycle/imports.def"
#undef AIFT_IMPORT
    NULL,
};

const char *aift__import_formats(char *names, size_t size)
{
    size_t n = 0;
    names[0] = '\0';
    for (size_t i = 0; aift__import_list[i] && n < size; i++)
        n += (size_t)snprintf(names + n, size - n, "%s%s", n ? ", " : "", aift__import_list[i]->name);
    return names;
}

static aift_status find(const char *name, const aift__import_format **out)
{
    char names[256];
    for (size_t i = 0; aift__import_list[i]; i++)
        if (strcmp(aift__import_list[i]->name, name) == 0) {
            *out = aift__import_list[i];
            return AIFT_OK;
        }
    return aift__fail(AIFT_E_INVALID, "there is no import of the format \"%.60s\": there are %s", name,
                      aift__import_formats(names, sizeof names));
}

/* Where the text begins, behind a byte order mark. */
static size_t mark(const aift__buf *bytes)
{
    return bytes->size >= 3 && memcmp(bytes->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static aift_status take_items(aift__importer *import)
{
    const char *member = import->format->items;
    const aift__json *root = import->root;
    const bool object = aift__json_kind(root) == AIFT__JSON_OBJECT;
    const aift__json *items = object && member ? aift__json_get(root, member) : root;
    const char *first = import->format->columns[0].header ? import->format->columns[0].header : "title";
    if (object && !items && !import->format->prepare && aift__json_get(root, first)) {
        aift__json *list = aift__json_new_array(); /* one record */
        AIFT__TRY(aift__json_push(list, import->root));
        import->root = list;
        items = list;
    }
    if (aift__json_kind(items) != AIFT__JSON_ARRAY)
        return aift__fail(AIFT_E_FORMAT, "%s: %s is %s: expected a list, in an export of %s", import->name,
                          object ? member : "the file", aift__json_kind_name(items), import->format->name);
    import->items = items;
    return AIFT_OK;
}

static aift_status open_json(aift__importer *import)
{
    const size_t from = mark(&import->bytes);
    const char *text = import->bytes.data + from;
    const size_t size = import->bytes.size - from;
    AIFT__TRY(aift__json_parse(text, size, import->name, &import->root));
    const bool one = aift__json_kind(import->root) == AIFT__JSON_OBJECT;
    AIFT__TRY(take_items(import));
    const size_t n = aift__json_size(import->items);
    import->lines = aift__calloc(import->context, n, sizeof *import->lines);
    if (!import->lines)
        return AIFT_E_NOMEM;
    aift__json_lines(text, size, one ? import->format->items : NULL, import->lines, n);
    return import->format->prepare ? import->format->prepare(import->context, import->root) : AIFT_OK;
}

static aift_status open_csv(aift__importer *import, aift__stream *stream)
{
    AIFT__TRY(aift__records_open_rows(import->context, stream, &import->records));
    return aift__import_header(import);
}

/* What may be JSON is read whole; the first character tells. */
static aift_status open_either(aift__importer *import, aift__stream *stream)
{
    aift__buf *bytes = &import->bytes;
    aift__buf_init(bytes, import->context, AIFT__IMPORT_MAX_BYTES + 1);
    aift_status status = aift__stream_read_all(stream, AIFT__IMPORT_MAX_BYTES, bytes);
    aift__stream_close(stream);
    AIFT__TRY(status);
    AIFT__TRY(aift__buf_add(bytes, "", 0));
    const char *begin = bytes->data + mark(bytes);
    begin += strspn(begin, " \t\r\n");
    if (!import->format->csv || *begin == '{' || *begin == '[')
        return open_json(import);
    aift_source source = AIFT_SOURCE_INIT;
    source.data = bytes->data;
    source.size = bytes->size;
    source.name = import->name;
    AIFT__TRY(aift__stream_open_source(import->context, &source, &stream));
    return open_csv(import, stream);
}

static aift_status open_import(aift__importer *import, aift__stream *stream)
{
    const aift__import_options *options = import->options;
    aift_status status = aift__import_check_map(import->format->entries, options);
    if (status == AIFT_OK && options->date_format)
        status = aift__date_check_format(options->date_format);
    import->name = status == AIFT_OK ? aift__strdup(import->context, stream->name) : NULL;
    import->keys = import->name ? aift__map_create(import->context) : NULL;
    if (!import->keys) {
        aift__stream_close(stream);
        return status == AIFT_OK ? AIFT_E_NOMEM : status;
    }
    return import->format->json ? open_either(import, stream) : open_csv(import, stream);
}

aift_status aift__import_open_format(aift_context *context, aift__stream *stream,
                                     const aift__import_format *format, const aift__import_options *options,
                                     aift__importer **out)
{
    *out = NULL;
    aift__importer *import = aift__calloc(context, 1, sizeof *import);
    if (!import) {
        aift__stream_close(stream);
        return AIFT_E_NOMEM;
    }
    import->context = context;
    import->format = format;
    import->options = options;
    aift_status status = open_import(import, stream);
    if (status == AIFT_OK)
        *out = import;
    else
        aift__import_close(import);
    return status;
}

aift_status aift__import_open(aift_context *context, aift__stream *stream,
                              const aift__import_options *options, aift__importer **out)
{
    *out = NULL;
    const aift__import_format *format = NULL;
    aift_status status = find(options->format, &format);
    if (status == AIFT_OK)
        return aift__import_open_format(context, stream, format, options, out);
    aift__stream_close(stream);
    return status;
}

const char *aift__import_records(const aift__importer *import)
{
    return import->format->kind ? import->format->kind : "usecase";
}

void aift__import_close(aift__importer *import)
{
    if (!import)
        return;
    aift__import_clear(import);
    aift__records_close(import->records);
    aift__json_free(import->root);
    aift__map_destroy(import->keys);
    aift__buf_finish(&import->bytes);
    aift__buf_finish(&import->names);
    aift__free(import->context, import->lines);
    aift__free(import->context, import->targets);
    aift__free(import->context, import->name);
    aift__free(import->context, import);
}
