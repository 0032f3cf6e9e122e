/* What a folder holds. */
#ifndef AIFT_LIB_BASE_ENTRIES_H
#define AIFT_LIB_BASE_ENTRIES_H

#include "base/base.h"

/* Puts the names of the entries that are not among the known ones (which end in NULL) into buf, "a, b and 3 more";
 * an empty text if there are none. */
aift_status aift__entries_unknown(const char *path, const char *const *known, char *buf, size_t size);

#endif
