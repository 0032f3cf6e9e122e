/* Writing a whole folder in one step.
 *
 * The files are written to a sibling, each is synced, and the sibling is renamed to the path: before that
 * moment the path holds the old folder (or nothing), after it the new one. A process that dies in between
 * leaves only the sibling, which the next writer to the same path removes. Where the file system cannot
 * exchange two names (renameat2), an old folder is moved to `.<name>.aift-old` first; a process that dies
 * between these two renames leaves no folder at the path, and aift__folder_recover, which every writer calls
 * and every reader should, puts the old one back.
 */
#ifndef AIFT_LIB_BASE_FOLDER_H
#define AIFT_LIB_BASE_FOLDER_H

#include "base/sink.h"

typedef struct aift__folder aift__folder;

/* Says whether the folder at the path may be replaced; a failing call stops the writing with its status. */
typedef aift_status (*aift__folder_ours_fn)(void *user, const char *path, bool *ours);

/* What may stand at the path already. */
typedef struct aift__folder_rules {
    bool overwrite;            /* false: whatever is at the path is AIFT_E_EXISTS */
    aift__folder_ours_fn ours; /* with overwrite: asked of a folder; anything else there is AIFT_E_EXISTS */
    void *user;
    const char *what; /* "a model", for messages */
} aift__folder_rules;

/* Checks the path, removes the leftovers of dead processes and makes the sibling. A link at the path is
 * followed. Begin and abort together are a check whether the path can be written. */
aift_status aift__folder_begin(aift_context *context, const char *path, const aift__folder_rules *rules,
                               aift__folder **out);

/* AIFT_E_IO if the disk is known to have less room than so many bytes. */
aift_status aift__folder_room(aift__folder *folder, size_t bytes);

/* Adds bytes to the file `name` (no folders in it). A file ends when another begins. */
aift_status aift__folder_write(aift__folder *folder, const char *name, const void *data, size_t size);
/* The same as a sink, valid as long as the folder. */
aift__sink aift__folder_sink(aift__folder *folder);

/* Syncs and publishes; the folder is ended, whether it succeeds or fails. After a failure the path is as it
 * was. */
aift_status aift__folder_commit(aift__folder *folder);

/* Removes all that was written. NULL is accepted. */
void aift__folder_abort(aift__folder *folder);

/* Ends what a dead process began: see above. Cheap; nothing to repair is no failure. */
aift_status aift__folder_recover(aift_context *context, const char *path);

#endif
