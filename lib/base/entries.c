/* What a folder holds. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/entries.h"
#include "base/file_calls.h"

enum { SHOWN = 5 };

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
    for (struct dirent *entry; (entry = readdir(dir));)
        if (!is_known(entry->d_name, known) && ++found <= SHOWN)
            add(buf, size, found > 1 ? ", " : "", entry->d_name);
    closedir(dir);
    char more[48];
    snprintf(more, sizeof more, "%zu more", found > SHOWN ? found - SHOWN : 0);
    if (found > SHOWN)
        add(buf, size, " and ", more);
    return AIFT_OK;
}
