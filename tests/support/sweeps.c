/* Sweeps over the calls of something. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweeps.h"

enum { NO_END = 100000 };

static void arm(const aift_test_crash *crash, aift_test_fault fault, int nth)
{
    aift_test_calls_no_exchange(crash->no_exchange);
    aift_test_calls_arm(fault, nth);
}

/* True if the child was killed. */
static bool run_child(const aift_test_crash *crash, int nth)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        arm(crash, AIFT_TEST_KILL, nth);
        _exit(crash->act(crash->arg) == AIFT_OK ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return true;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("call %d: the child ended with wait status %d", nth, status);
    return false;
}

int aift_test_kill_sweep(const aift_test_crash *crash)
{
    for (int nth = 1; nth < NO_END; nth++) {
        crash->prepare(crash->arg);
        bool killed = run_child(crash, nth);
        crash->check(crash->arg, !killed);
        if (!killed)
            return nth - 1;
    }
    fail_msg("no end after %d calls", NO_END);
    return -1;
}

static int fail_sweep(const aift_test_crash *crash, aift_test_fault fault)
{
    for (int nth = 1; nth < NO_END; nth++) {
        crash->prepare(crash->arg);
        arm(crash, fault, nth);
        aift_status status = crash->act(crash->arg);
        bool hit = aift_test_calls_disarm();
        aift_test_calls_no_exchange(false);
        if ((!hit && status != AIFT_OK) || (fault == AIFT_TEST_FULL && hit && status == AIFT_OK))
            fail_msg("call %d: %s: %s", nth, aift_status_name(status), aift_last_error());
        crash->check(crash->arg, status == AIFT_OK);
        if (!hit)
            return nth - 1;
    }
    fail_msg("no end after %d calls", NO_END);
    return -1;
}

int aift_test_fail_sweep(const aift_test_crash *crash)
{
    return fail_sweep(crash, AIFT_TEST_FAIL);
}

int aift_test_full_sweep(const aift_test_crash *crash)
{
    return fail_sweep(crash, AIFT_TEST_FULL);
}
