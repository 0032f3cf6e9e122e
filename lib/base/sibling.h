/* Names beside a target, where what is to be published is made, and their leftovers.
 *
 * A sibling of `model` is called `.model.aift-<pid>-<n>`. Its maker holds a lock (flock) on it for as long as
 * it works; a sibling that nobody holds was left by a process that died and is removed by the next maker. A
 * file system without locks is asked whether the process with that number lives.
 */
#ifndef AIFT_LIB_BASE_SIBLING_H
#define AIFT_LIB_BASE_SIBLING_H

#include "base/target.h"

/* A sibling in the making. */
typedef struct aift__sibling {
    char *name; /* NULL: none */
    int fd;     /* of the file or folder, locked */
} aift__sibling;

/* Removes the leftovers beside the target, then makes an empty file or folder there. */
aift_status aift__sibling_make(aift__target *target, bool folder, aift__sibling *sibling);
/* Removes it and all it holds, if it still has its name. */
void aift__sibling_discard(aift__target *target, aift__sibling *sibling);
/* Gives the lock and the memory back. */
void aift__sibling_finish(aift__target *target, aift__sibling *sibling);

/* Removes a file, or a folder with all it holds; 0 or an errno. */
int aift__remove_tree(int parent, const char *name);
/* Whether nobody holds the file or folder of that name, whose maker was process `pid` (0: not known). On true
 * *lock is a descriptor that holds it now (or -1), to be closed by the caller. */
bool aift__sibling_dead(int parent, const char *name, long pid, int *lock);

#endif
