/* File-system calls that kill or fail at a given moment: for tests of what must survive it.
 *
 * A program that uses these functions gets its own open, write, rename, ... in front of the C library's,
 * which count and pass on. Counted are the calls that open, change, sync, lock or close; not those that look
 * or read.
 */
#ifndef AIFT_TESTS_CALLS_H
#define AIFT_TESTS_CALLS_H

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
