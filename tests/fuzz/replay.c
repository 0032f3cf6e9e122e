/* Runs a harness over inputs without libFuzzer: fuzz_replay NAME FILE|FOLDER|ARCHIVE.zip ... Every input must get through; the
 * archive is a corpus. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include <zlib.h>

#include "formats/zip.h"
#include "fuzz.h"

#define AIFT_HARNESS(name) int fuzz_##name(const uint8_t *data, size_t size);
#include "harnesses.def"
#undef AIFT_HARNESS

typedef int (*harness)(const uint8_t *data, size_t size);

static const struct {
    const char *name;
    harness run;
} harnesses[] = {
#define AIFT_HARNESS(name) {#name, fuzz_##name},
#include "harnesses.def"
#undef AIFT_HARNESS
};

static harness chosen;
static size_t inputs;

static void fail(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    exit(1);
}

/* In a block of just that size, so that a sanitizer sees who reads on. */
static void run(const void *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        fail("an input", "no memory");
    memcpy(copy, data, size);
    chosen(copy, size);
    free(copy);
    inputs++;
}

static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    if (!file || fstat(fileno(file), &info) != 0)
        fail(path, "cannot be read");
    *size = (size_t)info.st_size;
    void *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size)
        fail(path, "cannot be read");
    fclose(file);
    return bytes;
}

static void run_file(const char *path)
{
    size_t size;
    void *bytes = read_file(path, &size);
    fprintf(stderr, "%s\n", path); /* the last line names what crashes */
    run(bytes, size);
    free(bytes);
}

static void run_folder(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        fail(path, "cannot be listed");
    for (struct dirent *entry; (entry = readdir(dir));) {
        char file[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        run_file(file);
    }
    closedir(dir);
}

/* An entry's bytes, stored or deflated; freed by the caller. */
static void *unpack(const char *path, const aift__zip *zip, const aift__zip_entry *entry)
{
    const unsigned char *packed;
    aift__zip_entry stored = *entry; /* the library's reader takes stored ones alone */
    stored.method = 0;
    stored.size = stored.packed;
    unsigned char *bytes = malloc(entry->size + 1);
    if (!bytes || aift__zip_bytes(zip, &stored, &packed) != AIFT_OK)
        fail(path, aift_last_error());
    if (entry->method == 0)
        return memcpy(bytes, packed, entry->size);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)packed, .avail_in = (uInt)entry->packed};
    z.next_out = bytes;
    z.avail_out = (uInt)entry->size + 1;
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK || inflate(&z, Z_FINISH) != Z_STREAM_END ||
        z.total_out != entry->size)
        fail(path, "an entry cannot be inflated");
    inflateEnd(&z);
    return bytes;
}

static void run_archive(const char *path)
{
    size_t size;
    void *bytes = read_file(path, &size);
    aift_context *context;
    aift__zip zip;
    if (aift_context_create(NULL, &context) != AIFT_OK ||
        aift__zip_open(context, bytes, size, &zip) != AIFT_OK)
        fail(path, aift_last_error());
    for (size_t i = 0; i < zip.n; i++) {
        void *entry = unpack(path, &zip, &zip.entries[i]);
        fprintf(stderr, "%s: %.*s\n", path, (int)zip.entries[i].name_size, zip.entries[i].name);
        run(entry, (size_t)zip.entries[i].size);
        free(entry);
    }
    aift__zip_close(&zip);
    aift_context_release(context);
    free(bytes);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < AIFT__COUNT(harnesses); i++)
        if (argc > 1 && strcmp(argv[1], harnesses[i].name) == 0)
            chosen = harnesses[i].run;
    if (!chosen)
        fail(argc > 1 ? argv[1] : "replay", "there is no such harness");
    for (int i = 2; i < argc; i++) {
        const size_t n = strlen(argv[i]), before = inputs;
        struct stat info;
        if (stat(argv[i], &info) != 0)
            fail(argv[i], "is not there");
        if (S_ISDIR(info.st_mode))
            run_folder(argv[i]);
        else if (n > 4 && strcmp(argv[i] + n - 4, ".zip") == 0)
            run_archive(argv[i]);
        else
            run_file(argv[i]);
        printf("%s: %zu inputs\n", argv[i], inputs - before);
    }
    if (inputs == 0)
        fail("replay", "there was no input");
    return 0;
}
