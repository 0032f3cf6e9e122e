/* Bytes in sequence, from a path, from memory or from a caller's callback. Other layers put decoders in front
 * (codec/gzip.h).
 */
#ifndef AIFT_LIB_BASE_STREAM_H
#define AIFT_LIB_BASE_STREAM_H

#include "aift/io.h"
#include "base/buf.h"

typedef struct aift__stream aift__stream;

/* What a kind of stream does; `state` is its own. */
typedef struct aift__stream_class {
    aift_status (*read)(aift__stream *stream, void *buffer, size_t size, size_t *n);
    void (*close)(aift__stream *stream); /* frees what `state` holds, not `state` itself */
} aift__stream_class;

struct aift__stream {
    const aift__stream_class *class;
    aift_context *context;
    char *name; /* stands in messages */
    void *state;
};

/* Opens anything that can be read in sequence; a folder is refused. */
aift_status aift__stream_open(aift_context *context, const char *path, aift__stream **out);
/* Memory must stay until the stream is closed. */
aift_status aift__stream_open_source(aift_context *context, const aift_source *source, aift__stream **out);
void aift__stream_close(aift__stream *stream); /* NULL is accepted */

/* Reads 1 to `size` bytes; *n is 0 at the end only (or when size is 0). Messages begin with the name. */
aift_status aift__stream_read(aift__stream *stream, void *buffer, size_t size, size_t *n);

/* Reads to the end and adds to `buf`, which must have room for one byte more; AIFT_E_RANGE when there are more than `max`. */
aift_status aift__stream_read_all(aift__stream *stream, size_t max, aift__buf *buf);

/* A stream with `state_size` zeroed bytes of state, for a new kind. */
aift_status aift__stream_create(aift_context *context, const char *name, const aift__stream_class *class,
                                size_t state_size, aift__stream **out);

#endif
