/* base/origin: a process knows itself, and so do its children, however they were made. */
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "fixture.h"

#include "base/origin.h"

static pid_t fork_it(void)
{
    return fork();
}

/* Without what the C library does around it. */
static pid_t clone_it(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

/* What a child, and a child of it, say. */
static int answers(const aift__origin *origin, pid_t (*make)(void))
{
    int status;
    const pid_t child = make();
    if (child == 0) {
        const pid_t second = make();
        const int elsewhere = aift__origin_is_elsewhere(origin);
        if (second == 0)
            _exit(elsewhere);
        _exit(second > 0 && waitpid(second, &status, 0) == second && status == 1 << 8 && elsewhere ? 3 : 4);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void children_are_elsewhere(void **state)
{
    aift__origin origin;
    assert_ok(aift__origin_note(&origin));
    aift__origin asked = {.process = origin.process}; /* where there is no such page */
    for (const aift__origin *o = &origin; o; o = o == &origin ? &asked : NULL) {
        assert_false(aift__origin_is_elsewhere(o));
        assert_int_equal(answers(o, fork_it), 3);
        assert_int_equal(answers(o, clone_it), 3);
        assert_false(aift__origin_is_elsewhere(o));
    }
    aift__origin_release(&origin);
    aift__origin_release(&asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(children_are_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
