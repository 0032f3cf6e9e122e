/* base: a child that was forked while the library's threads held their locks, which nobody gives back there: loops,
 * reading ahead and giving a context back do not wait for them. */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#include "aift/version.h"
#include "base/base.h"
#include "base/parallel.h"
#include "base/prefetch.h"

enum { PATIENCE = 20, FILES = 2 * AIFT__PREFETCH_FILES }; /* seconds; more than are read ahead */

/* ---- a thread that waits holds its lock ---- */

static atomic_bool hold, held;

/* In front of the C library's: it comes back by itself now and then, as any may. While `hold`, it keeps the lock. */
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *lock)
{
    while (hold) {
        held = true;
        usleep(100);
    }
    pthread_mutex_unlock(lock);
    usleep(100);
    return pthread_mutex_lock(lock);
}

/* Forks while a thread holds its lock; in the child 0, and an alarm. */
static pid_t fork_while_held(void)
{
    held = false;
    hold = true;
    while (!held)
        usleep(100);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        alarm(PATIENCE);
    else
        hold = false;
    assert_true(child >= 0);
    return child;
}

static void assert_child_is_well(pid_t child, const char *what)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        fail_msg("%s: the child waits for ever", what);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s: the child failed", what);
}

/* What a child does, with assertions of its own: those of cmocka would go on with the parent's tests. */
#define IN_A_CHILD(what, good)                                                                               \
    do {                                                                                                     \
        const pid_t child = fork_while_held();                                                               \
        if (child == 0)                                                                                      \
            _exit((good) ? 0 : 1);                                                                           \
        assert_child_is_well(child, what);                                                                   \
    } while (0)

static bool has_one_thread(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/task");
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        n += entry->d_name[0] != '.';
    closedir(dir);
    return n == 1;
}

/* ---- loops ---- */

static void add(void *arg, int64_t begin, int64_t end)
{
    atomic_llong *sum = arg;
    for (int64_t i = begin; i < end; i++)
        atomic_fetch_add(sum, i);
}

static bool sums(aift_context *context)
{
    atomic_llong sum = 0;
    aift__parallel_for(context, 1000, 7, add, &sum);
    return sum == 999 * 1000 / 2;
}

static bool gives_back(aift_context *context)
{
    aift_context_release(context);
    return true;
}

static void loops(void **state)
{
    if (strstr(aift_build_info(), "threads openmp"))
        skip_because("this build has no threads of its own for loops");
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 4);
    assert_true(sums(context));
    IN_A_CHILD("a loop", sums(context));
    IN_A_CHILD("a loop, and giving the context back", sums(context) && gives_back(context));
    IN_A_CHILD("giving a context back", gives_back(context));
    assert_true(sums(context)); /* the parent's own go on */
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* ---- reading ahead ---- */

typedef struct files {
    aift_context *context;
    const char *folder;
} files;

static aift_status path_of(void *user, size_t i, char **path)
{
    const files *f = user;
    *path = aift__asprintf(f->context, "%s/%zu", f->folder, i);
    return *path ? AIFT_OK : AIFT_E_NOMEM;
}

static void write_files(const char *folder)
{
    for (int i = 0; i < FILES; i++) {
        char path[512], text[32];
        snprintf(path, sizeof path, "%s/%d", folder, i);
        snprintf(text, sizeof text, "file %d", i);
        aift_test_write(path, text, strlen(text));
    }
}

static bool takes(aift__prefetch *p, size_t i)
{
    aift__file_bytes bytes;
    char text[32];
    snprintf(text, sizeof text, "file %zu", i);
    const bool good = aift__prefetch_take(p, i, &bytes) == AIFT_OK && bytes.size == strlen(text) &&
                      memcmp(bytes.data, text, bytes.size) == 0;
    aift__file_unmap(&bytes);
    return good;
}

static bool stops(aift__prefetch *p)
{
    aift__prefetch_stop(p);
    return true;
}

/* In a child nobody reads ahead: each file is read by whoever takes it. */
static bool starts(files *f)
{
    aift__prefetch *p;
    return aift__prefetch_start(f->context, FILES, path_of, f, &p) == AIFT_OK && has_one_thread() &&
           takes(p, 3) && stops(p);
}

static void reading_ahead(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    files f = {context, aift_test_folder()};
    aift__prefetch *p;
    write_files(f.folder);
    assert_ok(aift__prefetch_start(context, FILES, path_of, &f, &p));
    IN_A_CHILD("taking a file that was read", takes(p, 0));
    IN_A_CHILD("taking a file that was not read", takes(p, FILES - 1));
    IN_A_CHILD("stopping", stops(p));
    IN_A_CHILD("starting anew", starts(&f));
    for (size_t i = 0; i < FILES; i++) /* the parent's own goes on */
        assert_true(takes(p, i));
    aift__prefetch_stop(p);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loops),
        cmocka_unit_test(reading_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
