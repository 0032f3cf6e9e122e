/* gzip: inflated in large and in small pieces, which must give the same bytes. A few bytes may inflate to many: 1 MiB is
 * looked at. */
#include <zlib.h>

#include "codec/gzip.h"
#include "fuzz.h"

/* The check sum of the first bytes; *n is how many. */
static uint32_t inflate_all(aift_context *context, const aift_source *source, size_t step, size_t *n,
                            aift_status *status)
{
    enum { MOST = 1 << 20 };
    static uint8_t buffer[1 << 16];
    aift__stream *inner, *stream = NULL;
    uLong sum = crc32(0, NULL, 0);
    *n = 0;
    *status = aift__stream_open_source(context, source, &inner);
    if (fuzz_call(*status, inner))
        *status = aift__gzip_open(inner, &stream);
    if (!stream)
        return 0;
    for (size_t got = 1; *status == AIFT_OK && got && *n < MOST; *n += got) {
        *status = aift__stream_read(stream, buffer, step < MOST - *n ? step : MOST - *n, &got);
        fuzz_expect(*status == AIFT_OK || got == 0);
        sum = crc32(sum, buffer, (uInt)got);
    }
    aift__stream_close(stream);
    return (uint32_t)sum;
}

FUZZ_HARNESS(gzip)
{
    aift_context *context = fuzz_begin(8 << 20);
    fuzz_pieces pieces = {data, size, 7};
    const aift_source whole = fuzz_source("a.gz", data, size),
                      slowly = fuzz_source_in_pieces("a.gz", &pieces);
    size_t n, m;
    aift_status first, second;
    const uint32_t sum = inflate_all(context, &whole, 1 << 16, &n, &first),
                   again = inflate_all(context, &slowly, 61, &m, &second);
    fuzz_expect(first == second && (first != AIFT_OK || (n == m && sum == again)));
    fuzz_end(context);
    return 0;
}
