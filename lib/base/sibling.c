/* Making siblings, and removing those that dead processes left. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_calls.h"
#include "base/log.h"
#include "base/sibling.h"

enum { MAX_DEPTH = 64, MAX_TRIES = 1000 };

static int remove_at(int parent, const char *name, int depth);

static int remove_entries(DIR *dir, int depth)
{
    int first = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int error = remove_at(dirfd(dir), entry->d_name, depth + 1);
        first = first ? first : error;
    }
    return first;
}

static int remove_at(int parent, const char *name, int depth)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM) /* POSIX says EPERM of a folder, Linux EISDIR */
        return errno;
    if (depth > MAX_DEPTH)
        return ELOOP;
    int fd = aift__file_open_fd(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0)
        return errno == ENOENT ? 0 : errno;
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return ENOMEM;
    }
    int error = remove_entries(dir, depth);
    closedir(dir);
    if (error == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
        error = errno;
    return error;
}

int aift__remove_tree(int parent, const char *name)
{
    return remove_at(parent, name, 0);
}

bool aift__sibling_dead(int parent, const char *name, long pid, int *lock)
{
    *lock = aift__file_open_fd(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
    if (*lock < 0)
        return false;
    bool dead = flock(*lock, LOCK_EX | LOCK_NB) == 0;
    if (!dead && errno != EWOULDBLOCK) /* no locks here */
        dead = pid == 0 || (kill((pid_t)pid, 0) != 0 && errno == ESRCH);
    if (!dead) {
        close(*lock);
        *lock = -1;
    }
    return dead;
}

/* The process that made the sibling; 0 if the name is no sibling's: `.<name>.aift-<pid>-<n>`. */
static long maker(const char *entry, const char *name)
{
    size_t n = strlen(name);
    if (entry[0] != '.' || strncmp(entry + 1, name, n) != 0 || strncmp(entry + 1 + n, ".aift-", 6) != 0)
        return 0;
    const char *number = entry + 1 + n + 6;
    size_t digits = strspn(number, "0123456789");
    if (digits == 0 || digits > 10 || number[digits] != '-')
        return 0;
    const char *rest = number + digits + 1;
    if (*rest == '\0' || rest[strspn(rest, "0123456789")] != '\0')
        return 0;
    return strtol(number, NULL, 10);
}

static void remove_leftover(aift__target *target, const char *entry, long pid)
{
    int lock;
    if (!aift__sibling_dead(target->parent, entry, pid, &lock))
        return;
    int error = aift__remove_tree(target->parent, entry);
    close(lock);
    if (error)
        aift__log(target->context, AIFT_LOG_WARNING,
                  "%s: what an interrupted run left in %s cannot be removed: %s", target->path, entry,
                  aift__file_reason(error));
    else
        aift__log(target->context, AIFT_LOG_WARNING, "%s: removed what an interrupted run left in %s",
                  target->path, entry);
}

static void remove_leftovers(aift__target *target)
{
    int fd = aift__file_open_fd(target->parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) { /* what cannot be listed is not cleaned */
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        long pid = maker(entry->d_name, target->name);
        if (pid > 0)
            remove_leftover(target, entry->d_name, pid);
    }
    closedir(dir);
}

/* Until the lock is held, another maker may take the sibling for a leftover: so it is looked for again. */
static bool lock(int parent, const char *name, int fd)
{
    struct stat mine, there;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return false;
    return fstat(fd, &mine) == 0 && fstatat(parent, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

/* 0, EEXIST when the name is taken, or another errno. What replaces something is private until then. */
static int make(const aift__target *target, bool folder, aift__sibling *sibling)
{
    int flags = O_CLOEXEC | O_NOFOLLOW | (folder ? O_RDONLY | O_DIRECTORY : O_WRONLY | O_CREAT | O_EXCL);
    if (folder && mkdirat(target->parent, sibling->name, target->present ? 0700 : 0777) != 0)
        return errno;
    sibling->fd = aift__file_open_fd(target->parent, sibling->name, flags, target->present ? 0600 : 0666);
    if (sibling->fd < 0) {
        int error = folder && errno == ENOENT ? EEXIST : errno; /* ENOENT: taken for a leftover */
        if (folder && error != EEXIST)
            unlinkat(target->parent, sibling->name, AT_REMOVEDIR);
        return error;
    }
    if (lock(target->parent, sibling->name, sibling->fd))
        return 0;
    close(sibling->fd);
    return EEXIST;
}

aift_status aift__sibling_make(aift__target *target, bool folder, aift__sibling *sibling)
{
    *sibling = (aift__sibling){.fd = -1};
    remove_leftovers(target);
    int error = EEXIST;
    for (int i = 0; i < MAX_TRIES && error == EEXIST; i++) {
        sibling->name = aift__asprintf(target->context, ".%s.aift-%ld-%d", target->name, (long)getpid(), i);
        if (!sibling->name)
            return AIFT_E_NOMEM;
        error = make(target, folder, sibling);
        if (error)
            aift__free(target->context, sibling->name);
    }
    if (error == 0)
        return AIFT_OK;
    *sibling = (aift__sibling){.fd = -1};
    return aift__file_fail(target->path, "cannot be written", error);
}

void aift__sibling_discard(aift__target *target, aift__sibling *sibling)
{
    if (!sibling->name)
        return;
    int error = aift__remove_tree(target->parent, sibling->name);
    if (error)
        aift__log(target->context, AIFT_LOG_WARNING, "%s: %s beside it cannot be removed: %s", target->path,
                  sibling->name, aift__file_reason(error));
}

void aift__sibling_finish(aift__target *target, aift__sibling *sibling)
{
    if (sibling->fd >= 0)
        close(sibling->fd);
    aift__free(target->context, sibling->name);
    *sibling = (aift__sibling){.fd = -1};
}
