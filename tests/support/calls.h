/* System calls that kill or fail at a given moment: for tests of what must survive it.
 *
 * A program that uses these functions gets its own open, read, write, rename, mmap, pthread_create, ... in front of the
 * C library's, which count and pass on (fsync does nothing). Counted are the calls that the program itself or libaift
 * makes, not those of other libraries.
 */
#ifndef AIFT_TESTS_CALLS_H
#define AIFT_TESTS_CALLS_H

#include <stdbool.h>

/* What happens at the n-th call of those that it can happen to. */
typedef enum aift_test_fault {
    AIFT_TEST_NOTHING,
    AIFT_TEST_KILL, /* a call that opens, changes, syncs, locks or closes: the process is killed before it */
    AIFT_TEST_FAIL, /* one of those: it fails with EIO */
    AIFT_TEST_FULL, /* the disk is full from then on: whatever needs space fails with ENOSPC */
    AIFT_TEST_READ, /* a call that reads, looks or lists: it fails with EIO */
    AIFT_TEST_MAP,  /* mmap fails with ENOMEM */
    AIFT_TEST_INTERRUPT, /* a call that a signal may interrupt: it fails with EINTR */
    AIFT_TEST_SHORT,     /* reads and writes move a few bytes only, from then on */
    AIFT_TEST_THREAD,    /* no thread can be started (EAGAIN) */
    AIFT_TEST_THREADS,   /* and none from then on */
} aift_test_fault;

/* The nth call (1 is the next) has the fault. Only one is armed at a time. */
void aift_test_calls_arm(aift_test_fault fault, int nth);
/* Ends it. Returns whether a call met it. */
bool aift_test_calls_disarm(void);
/* The calls since they were armed that could have met it. */
int aift_test_calls_counted(void);
/* renameat2 with flags is refused (EINVAL), as some file systems do. */
void aift_test_calls_no_exchange(bool refused);

#endif
