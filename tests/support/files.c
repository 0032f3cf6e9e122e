/* Files of the tests and temporary folders. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

/* Everything handed out, freed at the end so that the leak checker stays quiet. */
typedef struct kept {
    struct kept *next;
    bool folder;
    char bytes[];
} kept;

static kept *all;

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    if (type == FTW_DP || type == FTW_D)
        chmod(path, 0700);
    return remove(path);
}

static void finish(void)
{
    while (all) {
        kept *k = all;
        all = k->next;
        if (k->folder)
            nftw(k->bytes, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        free(k);
    }
}

static char *keep(size_t size, bool folder)
{
    static bool registered;
    if (!registered)
        registered = atexit(finish) == 0;
    kept *k = malloc(sizeof *k + size + 1);
    assert_non_null(k);
    k->next = all;
    k->folder = folder;
    k->bytes[size] = '\0';
    all = k;
    return k->bytes;
}

const char *aift_test_join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 1;
    char *path = keep(size, false);
    snprintf(path, size + 1, "%s/%s", folder, name);
    return path;
}

const char *aift_test_path(const char *name)
{
    return aift_test_join(AIFT_TESTS_DIR, name);
}

const char *aift_test_folder(void)
{
    const char *base = getenv("TMPDIR");
    if (!base || !*base)
        base = "/tmp";
    size_t size = strlen(base) + sizeof "/aift-test-XXXXXX";
    char *path = malloc(size);
    assert_non_null(path);
    snprintf(path, size, "%s/aift-test-XXXXXX", base);
    if (!mkdtemp(path))
        fail_msg("%s: %s", path, strerror(errno));
    char *folder = keep(strlen(path), true);
    strcpy(folder, path);
    free(path);
    return folder;
}

const char *aift_test_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    if (!file || fstat(fileno(file), &info) != 0)
        fail_msg("%s: %s", path, strerror(errno));
    char *bytes = keep((size_t)info.st_size, false);
    size_t n = fread(bytes, 1, (size_t)info.st_size, file);
    fclose(file);
    if (n != (size_t)info.st_size)
        fail_msg("%s: only %zu of %zu bytes could be read", path, n, (size_t)info.st_size);
    if (size)
        *size = n;
    return bytes;
}

void aift_test_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        fail_msg("%s: %s", path, strerror(errno));
    bool wrote = fwrite(data, 1, size, file) == size;
    if (fclose(file) != 0 || !wrote)
        fail_msg("%s: %s", path, strerror(errno));
}

bool aift_test_exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

int64_t aift_test_read_bytes(void *user, void *buffer, size_t size)
{
    aift_test_bytes *bytes = user;
    size_t n = bytes->size < size ? bytes->size : size;
    n = n < bytes->step ? n : bytes->step;
    memcpy(buffer, bytes->data, n);
    bytes->data = (const char *)bytes->data + n;
    bytes->size -= n;
    return (int64_t)n;
}
