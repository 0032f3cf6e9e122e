/* A store's file that means ill: asked, changed and verified. The first byte says whether the others are the file, or what
 * is changed in a good one: three bytes of a place, one of a count, and so many bytes; a count of 0 cuts the file there. */
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"

static char folder[200], path[256];
static uint8_t *good;
static size_t good_size;

static void remove_files(void)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[300];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
}

static void remove_folder(void)
{
    remove_files();
    rmdir(folder);
    free(good);
}

static void read_good(void)
{
    FILE *file = fopen(path, "rb");
    fuzz_expect(file && fseek(file, 0, SEEK_END) == 0);
    good_size = (size_t)ftell(file);
    good = malloc(good_size);
    rewind(file);
    fuzz_expect(good && fread(good, 1, good_size, file) == good_size);
    fclose(file);
}

/* An answer, if there is one, is read and given back. */
static void look(aift_text *text)
{
    if (text)
        fuzz_touch(aift_text_data(text), aift_text_size(text) + 1);
    aift_text_release(text);
}

/* Once in a process. */
static void make_good(void)
{
    static const char record[] =
        "{\"title\": \"Sorting mail\", \"owner\": {\"name\": \"Ada\", \"email\": \"ada@example.com\"}}";
    const char *parent = getenv("TMPDIR");
    aift_store *store;
    aift_text *text;
    snprintf(folder, sizeof folder, "%s/aift-fuzz-XXXXXX", parent ? parent : "/tmp");
    fuzz_expect(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/a.db", folder);
    atexit(remove_folder);
    aift_context *context = fuzz_begin(64 << 20);
    fuzz_expect(aift_store_create(context, path, NULL, &store) == AIFT_OK);
    for (int i = 0; i < 2; i++) {
        fuzz_expect(aift_store_add(store, "usecase", record, &text) == AIFT_OK);
        look(text);
    }
    fuzz_expect(aift_store_set(store, "UC-1", "{\"people\": 7}", 0, &text) == AIFT_OK);
    look(text);
    aift_store_release(store);
    fuzz_end(context);
    read_good();
}

/* Returns the file's size. */
static size_t patch(uint8_t *file, size_t file_size, const uint8_t *data, size_t size)
{
    while (size >= 4) {
        const size_t at = (data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16) % file_size;
        size_t count = data[3];
        if (count == 0)
            return at;
        data += 4;
        size -= 4;
        count = count < size ? count : size;
        memcpy(file + at, data, count < file_size - at ? count : file_size - at);
        data += count;
        size -= count;
    }
    return file_size;
}

static void write_file(const uint8_t *data, size_t size, bool whole)
{
    FILE *file = fopen(path, "wb");
    fuzz_expect(file != NULL);
    if (whole) {
        fwrite(data, 1, size, file);
    } else {
        uint8_t *copy = malloc(good_size);
        fuzz_expect(copy != NULL);
        memcpy(copy, good, good_size);
        fwrite(copy, 1, patch(copy, good_size, data, size), file);
        free(copy);
    }
    fuzz_expect(fclose(file) == 0);
}

static void ask(aift_store *store)
{
    aift_text *text;
    int32_t ok;
    (void)fuzz_call(aift_store_info(store, &text), text);
    look(text);
    (void)fuzz_call(aift_store_list(store, "usecase", "{\"search\": \"mail\", \"sort\": \"title\"}", &text),
                    text);
    look(text);
    (void)fuzz_call(aift_store_get(store, "UC-1", &text), text);
    look(text);
    (void)fuzz_call(aift_store_audit(store, "{\"id\": \"UC-1\"}", &text), text);
    look(text);
    (void)fuzz_call(aift_store_export(store, "markdown", NULL, 0, &text), text);
    look(text);
    (void)fuzz_call(aift_store_verify(store, NULL, &ok, &text), text);
    look(text);
}

static void change(aift_store *store)
{
    aift_text *text;
    (void)fuzz_call(aift_store_add(store, "usecase", "{\"title\": \"Another\"}", &text), text);
    look(text);
    (void)fuzz_call(aift_store_set(store, "UC-1", "{\"people\": 8}", 0, &text), text);
    look(text);
    (void)fuzz_call(aift_store_move(store, "UC-2", "submitted", "why", 0, &text), text);
    look(text);
    (void)fuzz_call(aift_store_erase(store, "ada@example.com", &text), text);
    look(text);
}

FUZZ_HARNESS(store)
{
    aift_store_options options = AIFT_STORE_OPTIONS_INIT;
    aift_store *store;
    if (!good)
        make_good();
    if (size == 0)
        return 0;
    write_file(data + 1, size - 1, data[0] & 1);
    options.read_only = data[0] >> 1 & 1;
    options.migrate = data[0] >> 2 & 1;
    options.busy_timeout = 0;
    aift_context *context = fuzz_begin(64 << 20);
    if (fuzz_call(aift_store_open(context, path, &options, &store), store)) {
        ask(store);
        change(store);
        ask(store);
        aift_store_release(store);
    }
    fuzz_end(context);
    remove_files();
    return 0;
}
