/* IDX, the format of MNIST: an array of one type, plain or gzip. */
#ifndef AIFT_LIB_FORMATS_IDX_H
#define AIFT_LIB_FORMATS_IDX_H

#include "base/stream.h"
#include "tensor/dtype.h"

typedef struct aift__idx {
    aift_dtype dtype; /* U8, I8, I16, I32, F32 or F64 */
    int32_t rank;     /* 1 to 8 */
    int64_t shape[AIFT__MAX_RANK];
    int64_t elements; /* the product of the shape; 0 if a size is 0 */
    size_t nbytes;
    void *data; /* row-major, in the machine's byte order; never NULL on success */
} aift__idx;

#define AIFT__IDX_MAX_BYTES ((size_t)1 << 32) /* of an array's elements */

/* Reads the whole stream, gzip or not; `stream` is taken over, also on failure. Messages begin with its name. Memory is
 * taken as the elements come, whatever the header says: at most twice the elements' bytes.
 * @param max_bytes the most bytes of elements, at most AIFT__IDX_MAX_BYTES.
 * @return AIFT_OK, AIFT_E_FORMAT (no IDX, too short, too long), AIFT_E_UNSUPPORTED (more than 8 dimensions),
 * AIFT_E_RANGE (more than max_bytes), AIFT_E_IO, AIFT_E_NOMEM. */
aift_status aift__idx_read(aift_context *context, aift__stream *stream, size_t max_bytes, aift__idx *out);
void aift__idx_finish(aift_context *context, aift__idx *idx); /* a zeroed one is accepted */

#endif
