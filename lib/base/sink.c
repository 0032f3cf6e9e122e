/* The caller's callback as a sink. */
#include "base/sink.h"

static aift_status call(const aift__sink *sink, const char *name, const void *data, size_t size)
{
    int result = sink->callback(sink->user, name, data, size);
    return result == 0 ? AIFT_OK
                       : aift__fail(AIFT_E_IO, "%s: the write callback stopped it (%d)", name, result);
}

aift__sink aift__sink_callback(aift_write_fn callback, void *user)
{
    return (aift__sink){call, user, callback};
}
