/* Where files are written to, one after the other: a folder, a caller's callback, ... */
#ifndef AIFT_LIB_BASE_SINK_H
#define AIFT_LIB_BASE_SINK_H

#include "aift/io.h"
#include "base/base.h"

typedef struct aift__sink {
    aift_status (*write)(const struct aift__sink *sink, const char *name, const void *data, size_t size);
    void *user;
    aift_write_fn callback; /* of aift__sink_callback */
} aift__sink;

/* The caller's callback as a sink; its refusal becomes AIFT_E_IO with a message. */
aift__sink aift__sink_callback(aift_write_fn callback, void *user);

/* Adds bytes to the file `name`; size 0 makes an empty file. */
static inline aift_status aift__sink_write(const aift__sink *sink, const char *name, const void *data,
                                           size_t size)
{
    return sink->write(sink, name, data, size);
}

#endif
