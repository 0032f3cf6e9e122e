/* The orientation tag in EXIF's first directory, or in XMP. */
#include <string.h>

#include "formats/exif.h"

typedef struct tiff {
    const unsigned char *bytes;
    size_t size;
    bool big; /* endian */
} tiff;

/* An unsigned number of n bytes; the caller has checked that they are there. */
static uint32_t number(const tiff *t, size_t at, size_t n)
{
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | t->bytes[t->big ? at + i : at + n - 1 - i];
    return value;
}

/* The value of an entry that holds one integer; 0 for anything else. */
static uint32_t value_of(const tiff *t, size_t entry)
{
    enum { SHORT = 3, LONG = 4, SIGNED_BYTE = 6, SIGNED_SHORT = 8, SIGNED_LONG = 9 };
    if (number(t, entry + 4, 4) != 1)
        return 0;
    switch (number(t, entry + 2, 2)) {
    case SIGNED_BYTE:
        return number(t, entry + 8, 1);
    case SHORT:
    case SIGNED_SHORT:
        return number(t, entry + 8, 2);
    case LONG:
    case SIGNED_LONG:
        return number(t, entry + 8, 4);
    default:
        return 0;
    }
}

int aift__exif_orientation(const unsigned char *bytes, size_t size)
{
    enum { ORIENTATION = 0x112, ENTRY = 12 };
    for (int i = 0; i < 2 && size >= 6 && memcmp(bytes, "Exif\0\0", 6) == 0; i++)
        bytes += 6, size -= 6;
    tiff t = {bytes, size, false};
    if (size < 8 || (memcmp(bytes, "II*\0", 4) != 0 && memcmp(bytes, "MM\0*", 4) != 0))
        return 0;
    t.big = bytes[0] == 'M';
    size_t at = number(&t, 4, 4);
    if (at > size || size - at < 2)
        return 0;
    uint32_t found = 0;
    bool present = false;
    size_t n = number(&t, at, 2);
    for (at += 2; n > 0 && size - at >= ENTRY; n--, at += ENTRY)
        if (number(&t, at, 2) == ORIENTATION) {
            found = value_of(&t, at); /* the last counts, as in Pillow */
            present = true;
        }
    return !present ? 0 : found >= 1 && found <= 8 ? (int)found : 1;
}

int aift__xmp_orientation(const void *text, size_t size)
{
    static const char tag[] = "tiff:Orientation";
    const size_t n = sizeof tag - 1;
    const char *at = text, *end = at + size;
    while ((at = memchr(at, 't', (size_t)(end - at)))) {
        if ((size_t)(end - at) > n + 1 && memcmp(at, tag, n) == 0) {
            const char *value = at + n;
            value += *value == '>' ? 1 : end - value > 2 && value[0] == '=' && value[1] == '"' ? 2 : 0;
            if (value > at + n && value < end && *value >= '0' && *value <= '9')
                return *value - '0';
        }
        at++;
    }
    return 0;
}
