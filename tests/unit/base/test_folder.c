/* base/folder: what may be at the path, and that it holds the old or the new. What a killed process leaves is
 * tests/crash. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "base/folder.h"
#include "base/sink.h"

static aift_test_heap *heap;
static aift_context *context;
static const char *root;

static int set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 1);
    root = aift_test_folder();
    return 0;
}

static int tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

/* Ours is what holds a file `a`. */
static aift_status has_a(void *user, const char *path, bool *ours)
{
    *ours = aift_test_exists(aift_test_join(path, "a"));
    return AIFT_OK;
}

static const aift__folder_rules fresh = {false, has_a, NULL, "a test folder"};
static const aift__folder_rules over = {true, has_a, NULL, "a test folder"};

static aift_status save_in(aift_context *ctx, const char *path, const aift__folder_rules *rules,
                           const char *text)
{
    aift__folder *folder;
    aift_status status = aift__folder_begin(ctx, path, rules, &folder);
    if (status != AIFT_OK) {
        assert_null(folder);
        return status;
    }
    aift__sink sink = aift__folder_sink(folder);
    AIFT__GOTO(aift__folder_write(folder, "a", text, 1));
    AIFT__GOTO(aift__folder_write(folder, "a", text + 1, strlen(text) - 1));
    AIFT__GOTO(aift__sink_write(&sink, "empty", NULL, 0));
    AIFT__GOTO(aift__sink_write(&sink, "b", text, strlen(text)));
    return aift__folder_commit(folder);
out:
    aift__folder_abort(folder);
    return status;
}

static aift_status save(const char *path, const aift__folder_rules *rules, const char *text)
{
    return save_in(context, path, rules, text);
}

static void says_when_the_disk_has_no_room(void **state)
{
    aift__folder *folder;
    assert_ok(aift__folder_begin(context, aift_test_join(root, "big"), &fresh, &folder));
    assert_ok(aift__folder_room(folder, 1));
    assert_fails(aift__folder_room(folder, SIZE_MAX), AIFT_E_IO, "MB are needed, but the disk has room for");
    aift__folder_abort(folder);
}

static void assert_holds(const char *path, const char *text)
{
    assert_string_equal(aift_test_read(aift_test_join(path, "a"), NULL), text);
    assert_string_equal(aift_test_read(aift_test_join(path, "b"), NULL), text);
    assert_string_equal(aift_test_read(aift_test_join(path, "empty"), NULL), "");
}

static void assert_entries(const char *path, int want)
{
    int n = -2; /* . and .. */
    DIR *dir = opendir(path);
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    assert_int_equal(n, want);
}

static void writes_and_overwrites(void **state)
{
    const char *path = aift_test_join(root, "out");
    assert_ok(save(aift_test_join(root, "out//"), &fresh, "one"));
    assert_holds(path, "one");
    assert_fails(save(path, &fresh, "two"), AIFT_E_EXISTS, "already exists");
    assert_holds(path, "one");
    aift_test_write(aift_test_join(path, "old-file"), "x", 1);
    assert_int_equal(mkdir(aift_test_join(path, "sub"), 0700), 0);
    aift_test_write(aift_test_join(path, "sub/x"), "x", 1);
    assert_int_equal(chmod(path, 0750), 0);
    assert_ok(save(path, &over, "two"));
    assert_holds(path, "two");
    assert_entries(path, 3);
    assert_entries(root, 1);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0750);
    assert_ok(save(aift_test_join(root, "new"), &over, "three")); /* overwrite, and nothing is there */
    assert_holds(aift_test_join(root, "new"), "three");
}

static void replaces_only_its_own(void **state)
{
    const char *other = aift_test_join(root, "other"), *file = aift_test_join(root, "file");
    assert_int_equal(mkdir(other, 0700), 0);
    aift_test_write(aift_test_join(other, "thesis.tex"), "x", 1);
    aift_test_write(file, "x", 1);
    assert_fails(save(other, &over, "x"), AIFT_E_EXISTS, "other: is a folder, not a test folder");
    assert_fails(save(file, &over, "x"), AIFT_E_EXISTS, "file: is no folder, not a test folder");
    assert_fails(save(file, &fresh, "x"), AIFT_E_EXISTS, "file: already exists");
    assert_fails(save(aift_test_join(root, "no/out"), &fresh, "x"), AIFT_E_IO,
                 "no cannot be opened: No such file");
    assert_fails(save(aift_test_join(file, "out"), &fresh, "x"), AIFT_E_IO,
                 "cannot be opened: Not a directory");
    assert_fails(save("", &fresh, "x"), AIFT_E_IO, "empty");
    assert_fails(save("..", &fresh, "x"), AIFT_E_EXISTS, "already exists");
    assert_fails(save("/", &fresh, "x"), AIFT_E_IO, "nothing can be written");
    assert_string_equal(aift_test_read(aift_test_join(other, "thesis.tex"), NULL), "x");
    assert_entries(root, 2);
}

static void follows_links(void **state)
{
    const char *real = aift_test_join(root, "v1"), *link = aift_test_join(root, "current");
    const char *nowhere = aift_test_join(root, "nowhere");
    struct stat st;
    assert_int_equal(symlink("v1", link), 0);
    assert_int_equal(symlink("v0", nowhere), 0);
    assert_ok(save(real, &fresh, "one"));
    assert_fails(save(link, &fresh, "two"), AIFT_E_EXISTS, "current: already exists");
    assert_ok(save(link, &over, "two"));
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_holds(real, "two");
    assert_fails(save(nowhere, &fresh, "x"), AIFT_E_EXISTS, "already exists");
    assert_fails(save(nowhere, &over, "x"), AIFT_E_EXISTS, "no folder");
    assert_entries(root, 3);
}

static void takes_relative_paths(void **state)
{
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(root), 0);
    aift__folder *folder;
    assert_ok(aift__folder_begin(context, "rel", &fresh, &folder));
    assert_int_equal(chdir("/"), 0); /* the process may go elsewhere meanwhile */
    assert_ok(aift__folder_write(folder, "a", "x", 1));
    assert_ok(aift__folder_commit(folder));
    assert_string_equal(aift_test_read(aift_test_join(root, "rel/a"), NULL), "x");
    assert_int_equal(chdir(aift_test_join(root, "rel")), 0);
    assert_ok(save(".", &over, "dot"));
    assert_int_equal(chdir(before), 0);
    assert_holds(aift_test_join(root, "rel"), "dot");
    assert_entries(root, 1);
}

static void abort_leaves_nothing(void **state)
{
    aift__folder *folder;
    assert_ok(aift__folder_begin(context, aift_test_join(root, "out"), &fresh, &folder));
    assert_ok(aift__folder_write(folder, "a", "x", 1));
    assert_entries(root, 1);
    aift__folder_abort(folder);
    aift__folder_abort(NULL);
    assert_entries(root, 0);
}

static void refuses_bad_names(void **state)
{
    static const char *const names[] = {"", ".", "..", "a/b", "/etc/x"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        aift__folder *folder;
        assert_ok(aift__folder_begin(context, aift_test_join(root, "out"), &fresh, &folder));
        assert_fails(aift__folder_write(folder, names[i], "x", 1), AIFT_E_INVALID, "is no name for a file");
        aift__folder_abort(folder);
    }
    aift__folder *folder; /* the same file twice, with another between */
    assert_ok(aift__folder_begin(context, aift_test_join(root, "out"), &fresh, &folder));
    assert_ok(aift__folder_write(folder, "a", "x", 1));
    assert_ok(aift__folder_write(folder, "b", "x", 1));
    assert_fails(aift__folder_write(folder, "a", "x", 1), AIFT_E_IO, "a cannot be written: File exists");
    aift__folder_abort(folder);
    assert_entries(root, 0);
}

static void notices_others(void **state)
{
    const char *path = aift_test_join(root, "out");
    aift__folder *a, *b;
    assert_ok(aift__folder_begin(context, path, &fresh, &a));
    assert_ok(aift__folder_begin(context, path, &fresh, &b)); /* does not take a's sibling for a leftover */
    assert_ok(aift__folder_write(a, "a", "1", 1));
    assert_ok(aift__folder_write(b, "a", "2", 1));
    assert_ok(aift__folder_commit(a));
    assert_fails(aift__folder_commit(b), AIFT_E_EXISTS, "already exists");
    assert_string_equal(aift_test_read(aift_test_join(path, "a"), NULL), "1");
    assert_entries(root, 1);
}

static void removes_leftovers(void **state)
{
    static const char *const leftovers[] = {".out.aift-4194305-0", ".out.aift-1-12"};
    static const char *const others[] = {".out2.aift-4194305-0", ".out.aift-4194305-", ".out.aift-x-0",
                                         ".out.aift-4194305-0.bak"};
    for (size_t i = 0; i < AIFT__COUNT(leftovers); i++) {
        const char *folder = aift_test_join(root, leftovers[i]);
        assert_int_equal(mkdir(folder, 0700), 0);
        aift_test_write(aift_test_join(folder, "model"), "x", 1);
    }
    for (size_t i = 0; i < AIFT__COUNT(others); i++)
        assert_int_equal(mkdir(aift_test_join(root, others[i]), 0700), 0);
    assert_ok(save(aift_test_join(root, "out"), &fresh, "x"));
    for (size_t i = 0; i < AIFT__COUNT(leftovers); i++)
        assert_false(aift_test_exists(aift_test_join(root, leftovers[i])));
    for (size_t i = 0; i < AIFT__COUNT(others); i++)
        assert_true(aift_test_exists(aift_test_join(root, others[i])));
}

/* Between the two renames of a file system that cannot exchange: the old is put back. After them: it goes. */
static void recovers(void **state)
{
    const char *path = aift_test_join(root, "out"), *old = aift_test_join(root, ".out.aift-old");
    assert_ok(aift__folder_recover(context, path));
    assert_ok(aift__folder_recover(context, aift_test_join(root, "no/such")));
    assert_ok(save(path, &fresh, "one"));
    assert_int_equal(rename(path, old), 0);
    assert_ok(aift__folder_recover(context, path));
    assert_holds(path, "one");
    assert_int_equal(rename(path, old), 0);
    assert_fails(save(path, &fresh, "two"), AIFT_E_EXISTS, "already exists");
    assert_holds(path, "one");
    assert_int_equal(rename(path, old), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    aift_test_write(aift_test_join(path, "a"), "x", 1);
    assert_ok(save(path, &over, "two"));
    assert_holds(path, "two");
    assert_entries(root, 1);
}

static int stop(void *user, const char *name, const void *data, size_t size)
{
    return strcmp(name, "b") == 0 ? 7 : 0;
}

static void callback_sink(void **state)
{
    aift__sink sink = aift__sink_callback(stop, NULL);
    assert_ok(aift__sink_write(&sink, "a", "x", 1));
    assert_fails(aift__sink_write(&sink, "b", "x", 1), AIFT_E_IO, "b: the write callback stopped it (7)");
}

static aift_status save_over(aift_context *ctx, void *arg)
{
    aift_status status = save_in(ctx, arg, &over, "new");
    const char *a = aift_test_read(aift_test_join(arg, "a"), NULL);
    assert_true(strcmp(a, "new") == 0 || (status != AIFT_OK && strcmp(a, "old") == 0));
    assert_entries(root, 1);
    return status;
}

static void survives_failing_allocations(void **state)
{
    const char *path = aift_test_join(root, "out");
    assert_ok(save(path, &fresh, "old"));
    aift_test_sweep(save_over, (void *)(uintptr_t)path);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(says_when_the_disk_has_no_room),
        CASE(writes_and_overwrites),
        CASE(replaces_only_its_own),
        CASE(follows_links),
        CASE(takes_relative_paths),
        CASE(abort_leaves_nothing),
        CASE(refuses_bad_names),
        CASE(notices_others),
        CASE(removes_leftovers),
        CASE(recovers),
        CASE(callback_sink),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
