/* safetensors: eight bytes of header length (little-endian), a JSON header, the tensors' bytes.
 *
 * Like the format's own library, the reader demands that the tensors cover the bytes behind the header
 * exactly: no overlap, no hole, nothing left over.
 */
#ifndef AIFT_LIB_FORMATS_SAFETENSORS_H
#define AIFT_LIB_FORMATS_SAFETENSORS_H

#include "base/file.h"
#include "base/sink.h"
#include "tensor/dtype.h"

typedef struct aift__safetensors aift__safetensors;

typedef struct aift__safetensor {
    const char *name;
    aift_dtype dtype;
    int32_t rank;
    int64_t shape[AIFT__MAX_RANK];
    const void *data; /* in a file perhaps not aligned to the element */
    size_t nbytes;
} aift__safetensor;

/* Reads the header. `bytes` are taken over, also on failure; the tensors point into them. `name` stands in
 * messages.
 * @return AIFT_OK, AIFT_E_FORMAT, AIFT_E_UNSUPPORTED (a dtype or rank, with the tensor's name), AIFT_E_NOMEM.
 */
aift_status aift__safetensors_open(aift_context *context, const char *name, aift__file_bytes *bytes,
                                   aift__safetensors **out);
void aift__safetensors_close(aift__safetensors *file); /* NULL is accepted */

size_t aift__safetensors_size(const aift__safetensors *file);
/* Whether the tensors lie in a mapped file. */
bool aift__safetensors_mapped(const aift__safetensors *file);

/* In the order of their names' bytes; NULL beyond the end. */
const aift__safetensor *aift__safetensors_at(const aift__safetensors *file, size_t i);
/* NULL if there is none. */
const aift__safetensor *aift__safetensors_find(const aift__safetensors *file, const char *name);
/* A text of `__metadata__`; NULL if there is none. */
const char *aift__safetensors_metadata(const aift__safetensors *file, const char *key);

/* Writes the tensors to the file `name` of the sink, the same bytes whatever their order: larger elements
 * first (so that all are aligned), then by name. */
aift_status aift__safetensors_write(aift_context *context, const aift__safetensor *tensors, size_t n,
                                    const aift__sink *sink, const char *name);

enum { AIFT__SAFETENSORS_HEADER_MAX = 100000000 };

#endif
