/* Where something is to be published: links, trailing slashes and relative paths are settled once. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_calls.h"
#include "base/target.h"

void aift__target_close(aift__target *target)
{
    if (!target->context)
        return;
    if (target->parent >= 0)
        close(target->parent);
    aift__free(target->context, target->path);
    aift__free(target->context, target->name);
    *target = (aift__target){.parent = -1};
}

aift_status aift__target_look(aift__target *target)
{
    struct stat st;
    target->present = fstatat(target->parent, target->name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (!target->present && errno != ENOENT)
        return aift__file_fail(target->path, "cannot be examined", errno);
    target->folder = target->present && S_ISDIR(st.st_mode);
    target->regular = target->present && S_ISREG(st.st_mode);
    target->mode = target->present ? st.st_mode & 07777 : 0;
    return AIFT_OK;
}

/* Cuts "a/b" into the folder "a", opened, and the name "b". */
static aift_status split(aift__target *target, char *path)
{
    char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return aift__fail(AIFT_E_IO, "%s: nothing can be written at this path", target->path);
    target->name = aift__strdup(target->context, name);
    if (!target->name)
        return AIFT_E_NOMEM;
    const char *parent = !slash ? "." : slash == path ? "/" : path;
    if (slash)
        *slash = '\0';
    target->parent =
        aift__file_open_fd(AT_FDCWD, *parent ? parent : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (target->parent < 0)
        return aift__fail(AIFT_E_IO, "%s: the folder %s cannot be opened: %s", target->path,
                          *parent ? parent : "/", aift__file_reason(errno));
    return AIFT_OK;
}

static aift_status open_target(aift__target *target)
{
    char path[PATH_MAX], real[PATH_MAX];
    size_t n = strlen(target->path);
    while (n > 1 && target->path[n - 1] == '/')
        n--;
    if (n == 0)
        return aift__fail(AIFT_E_IO, "the path to write to is empty");
    if (n >= sizeof path)
        return aift__file_fail(target->path, "cannot be written", ENAMETOOLONG);
    memcpy(path, target->path, n);
    path[n] = '\0';
    /* What is there may be a link, or "." under another name; a link to nothing stays what it is. */
    AIFT__TRY(split(target, realpath(path, real) ? real : path));
    return aift__target_look(target);
}

aift_status aift__target_open(aift_context *context, const char *path, aift__target *target)
{
    *target = (aift__target){.context = context, .parent = -1};
    target->path = aift__strdup(context, path);
    aift_status status = target->path ? open_target(target) : AIFT_E_NOMEM;
    if (status != AIFT_OK)
        aift__target_close(target);
    return status;
}
