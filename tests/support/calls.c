/* The C library's system calls, with a counter in front. */
#define _GNU_SOURCE 1
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls.h"

/* Kinds of calls. */
enum {
    OPEN = 1,
    CREATE = 2, /* a file */
    WRITE = 4,
    SYNC = 8,
    CLOSE = 16,
    LOCK = 32,
    CHANGE = 64, /* modes and names */
    READ = 128,
    LOOK = 256,
    LIST = 512,
    MAP = 1024,
    THREAD = 2048,
    FOLDER = 4096, /* is made */
    WRITING = OPEN | CREATE | FOLDER | WRITE | SYNC | CLOSE | LOCK | CHANGE,
};

static const struct {
    unsigned kinds;
    int error;
    bool stays;
} faults[] = {
    [AIFT_TEST_NOTHING] = {0, 0, false},
    [AIFT_TEST_KILL] = {WRITING, 0, false},
    [AIFT_TEST_FAIL] = {WRITING, EIO, false},
    [AIFT_TEST_FULL] = {CREATE | FOLDER | WRITE | SYNC, ENOSPC, true},
    [AIFT_TEST_READ] = {READ | LOOK | LIST, EIO, false},
    [AIFT_TEST_MAP] = {MAP, ENOMEM, false},
    [AIFT_TEST_INTERRUPT] = {OPEN | CREATE | WRITE | SYNC | READ, EINTR, false},
    [AIFT_TEST_SHORT] = {READ | WRITE, 0, true},
    [AIFT_TEST_THREAD] = {THREAD, EAGAIN, false},
    [AIFT_TEST_THREADS] = {THREAD, EAGAIN, true},
};

enum { FEW = 7 }; /* bytes of a short read or write */

static _Atomic aift_test_fault armed;
static atomic_int left, counted; /* calls until the fault; calls since it was armed */
static atomic_bool hit, no_exchange;

void aift_test_calls_arm(aift_test_fault fault, int nth)
{
    hit = false;
    counted = 0;
    left = nth;
    armed = fault;
}

bool aift_test_calls_disarm(void)
{
    armed = AIFT_TEST_NOTHING;
    return hit;
}

int aift_test_calls_counted(void)
{
    return counted;
}

void aift_test_calls_no_exchange(bool refused)
{
    no_exchange = refused;
}

/* The program, or the library. */
static bool is_ours(const void *caller)
{
    Dl_info info, program;
    if (!dladdr(caller, &info) || !info.dli_fname)
        return false;
    const char *slash = strrchr(info.dli_fname, '/'), *name = slash ? slash + 1 : info.dli_fname;
    return strncmp(name, "libaift.", 8) == 0 ||
           (dladdr((const void *)getauxval(AT_ENTRY), &program) && info.dli_fbase == program.dli_fbase);
}

/* Whether the call meets the fault. */
static bool meets(unsigned kind, const void *caller)
{
    const aift_test_fault fault = armed;
    if (!(faults[fault].kinds & kind) || !is_ours(caller))
        return false;
    counted++;
    const int n = atomic_fetch_sub(&left, 1);
    if (n > 1 || (n < 1 && !faults[fault].stays))
        return false;
    hit = true;
    return true;
}

/* Whether it fails; errno is set then. */
static bool fails(unsigned kind, const void *caller)
{
    const aift_test_fault fault = armed;
    if (fault == AIFT_TEST_SHORT || !meets(kind, caller))
        return false;
    if (fault == AIFT_TEST_KILL)
        syscall(SYS_kill, getpid(), SIGKILL);
    errno = faults[fault].error;
    return true;
}

static size_t bytes_of(unsigned kind, size_t size, const void *caller)
{
    return armed == AIFT_TEST_SHORT && meets(kind, caller) && size > FEW ? FEW : size;
}

#define CALLER __builtin_return_address(0)

/* ---- files ---- */

static mode_t mode_of(int flags, va_list args)
{
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

static int open_at(int folder, const char *path, int flags, mode_t m, const void *caller)
{
    if (fails(flags & O_CREAT ? CREATE : OPEN, caller))
        return -1;
    return (int)syscall(SYS_openat, folder, path, flags, m);
}

#define OPEN_AS(name)                                                                                        \
    int name(const char *path, int flags, ...)                                                               \
    {                                                                                                        \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode_t m = mode_of(flags, args);                                                                     \
        va_end(args);                                                                                        \
        return open_at(AT_FDCWD, path, flags, m, CALLER);                                                    \
    }
#define OPENAT_AS(name)                                                                                      \
    int name(int folder, const char *path, int flags, ...)                                                   \
    {                                                                                                        \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode_t m = mode_of(flags, args);                                                                     \
        va_end(args);                                                                                        \
        return open_at(folder, path, flags, m, CALLER);                                                      \
    }
/* Where files may be large, the headers give open (and stat, mmap, readdir) the other name. */
#undef open
#undef openat
OPEN_AS(open)
OPENAT_AS(openat)
#ifndef __USE_FILE_OFFSET64
OPEN_AS(open64)
OPENAT_AS(openat64)
#endif

ssize_t read(int fd, void *data, size_t size)
{
    if (fails(READ, CALLER))
        return -1;
    return syscall(SYS_read, fd, data, bytes_of(READ, size, CALLER));
}

ssize_t write(int fd, const void *data, size_t size)
{
    if (fails(WRITE, CALLER))
        return -1;
    return syscall(SYS_write, fd, data, bytes_of(WRITE, size, CALLER));
}

/* Nothing is really synced, which takes long: who is killed loses nothing that the system has. */
int fsync(int fd)
{
    struct stat st; /* a folder's entries have their space already */
    const bool folder = syscall(SYS_fstat, fd, &st) == 0 && S_ISDIR(st.st_mode);
    return !(armed == AIFT_TEST_FULL && folder) && fails(SYNC, CALLER) ? -1 : 0;
}

int fdatasync(int fd) /* SQLite's */
{
    return fails(SYNC, CALLER) ? -1 : 0;
}

int close(int fd)
{
    bool fail = fails(CLOSE, CALLER);
    int result = (int)syscall(SYS_close, fd); /* a close that fails has closed */
    return fail ? (errno = EIO, -1) : result;
}

int flock(int fd, int operation)
{
    return fails(LOCK, CALLER) ? -1 : (int)syscall(SYS_flock, fd, operation);
}

int fchmod(int fd, mode_t m)
{
    return fails(CHANGE, CALLER) ? -1 : (int)syscall(SYS_fchmod, fd, m);
}

/* ---- names ---- */

static int make_folder(int folder, const char *path, mode_t m, const void *caller)
{
    return fails(FOLDER, caller) ? -1 : (int)syscall(SYS_mkdirat, folder, path, m);
}

int mkdirat(int folder, const char *path, mode_t m)
{
    return make_folder(folder, path, m, CALLER);
}

int mkdir(const char *path, mode_t m)
{
    return make_folder(AT_FDCWD, path, m, CALLER);
}

static int rename_at(int from_folder, const char *from, int to_folder, const char *to, unsigned flags,
                     const void *caller)
{
    if (fails(CHANGE, caller))
        return -1;
    if (flags && no_exchange) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    return rename_at(from_folder, from, to_folder, to, flags, CALLER);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return rename_at(from_folder, from, to_folder, to, 0, CALLER);
}

int rename(const char *from, const char *to)
{
    return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0, CALLER);
}

static int unlink_at(int folder, const char *path, int flags, const void *caller)
{
    return fails(CHANGE, caller) ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int unlinkat(int folder, const char *path, int flags)
{
    return unlink_at(folder, path, flags, CALLER);
}

int unlink(const char *path)
{
    return unlink_at(AT_FDCWD, path, 0, CALLER);
}

int rmdir(const char *path)
{
    return unlink_at(AT_FDCWD, path, AT_REMOVEDIR, CALLER);
}

/* ---- looking ---- */

int fstat(int fd, struct stat *st)
{
    return fails(LOOK, CALLER) ? -1 : (int)syscall(SYS_fstat, fd, st);
}

int stat(const char *path, struct stat *st)
{
    return fails(LOOK, CALLER) ? -1 : (int)syscall(SYS_newfstatat, AT_FDCWD, path, st, 0);
}

int fstatat(int folder, const char *path, struct stat *st, int flags)
{
    return fails(LOOK, CALLER) ? -1 : (int)syscall(SYS_newfstatat, folder, path, st, flags);
}

static void *the_next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

DIR *opendir(const char *path)
{
    static DIR *(*next)(const char *);
    if (!next)
        *(void **)&next = the_next("opendir");
    return fails(LIST, CALLER) ? NULL : next(path);
}

DIR *fdopendir(int fd)
{
    static DIR *(*next)(int);
    if (!next)
        *(void **)&next = the_next("fdopendir");
    return fails(LIST, CALLER) ? NULL : next(fd);
}

struct dirent *readdir(DIR *dir)
{
    static struct dirent *(*next)(DIR *);
    if (!next)
        *(void **)&next = the_next("readdir64");
    return fails(LIST, CALLER) ? NULL : next(dir);
}

/* ---- memory and threads ---- */

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (fails(MAP, CALLER))
        return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *arg)
{
    static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!next)
        *(void **)&next = the_next("pthread_create");
    return fails(THREAD, CALLER) ? errno : next(thread, attributes, run, arg);
}
