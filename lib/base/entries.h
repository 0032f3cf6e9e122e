/* What a folder holds. */
#ifndef AIFT_LIB_BASE_ENTRIES_H
#define AIFT_LIB_BASE_ENTRIES_H

#include "base/file.h"

/* Puts the names of the entries that are not among the known ones (which end in NULL) into buf, "a, b and 3 more";
 * an empty text if there are none. */
aift_status aift__entries_unknown(const char *path, const char *const *known, char *buf, size_t size);

/* One entry; what it leads to, links followed. */
typedef struct aift__entry {
    char *name;
    aift__file_kind kind;
    uint64_t device, number; /* of the file system, and in it: the same for the same thing */
    int64_t size;            /* bytes of a file */
    int64_t modified;        /* seconds since 1970 */
} aift__entry;

/* All entries but "." and "..", ordered by the bytes of their names; freed by aift__entries_free. */
aift_status aift__entries_list(aift_context *context, const char *path, aift__entry **out, size_t *n);
void aift__entries_free(aift_context *context, aift__entry *entries, size_t n);

/* What a path leads to. AIFT_E_IO: nothing. */
aift_status aift__entry_of(const char *path, aift__entry *out); /* without a name */

#endif
