/* The sizes in a WAV file's header. */
#include <inttypes.h>
#include <string.h>

#include "formats/wav.h"

enum { HEAD = 12, CHUNK = 8 }; /* "RIFF", a size, "WAVE"; a chunk's name and size */

/* What pipes leave (2 GiB less some kB: SoX). No file of that size is read at all. */
#define UNKNOWN UINT64_C(0x7FFF0000)

typedef struct header {
    const unsigned char *bytes;
    size_t size;
    bool big_endian;
    uint64_t data64; /* of RF64's chunk "ds64" */
} header;

static uint64_t number(const header *h, size_t at, int n)
{
    uint64_t value = 0;
    for (int i = 0; i < n; i++)
        value = value << 8 | h->bytes[at + (size_t)(h->big_endian ? i : n - 1 - i)];
    return value;
}

bool aift__is_wav(const unsigned char *bytes, size_t size)
{
    static const char *const names[] = {"RIFF", "RIFX", "RF64"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        if (size >= HEAD && memcmp(bytes, names[i], 4) == 0 && memcmp(bytes + 8, "WAVE", 4) == 0)
            return true;
    return false;
}

/* `at` is where the samples begin. */
static aift_status check_data(const header *h, size_t at, uint64_t size)
{
    const uint64_t whole = number(h, 4, 4) + CHUNK;
    if (size == UINT32_MAX && h->data64)
        size = h->data64;
    const bool finished = whole > at && whole < UNKNOWN; /* so what follows an empty chunk is another one */
    if (size == 0 && (finished || h->size == at))
        return aift__fail(AIFT_E_FORMAT, "has no samples");
    if (size <= h->size - at || (size >= UNKNOWN && size != h->data64))
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT,
                      "is truncated: its header says %" PRIu64 " bytes of samples, but %zu are there", size,
                      h->size - at);
}

aift_status aift__wav_check(const unsigned char *bytes, size_t size, size_t *unsized)
{
    *unsized = 0;
    header h = {bytes, size, size >= 4 && memcmp(bytes, "RIFX", 4) == 0, 0};
    for (size_t at = HEAD; at <= size && size - at >= CHUNK;) {
        const uint64_t n = number(&h, at + 4, 4);
        if (memcmp(bytes + at, "data", 4) == 0) {
            *unsized = n ? 0 : at + 4;
            return check_data(&h, at + CHUNK, n);
        }
        if (n > size - at - CHUNK)
            break;
        if (memcmp(bytes + at, "ds64", 4) == 0 && n >= 16)
            h.data64 = number(&h, at + CHUNK + 8, 8);
        at += CHUNK + (size_t)n + (n & 1);
    }
    return AIFT_OK;
}
