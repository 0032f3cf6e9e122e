/* Bytes that do not lie at a path: memory and callbacks. */
#ifndef AIFT_IO_H
#define AIFT_IO_H

#include <stddef.h>
#include <stdint.h>

#include "aift/macros.h"
#include "aift/status.h"

/** Reads up to `size` bytes into `buffer`. @return the bytes read, 0 at the end, negative on failure. */
typedef int64_t (*aift_read_fn)(void *user AIFT_NULLABLE, void *buffer AIFT_OUT AIFT_LEN(size), size_t size);

/** Takes the next `size` bytes of the file `name`; the files come one after the other.
 *  @return 0 to go on; anything else stops the operation with AIFT_E_IO. */
typedef int (*aift_write_fn)(void *user AIFT_NULLABLE, const char *name, const void *data AIFT_LEN(size),
                             size_t size);

/** One file that is given instead of a path: `data` and `size`, or `read` and `user`. */
typedef struct aift_source {
    size_t struct_size; /**< sizeof(aift_source) */
    const char *name;   /**< stands in messages; its ending tells the format; of a model
                             folder's file, its name in the folder */
    const void *data AIFT_LEN(size) AIFT_NULLABLE; /**< NULL: `read` is used */
    size_t size;                                   /**< bytes of data */
    aift_read_fn read AIFT_CALLBACK AIFT_NULLABLE; /**< called on the calling thread until it returns 0 */
    void *user AIFT_NULLABLE;                      /**< first argument of read */
} aift_source;
/** The defaults of aift_source. */
#define AIFT_SOURCE_INIT                                                                                     \
    {                                                                                                        \
        sizeof(aift_source), "memory", NULL, 0, NULL, NULL                                                   \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_SOURCE_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_source_init(aift_source *source AIFT_OUT);

AIFT_END_DECLS

#endif
