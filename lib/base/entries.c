/* What a folder holds. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/entries.h"
#include "base/file_calls.h"

enum { SHOWN = 5 };

/* The next entry; NULL at the end, or with an errno. A list that ends early must not pass for a whole one. */
static struct dirent *next_entry(DIR *dir, int *error)
{
    errno = 0;
    struct dirent *entry = readdir(dir);
    *error = entry ? 0 : errno;
    return entry;
}

static bool is_known(const char *name, const char *const *known)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return true;
    while (*known && strcmp(name, *known) != 0)
        known++;
    return *known != NULL;
}

static void add(char *buf, size_t size, const char *before, const char *name)
{
    size_t n = strlen(buf);
    snprintf(buf + n, size - n, "%s%s", before, name);
}

aift_status aift__entries_unknown(const char *path, const char *const *known, char *buf, size_t size)
{
    buf[0] = '\0';
    DIR *dir = opendir(path);
    if (!dir)
        return aift__file_fail(path, "cannot be listed", errno);
    size_t found = 0;
    int error = 0;
    for (struct dirent *entry; (entry = next_entry(dir, &error));)
        if (!is_known(entry->d_name, known) && ++found <= SHOWN)
            add(buf, size, found > 1 ? ", " : "", entry->d_name);
    closedir(dir);
    if (error)
        return aift__file_fail(path, "cannot be listed", error);
    char more[48];
    snprintf(more, sizeof more, "%zu more", found > SHOWN ? found - SHOWN : 0);
    if (found > SHOWN)
        add(buf, size, " and ", more);
    return AIFT_OK;
}

/* ---- the list ---- */

static void describe(const struct stat *st, aift__entry *entry)
{
    entry->device = (uint64_t)st->st_dev;
    entry->number = (uint64_t)st->st_ino;
    entry->size = (int64_t)st->st_size;
    entry->modified = (int64_t)st->st_mtime;
    entry->kind = S_ISREG(st->st_mode)   ? AIFT__FILE_REGULAR
                  : S_ISDIR(st->st_mode) ? AIFT__FILE_FOLDER
                                         : AIFT__FILE_OTHER;
}

aift_status aift__entry_of(const char *path, aift__entry *out)
{
    struct stat st;
    *out = (aift__entry){.kind = AIFT__FILE_NONE};
    if (stat(path, &st) != 0)
        return aift__file_fail(path, "cannot be examined", errno);
    describe(&st, out);
    return AIFT_OK;
}

void aift__entries_free(aift_context *context, aift__entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        aift__free(context, entries[i].name);
    aift__free(context, entries);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const aift__entry *)a)->name, ((const aift__entry *)b)->name);
}

static aift_status list(aift_context *context, const char *path, DIR *dir, aift__entry **out, size_t *n)
{
    static const char *const none[] = {NULL};
    size_t cap = 0;
    int error = 0;
    for (struct dirent *found; (found = next_entry(dir, &error));) {
        struct stat st;
        if (is_known(found->d_name, none))
            continue;
        AIFT__TRY(AIFT__RESERVE(context, *out, *n, cap));
        aift__entry *entry = &(*out)[*n];
        *entry = (aift__entry){.name = aift__strdup(context, found->d_name), .kind = AIFT__FILE_NONE};
        if (!entry->name)
            return AIFT_E_NOMEM;
        ++*n;
        if (fstatat(dirfd(dir), found->d_name, &st, 0) == 0)
            describe(&st, entry);
        else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != EACCES)
            return aift__file_fail(path, "what it holds cannot be examined", errno);
        /* else a link to nothing, to itself, or to where nobody may look */
    }
    return error ? aift__file_fail(path, "cannot be listed", error) : AIFT_OK;
}

aift_status aift__entries_list(aift_context *context, const char *path, aift__entry **out, size_t *n)
{
    *out = NULL;
    *n = 0;
    DIR *dir = opendir(path);
    if (!dir)
        return aift__file_fail(path, "cannot be listed", errno);
    aift_status status = list(context, path, dir, out, n);
    closedir(dir);
    if (status != AIFT_OK) {
        aift__entries_free(context, *out, *n);
        *out = NULL;
        *n = 0;
        return status;
    }
    if (*n)
        qsort(*out, *n, sizeof **out, by_name);
    return AIFT_OK;
}
