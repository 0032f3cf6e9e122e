/* base/folder and base/file when the process is killed, a call fails, or the disk fills up: the path holds
 * exactly the old or the new. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sweeps.h"

#include "base/file.h"
#include "base/folder.h"

static const char *root, *path;
static aift_context *context;
static bool siblings_may_stay;

static int set_up(void **state)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = 1; /* a child of fork has no other threads */
    root = aift_test_folder();
    path = aift_test_join(root, "out");
    siblings_may_stay = true;
    return aift_context_create(&options, &context);
}

static int tear_down(void **state)
{
    aift_context_release(context);
    return 0;
}

static aift_status always(void *user, const char *at, bool *ours)
{
    *ours = true;
    return AIFT_OK;
}

static aift_status save(const char *text)
{
    const aift__folder_rules rules = {true, always, NULL, "a test folder"};
    aift__folder *folder;
    AIFT__TRY(aift__folder_begin(context, path, &rules, &folder));
    aift_status status = AIFT_OK;
    for (int i = 0; i < 2 && status == AIFT_OK; i++) {
        status = aift__folder_write(folder, i ? "b" : "a", text, 2);
        if (status == AIFT_OK)
            status = aift__folder_write(folder, i ? "b" : "a", text + 2, strlen(text) - 2);
    }
    if (status == AIFT_OK)
        return aift__folder_commit(folder);
    aift__folder_abort(folder);
    return status;
}

static int entries(const char *folder)
{
    int n = -2;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static bool folder_holds(const char *text)
{
    return entries(path) == 2 && strcmp(aift_test_read(aift_test_join(path, "a"), NULL), text) == 0 &&
           strcmp(aift_test_read(aift_test_join(path, "b"), NULL), text) == 0;
}

static void prepare_old(void *arg)
{
    assert_ok(save("the old"));
    assert_int_equal(entries(root), 1); /* what the run before left is gone */
}

static void prepare_nothing(void *arg)
{
    prepare_old(arg);
    unlink(aift_test_join(path, "a"));
    unlink(aift_test_join(path, "b"));
    assert_int_equal(rmdir(path), 0);
}

static aift_status save_new(void *arg)
{
    return save("the new one");
}

static void check_old_or_new(void *arg, bool done)
{
    if (!siblings_may_stay)
        assert_int_equal(entries(root), 1);
    assert_ok(aift__folder_recover(context, path)); /* what a reader does; without exchange it may have to */
    if (!folder_holds(done ? "the new one" : "the old"))
        assert_true(folder_holds("the new one"));
}

static void check_nothing_or_new(void *arg, bool done)
{
    if (done || aift_test_exists(path))
        assert_true(folder_holds("the new one"));
    if (!siblings_may_stay)
        assert_int_equal(entries(root), done);
}

static void over_an_old_folder(void **state)
{
    for (int no_exchange = 0; no_exchange < 2; no_exchange++) {
        aift_test_crash crash = {prepare_old, save_new, check_old_or_new, NULL, no_exchange};
        siblings_may_stay = true;
        assert_true(aift_test_kill_sweep(&crash) > 15);
        assert_true(aift_test_fail_sweep(&crash) > 15);
        siblings_may_stay = false;
        assert_true(aift_test_full_sweep(&crash) > 6);
    }
}

static void at_a_new_path(void **state)
{
    for (int no_exchange = 0; no_exchange < 2; no_exchange++) {
        aift_test_crash crash = {prepare_nothing, save_new, check_nothing_or_new, NULL, no_exchange};
        siblings_may_stay = true;
        assert_true(aift_test_kill_sweep(&crash) > 12);
        assert_true(aift_test_fail_sweep(&crash) > 12);
        siblings_may_stay = false;
        assert_true(aift_test_full_sweep(&crash) > 6);
    }
}

static void prepare_file(void *arg)
{
    assert_ok(aift__file_write_atomic(context, path, "the old", 7));
    assert_int_equal(entries(root), 1);
}

static aift_status write_file(void *arg)
{
    return aift__file_write_atomic(context, path, "the new one", 11);
}

static void check_file(void *arg, bool done)
{
    const char *text = aift_test_read(path, NULL);
    if (strcmp(text, done ? "the new one" : "the old") != 0)
        assert_string_equal(text, "the new one");
    if (!siblings_may_stay)
        assert_int_equal(entries(root), 1);
}

static void one_file(void **state)
{
    aift_test_crash crash = {prepare_file, write_file, check_file, NULL, false};
    assert_true(aift_test_kill_sweep(&crash) > 6);
    assert_true(aift_test_fail_sweep(&crash) > 6);
    siblings_may_stay = false;
    assert_true(aift_test_full_sweep(&crash) > 2);
}

/* Shows that the sweep would see a folder that is half written. */
static aift_status write_in_place(void *arg)
{
    unlink(aift_test_join(path, "a"));
    aift__file_write_atomic(context, aift_test_join(path, "a"), "the new one", 11);
    aift__file_write_atomic(context, aift_test_join(path, "b"), "the new one", 11);
    return AIFT_OK;
}

static int bad;

static void count_bad(void *arg, bool done)
{
    if (!aift_test_exists(aift_test_join(path, "a")) ||
        (!folder_holds("the old") && !folder_holds("the new one")))
        bad++;
}

static void sees_what_is_half_written(void **state)
{
    aift_test_crash crash = {prepare_old, write_in_place, count_bad, NULL, false};
    bad = 0;
    aift_test_kill_sweep(&crash);
    assert_true(bad > 0);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(over_an_old_folder),
        CASE(at_a_new_path),
        CASE(one_file),
        CASE(sees_what_is_half_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
