/* Sweeps over the file-system calls of something: each of them kills or fails in turn. */
#ifndef AIFT_TESTS_SWEEPS_H
#define AIFT_TESTS_SWEEPS_H

#include "calls.h"
#include "support.h"

/* What the sweeps run. `prepare` puts everything into the first state; `act` does the work, with nothing of
 * cmocka in it (it may run in a child process); `check` looks at what is there afterwards: `done` tells that
 * nothing was in the way of act. */
typedef struct aift_test_crash {
    void (*prepare)(void *arg);
    aift_status (*act)(void *arg);
    void (*check)(void *arg, bool done);
    void *arg;
    bool no_exchange; /* renameat2 with flags is refused (EINVAL), as some file systems do */
} aift_test_crash;

/* act runs in a child process that is killed (SIGKILL) before its 1st, 2nd, 3rd, ... call, until it ends by
 * itself. Returns the number of times that it was killed. */
int aift_test_kill_sweep(const aift_test_crash *crash);

/* act runs here; its 1st, 2nd, ... call fails with EIO. It may succeed in spite of it. Returns the number of
 * calls that failed. */
int aift_test_fail_sweep(const aift_test_crash *crash);

/* act runs here; from its 1st, 2nd, ... call on the disk is full: whatever needs space fails with ENOSPC.
 * Each time act must fail, and `check` gets false. Returns the number of times. */
int aift_test_full_sweep(const aift_test_crash *crash);

#endif
