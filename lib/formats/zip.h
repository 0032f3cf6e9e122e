/* The entries of a ZIP archive in memory that are stored as they are: torch.save compresses nothing.
 *
 * The check sums of the entries are not looked at, as torch does not.
 */
#ifndef AIFT_LIB_FORMATS_ZIP_H
#define AIFT_LIB_FORMATS_ZIP_H

#include "base/base.h"

enum { AIFT__ZIP_MAX_ENTRIES = 1 << 20 };

typedef struct aift__zip_entry {
    const char *name; /* in the archive's bytes, without a NUL */
    size_t name_size;
    uint64_t size, packed; /* bytes, and as they are in the archive */
    uint64_t header;       /* where its own header begins */
    int method, flags;
} aift__zip_entry;

typedef struct aift__zip {
    aift_context *context;
    const unsigned char *bytes;
    size_t size;
    aift__zip_entry *entries;
    size_t n;
} aift__zip;

/* Reads the directory; the bytes must stay. AIFT_E_FORMAT, AIFT_E_RANGE (too many entries), AIFT_E_NOMEM. */
aift_status aift__zip_open(aift_context *context, const void *bytes, size_t size, aift__zip *out);
void aift__zip_close(aift__zip *zip); /* a zeroed one is accepted */

/* Where an entry's bytes lie. AIFT_E_UNSUPPORTED if it is compressed or encrypted. */
aift_status aift__zip_bytes(const aift__zip *zip, const aift__zip_entry *entry, const unsigned char **data);

#endif
