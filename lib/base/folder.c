/* Writing a whole folder in one step. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file_calls.h"
#include "base/folder.h"
#include "base/log.h"
#include "base/sibling.h"

struct aift__folder {
    aift_context *context;
    aift__folder_rules rules;
    aift__target target;
    aift__sibling sibling;
    char *file; /* the file that is being written; NULL: none */
    int fd;     /* of it */
};

/* Whether what is at the path now, if anything, may be replaced. */
static aift_status check(aift__folder *folder)
{
    const aift__folder_rules *rules = &folder->rules;
    aift__target *target = &folder->target;
    AIFT__TRY(aift__target_look(target));
    if (!target->present)
        return AIFT_OK;
    if (!rules->overwrite)
        return aift__fail(AIFT_E_EXISTS,
                          "%s: already exists; ask for it to be overwritten, or give another path",
                          target->path);
    bool ours = false;
    if (target->folder)
        AIFT__TRY(rules->ours(rules->user, target->path, &ours));
    if (!ours)
        return aift__fail(AIFT_E_EXISTS, "%s: is %s, not %s, and is not overwritten; give another path",
                          target->path, target->folder ? "a folder" : "no folder", rules->what);
    return AIFT_OK;
}

static void end(aift__folder *folder)
{
    if (folder->fd >= 0)
        close(folder->fd);
    aift__free(folder->context, folder->file);
    aift__sibling_finish(&folder->target, &folder->sibling);
    aift__target_close(&folder->target);
    aift__free(folder->context, folder);
}

void aift__folder_abort(aift__folder *folder)
{
    if (!folder)
        return;
    aift__sibling_discard(&folder->target, &folder->sibling);
    end(folder);
}

/* Where an old folder stands between the two renames of a file system that cannot exchange. */
static char *old_name(const aift__target *target)
{
    return aift__asprintf(target->context, ".%s.aift-old", target->name);
}

/* The old folder gets its name again, or is removed where there is a new one; 0 or an errno. */
static int put_back(aift__target *target, const char *old)
{
    if (target->present)
        return aift__remove_tree(target->parent, old);
    if (renameat(target->parent, old, target->parent, target->name) != 0)
        return errno;
    return aift__file_sync_fd(target->parent);
}

static aift_status recover(aift__target *target)
{
    char *old = old_name(target);
    if (!old)
        return AIFT_E_NOMEM;
    int lock = -1, error = 0;
    aift_status status = AIFT_OK;
    struct stat st;
    if (fstatat(target->parent, old, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        aift__sibling_dead(target->parent, old, 0, &lock)) {
        status = aift__target_look(target);
        if (status == AIFT_OK)
            error = put_back(target, old);
        close(lock);
        if (status == AIFT_OK)
            status = aift__target_look(target);
    }
    if (status == AIFT_OK && error && !target->present)
        status = aift__fail(AIFT_E_IO,
                            "%s: an interrupted run left it under the name %s, and it cannot be renamed: %s",
                            target->path, old, aift__file_reason(error));
    else if (error)
        aift__log(target->context, AIFT_LOG_WARNING, "%s: %s beside it cannot be removed: %s", target->path,
                  old, aift__file_reason(error));
    aift__free(target->context, old);
    return status;
}

aift_status aift__folder_recover(aift_context *context, const char *path)
{
    aift__target target;
    aift_status status = aift__target_open(context, path, &target);
    if (status != AIFT_OK) /* nothing can be there; whoever reads the path says why */
        return status == AIFT_E_NOMEM ? status : AIFT_OK;
    status = recover(&target);
    aift__target_close(&target);
    return status;
}

aift_status aift__folder_begin(aift_context *context, const char *path, const aift__folder_rules *rules,
                               aift__folder **out)
{
    *out = NULL;
    aift__folder *folder = aift__calloc(context, 1, sizeof *folder);
    if (!folder)
        return AIFT_E_NOMEM;
    *folder = (aift__folder){.context = context, .rules = *rules, .fd = -1};
    folder->target.parent = folder->sibling.fd = -1;
    aift_status status;
    AIFT__GOTO(aift__target_open(context, path, &folder->target));
    AIFT__GOTO(recover(&folder->target));
    AIFT__GOTO(check(folder));
    AIFT__GOTO(aift__sibling_make(&folder->target, true, &folder->sibling));
    *out = folder;
    return AIFT_OK;
out:
    end(folder);
    return status;
}

aift_status aift__folder_room(aift__folder *folder, size_t bytes)
{
    struct statvfs disk;
    if (fstatvfs(folder->sibling.fd, &disk) != 0 || disk.f_blocks == 0) /* it does not say */
        return AIFT_OK;
    double room = (double)disk.f_bavail * (double)disk.f_frsize;
    if (room >= (double)bytes)
        return AIFT_OK;
    return aift__fail(AIFT_E_IO, "%s: %.1f MB are needed, but the disk has room for %.1f MB",
                      folder->target.path, (double)bytes / 1e6, room / 1e6);
}

static aift_status fail_file(aift__folder *folder, const char *name, int error)
{
    return aift__fail(AIFT_E_IO, "%s: %s cannot be written: %s", folder->target.path, name,
                      aift__file_reason(error));
}

static aift_status end_file(aift__folder *folder)
{
    if (folder->fd < 0)
        return AIFT_OK;
    int error = aift__file_sync_fd(folder->fd);
    if (close(folder->fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    folder->fd = -1;
    return error ? fail_file(folder, folder->file, error) : AIFT_OK;
}

static aift_status begin_file(aift__folder *folder, const char *name)
{
    AIFT__TRY(end_file(folder));
    if (*name == '\0' || strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return aift__fail(AIFT_E_INVALID, "%s: \"%s\" is no name for a file in it", folder->target.path,
                          name);
    aift__free(folder->context, folder->file);
    folder->file = aift__strdup(folder->context, name);
    if (!folder->file)
        return AIFT_E_NOMEM;
    folder->fd = aift__file_open_fd(folder->sibling.fd, name,
                                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    return folder->fd < 0 ? fail_file(folder, name, errno) : AIFT_OK;
}

aift_status aift__folder_write(aift__folder *folder, const char *name, const void *data, size_t size)
{
    if (folder->fd < 0 || strcmp(folder->file, name) != 0)
        AIFT__TRY(begin_file(folder, name));
    int error = aift__file_write_fd(folder->fd, data, size);
    return error ? fail_file(folder, name, error) : AIFT_OK;
}

static aift_status write_sink(const aift__sink *sink, const char *name, const void *data, size_t size)
{
    return aift__folder_write(sink->user, name, data, size);
}

aift__sink aift__folder_sink(aift__folder *folder)
{
    return (aift__sink){write_sink, folder, NULL};
}

/* To a path that must be free; 0 or an errno. */
static int publish_new(aift__target *target, const char *name)
{
    if (renameat2(target->parent, name, target->parent, target->name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (aift__target_look(target) != AIFT_OK) /* this file system has no such flag: the best that is left */
        return EIO;
    if (target->present)
        return EEXIST;
    return renameat(target->parent, name, target->parent, target->name) == 0 ? 0 : errno;
}

/* Two renames, for a file system that cannot exchange. The old folder is locked meanwhile, so that a recovery
 * in another process waits its turn. */
static int publish_in_two(aift__target *target, const char *name, const char *old)
{
    int error = 0, fd = aift__file_open_fd(target->parent, target->name,
                                           O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    flock(fd, LOCK_EX | LOCK_NB);
    if (renameat(target->parent, target->name, target->parent, old) != 0)
        error = errno;
    else if (renameat(target->parent, name, target->parent, target->name) != 0) {
        error = errno;
        renameat(target->parent, old, target->parent, target->name); /* else the next run does it */
    }
    close(fd);
    return error;
}

/* Over an old folder, which has the name *rest afterwards; 0 or an errno. */
static int publish_over(aift__target *target, const char *name, const char *old, const char **rest)
{
    *rest = name;
    if (renameat2(target->parent, name, target->parent, target->name, RENAME_EXCHANGE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    *rest = old;
    return publish_in_two(target, name, old);
}

/* *published tells whether the sibling has the path's name now, also when a later call failed. */
static aift_status publish(aift__folder *folder, const char *old, bool *published)
{
    aift__target *target = &folder->target;
    const char *rest = NULL;
    int error = 0;
    if (target->present && fchmod(folder->sibling.fd, target->mode) != 0)
        error = errno;
    if (error == 0)
        error = aift__file_sync_fd(folder->sibling.fd);
    if (error == 0)
        error = target->present ? publish_over(target, folder->sibling.name, old, &rest)
                                : publish_new(target, folder->sibling.name);
    if (error == EEXIST || error == ENOTEMPTY)
        return aift__fail(AIFT_E_EXISTS, "%s: something else was written there meanwhile; give another path",
                          target->path);
    if (error)
        return aift__file_fail(target->path, "cannot be written", error);
    *published = true;
    error = aift__file_sync_fd(target->parent);
    if (error)
        return aift__file_fail(target->path, "is written, but the folder around it cannot be synced", error);
    if (rest && (error = aift__remove_tree(target->parent, rest)) != 0)
        aift__log(folder->context, AIFT_LOG_WARNING, "%s: the replaced folder, now %s, cannot be removed: %s",
                  target->path, rest, aift__file_reason(error));
    return AIFT_OK;
}

aift_status aift__folder_commit(aift__folder *folder)
{
    bool published = false;
    char *old = old_name(&folder->target);
    aift_status status = old ? end_file(folder) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = check(folder);
    if (status == AIFT_OK)
        status = publish(folder, old, &published);
    aift__free(folder->context, old);
    if (!published)
        aift__sibling_discard(&folder->target, &folder->sibling);
    end(folder);
    return status;
}
