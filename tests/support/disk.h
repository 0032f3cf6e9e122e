/* A disk in memory for SQLite that can lose its power: what was not synced is lost, in part and in any order.
 *
 * It becomes SQLite's default, so only one connection may be open at a time. */
#ifndef AIFT_TESTS_DISK_H
#define AIFT_TESTS_DISK_H

#include <stdbool.h>
#include <stdint.h>

void disk_begin(void); /* an empty disk, from now on SQLite's */
void disk_end(void);

/* The power goes at the nth call that writes, syncs, cuts or deletes from now; all calls from there on fail. 0: it stays. */
void disk_cut_power(int nth);
bool disk_is_off(void);

/* The power is back: each file is what was synced, and of what was written since, some sectors. */
void disk_restart(uint64_t seed);

#endif
