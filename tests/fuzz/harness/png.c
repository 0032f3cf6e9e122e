/* PNG: as it is, and with its check sums made right, so that more than their check is tried. */
#include <zlib.h>

#include "picture.h"

static void mend(uint8_t *bytes, size_t size)
{
    for (size_t at = 8; size >= 12 && at <= size - 12;) {
        const size_t n = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 | (size_t)bytes[at + 2] << 8 |
                         bytes[at + 3];
        if (n > size - 12 - at)
            return;
        const uLong sum = crc32(0, bytes + at + 4, (uInt)n + 4);
        for (size_t i = 0; i < 4; i++)
            bytes[at + 8 + n + i] = (uint8_t)(sum >> (24 - 8 * i));
        at += 12 + n;
    }
}

FUZZ_HARNESS(png)
{
    if (size < 8 || memcmp(data, "\x89PNG\r\n\x1A\n", 8) != 0)
        return 0;
    if (fuzz_picture(data, size) != AIFT_E_FORMAT)
        return 0;
    uint8_t *mended = malloc(size);
    if (!mended)
        return 0;
    memcpy(mended, data, size);
    mend(mended, size);
    fuzz_picture(mended, size);
    free(mended);
    return 0;
}
