/* The C library's file-system calls, with a counter in front. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

typedef enum mode { PASS, KILL, FAIL, FULL } mode;

static mode armed;
static int left; /* calls that still pass */
static bool hit, no_exchange;

static void arm(mode m, int n, bool without_exchange)
{
    hit = false;
    left = n;
    no_exchange = without_exchange;
    armed = m;
}

/* Whether the call is to fail; errno is set then. */
static bool fails(bool needs_space)
{
    if (armed == PASS)
        return false;
    if (armed == FULL && !needs_space)
        return false;
    if (left-- > 0)
        return false;
    if (armed == FAIL && hit)
        return false;
    hit = true;
    if (armed == KILL)
        syscall(SYS_kill, getpid(), SIGKILL);
    errno = armed == FULL ? ENOSPC : EIO;
    return true;
}

static int open_at(int folder, const char *path, int flags, mode_t m)
{
    return fails(flags & O_CREAT) ? -1 : (int)syscall(SYS_openat, folder, path, flags, m);
}

static mode_t mode_of(int flags, va_list args)
{
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

#define OPEN(name)                                                                                           \
    int name(const char *path, int flags, ...)                                                               \
    {                                                                                                        \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode_t m = mode_of(flags, args);                                                                     \
        va_end(args);                                                                                        \
        return open_at(AT_FDCWD, path, flags, m);                                                            \
    }
#define OPENAT(name)                                                                                         \
    int name(int folder, const char *path, int flags, ...)                                                   \
    {                                                                                                        \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode_t m = mode_of(flags, args);                                                                     \
        va_end(args);                                                                                        \
        return open_at(folder, path, flags, m);                                                              \
    }
/* Where files may be large, the headers give open the other name. */
#undef open
#undef openat
OPEN(open)
OPENAT(openat)
#ifndef __USE_FILE_OFFSET64
OPEN(open64)
OPENAT(openat64)
#endif

ssize_t write(int fd, const void *data, size_t size)
{
    return fails(true) ? -1 : syscall(SYS_write, fd, data, size);
}

int fsync(int fd)
{
    struct stat st; /* a folder's entries have their space already */
    bool file = fstat(fd, &st) != 0 || !S_ISDIR(st.st_mode);
    return fails(file) ? -1 : (int)syscall(SYS_fsync, fd);
}

int close(int fd)
{
    bool fail = fails(false);
    int result = (int)syscall(SYS_close, fd); /* a close that fails has closed */
    return fail ? (errno = EIO, -1) : result;
}

int flock(int fd, int operation)
{
    return fails(false) ? -1 : (int)syscall(SYS_flock, fd, operation);
}

int fchmod(int fd, mode_t m)
{
    return fails(false) ? -1 : (int)syscall(SYS_fchmod, fd, m);
}

int mkdirat(int folder, const char *path, mode_t m)
{
    return fails(true) ? -1 : (int)syscall(SYS_mkdirat, folder, path, m);
}

int mkdir(const char *path, mode_t m)
{
    return mkdirat(AT_FDCWD, path, m);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (fails(false))
        return -1;
    if (flags && no_exchange) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return renameat2(from_folder, from, to_folder, to, 0);
}

int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
    return fails(false) ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

enum { NO_END = 100000 };

/* True if the child was killed. */
static bool run_child(const aift_test_crash *crash, int k)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        arm(KILL, k, crash->no_exchange);
        _exit(crash->act(crash->arg) == AIFT_OK ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return true;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("call %d: the child ended with wait status %d", k + 1, status);
    return false;
}

int aift_test_kill_sweep(const aift_test_crash *crash)
{
    for (int k = 0; k < NO_END; k++) {
        crash->prepare(crash->arg);
        bool killed = run_child(crash, k);
        crash->check(crash->arg, !killed);
        if (!killed)
            return k;
    }
    fail_msg("no end after %d calls", NO_END);
    return -1;
}

static int fail_sweep(const aift_test_crash *crash, mode m)
{
    for (int k = 0; k < NO_END; k++) {
        crash->prepare(crash->arg);
        arm(m, k, crash->no_exchange);
        aift_status status = crash->act(crash->arg);
        bool was_hit = hit;
        arm(PASS, 0, false);
        if ((!was_hit && status != AIFT_OK) || (m == FULL && was_hit && status == AIFT_OK))
            fail_msg("call %d: %s: %s", k + 1, aift_status_name(status), aift_last_error());
        crash->check(crash->arg, status == AIFT_OK);
        if (!was_hit)
            return k;
    }
    fail_msg("no end after %d calls", NO_END);
    return -1;
}

int aift_test_fail_sweep(const aift_test_crash *crash)
{
    return fail_sweep(crash, FAIL);
}

int aift_test_full_sweep(const aift_test_crash *crash)
{
    return fail_sweep(crash, FULL);
}
