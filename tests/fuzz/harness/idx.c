/* IDX, plain or gzip; at most 1 MiB of elements. */
#include "base/stream.h"
#include "formats/idx.h"
#include "fuzz.h"

FUZZ_HARNESS(idx)
{
    aift_context *context = fuzz_begin(8 << 20);
    const aift_source source = fuzz_source("a.idx", data, size);
    aift__stream *stream;
    aift__idx idx;
    fuzz_expect(aift__stream_open_source(context, &source, &stream) == AIFT_OK);
    if (fuzz_call(aift__idx_read(context, stream, 1 << 20, &idx), idx.data)) {
        fuzz_expect(idx.nbytes <= 1 << 20 && idx.rank >= 1 && idx.rank <= AIFT__MAX_RANK);
        fuzz_touch(idx.data, idx.nbytes);
    }
    aift__idx_finish(context, &idx);
    fuzz_end(context);
    return 0;
}
