/* Through which calls the allocations come that allocations.c sees: of the thousands that a database makes, most come the
 * same way as others, and are answered for alike.
 */
#ifndef AIFT_TESTS_PATHS_H
#define AIFT_TESTS_PATHS_H

#include <stdbool.h>
#include <stdint.h>

/* Forgets what was noted, and notes from now on; or stops. */
void paths_watch(bool on);

/* An allocation is made; called by allocations.c. */
void paths_note(void);

/* The one to be tried after the nth (from 1) that was noted: of those that come the same way the first. Those beyond what was
 * noted are tried too. */
int64_t paths_next(int64_t nth);

#endif
