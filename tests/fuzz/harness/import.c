/* Other tools' files of use cases: taken into a new store twice, which then verifies, lists and writes them. The first byte
 * says in which format they come and go. */
#include "fuzz.h"

static const char *const formats[] = {"jira", "trello", "asana", "airtable", "csv", "json"};
static const char *const exports[] = {"json", "jira", "csv", "markdown", "confluence", "html", "cyclonedx"};
enum { FORMATS = sizeof formats / sizeof *formats, EXPORTS = sizeof exports / sizeof *exports };

/* Reads an answer, if there is one, and gives it back. */
static void look(aift_text *text)
{
    if (text)
        fuzz_touch(aift_text_data(text), aift_text_size(text) + 1);
    aift_text_release(text);
}

static void take(aift_store *store, unsigned way, const uint8_t *data, size_t size)
{
    const aift_source source = fuzz_source("file", data, size);
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    aift_text *text;
    int64_t rejected;
    options.format = formats[way % FORMATS];
    options.date_format = way / FORMATS / EXPORTS % 2 ? "%d/%m/%Y" : NULL;
    options.map =
        way / FORMATS / EXPORTS / 2 % 2 ? "{\"A\": \"title\", \"B\": \"scores.reach\", \"C\": null}" : NULL;
    (void)fuzz_call(aift_store_import(store, &source, &options, &rejected, &text), text);
    look(text);
}

static void ask(aift_store *store, unsigned way)
{
    aift_text *text;
    int32_t ok;
    if (fuzz_call(aift_store_verify(store, NULL, &ok, &text), text))
        fuzz_check(ok, aift_text_data(text), __FILE__, __LINE__);
    look(text);
    (void)fuzz_call(aift_store_list(store, "usecase", "{\"search\": \"a\", \"sort\": \"title\"}", &text),
                    text);
    look(text);
    (void)fuzz_call(aift_store_export(store, exports[way / FORMATS % EXPORTS], NULL, 0, &text), text);
    look(text);
}

FUZZ_HARNESS(import)
{
    aift_context *context = fuzz_begin(64 << 20);
    aift_store *store;
    if (size > 0 && fuzz_call(aift_store_create(context, ":memory:", NULL, &store), store)) {
        take(store, data[0], data + 1, size - 1);
        take(store, data[0], data + 1, size - 1);
        ask(store, data[0]);
        aift_store_release(store);
    }
    fuzz_end(context);
    return 0;
}
