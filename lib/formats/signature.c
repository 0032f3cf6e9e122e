/* Guessing a format by its first bytes. */
#include <stdio.h>
#include <string.h>

#include "codec/unicode.h"
#include "formats/signature.h"

typedef struct signature {
    size_t offset, size;
    const char *bytes;
    const char *name;
} signature;

#define AT(offset, bytes, name)                                                                              \
    {                                                                                                        \
        offset, sizeof(bytes) - 1, bytes, name                                                               \
    }

/* The first that fits: the longer ones stand before the shorter. */
static const signature signatures[] = {
    AT(0, "\xFF\xD8\xFF", "a JPEG picture"),
    AT(0, "\x89PNG\r\n\x1A\n", "a PNG picture"),
    AT(0, "GIF8", "a GIF picture"),
    AT(8, "WEBP", "a WebP picture"),
    AT(0, "II*\0", "a TIFF picture"),
    AT(0, "MM\0*", "a TIFF picture"),
    AT(4, "ftypavif", "an AVIF picture"),
    AT(4, "ftyphei", "a HEIF picture"),
    AT(4, "ftypmif1", "a HEIF picture"),
    AT(0, "\0\0\0\x0CjP  ", "a JPEG 2000 picture"),
    AT(0, "\xFF\x0A", "a JPEG XL picture"),
    AT(0, "\0\0\0\x0CJXL ", "a JPEG XL picture"),
    AT(0, "8BPS", "a Photoshop picture"),
    AT(8, "WAVE", "a WAV recording"),
    AT(0, "fLaC", "a FLAC recording"),
    AT(0, "OggS", "an Ogg file"),
    AT(8, "AIFF", "an AIFF recording"),
    AT(8, "AIFC", "an AIFF recording"),
    AT(0, "ID3", "an MP3 recording"),
    AT(0, "\xFF\xFB", "an MP3 recording"),
    AT(0, "\xFF\xF3", "an MP3 recording"),
    AT(4, "ftyp", "an MP4 file"),
    AT(0, "\x1A\x45\xDF\xA3", "a Matroska file"),
    AT(0, "\x1F\x8B", "gzip data"),
    AT(0, "PK\x03\x04", "a ZIP archive"),
    AT(0, "%PDF", "a PDF document"),
    AT(0,
       "\x7F"
       "ELF",
       "a program"),
    AT(0, "version https://git-lfs", "a pointer of Git LFS, not the file itself"),
    AT(0, "BM", "a BMP picture"),
};

static const char *known(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < AIFT__COUNT(signatures); i++) {
        const signature *s = &signatures[i];
        if (size >= s->offset && size - s->offset >= s->size &&
            memcmp(bytes + s->offset, s->bytes, s->size) == 0)
            return s->name;
    }
    return NULL;
}

static bool is_text(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((bytes[i] < 0x20 && !strchr("\t\n\f\r", bytes[i])) || bytes[i] == 0 || bytes[i] == 0x7F)
            return false;
    size_t valid = aift__utf8_valid((const char *)bytes, size);
    return valid > 0 && size - valid < 4; /* a character may be cut */
}

aift_status aift__fail_signature(const void *data, size_t size, const char *expected)
{
    enum { LOOK = 512, SHOWN = 24 };
    const unsigned char *bytes = data;
    if (size == 0)
        return aift__fail(AIFT_E_FORMAT, "is empty; %s", expected);
    const char *name = known(bytes, size);
    if (name)
        return aift__fail(AIFT_E_UNSUPPORTED, "is %s; %s", name, expected);
    char shown[4 * SHOWN + 1];
    size_t n = 0;
    bool text = is_text(bytes, AIFT__MIN(size, (size_t)LOOK));
    for (size_t i = 0; i < AIFT__MIN(size, (size_t)(text ? SHOWN : 8)); i++)
        n += (size_t)snprintf(shown + n, sizeof shown - n, !text ? "%s%02X" : "%s%c", !text && i ? " " : "",
                              !text || (bytes[i] >= 0x20 && bytes[i] < 0x7F) ? bytes[i] : '.');
    if (text)
        return aift__fail(AIFT_E_FORMAT, "is text (\"%s%s\"); %s", shown, size > SHOWN ? "..." : "",
                          expected);
    return aift__fail(AIFT_E_FORMAT, "begins with the bytes %s, which belong to no format that is known; %s",
                      shown, expected);
}
