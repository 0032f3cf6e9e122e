/* Bad pictures and recordings, made of the good ones of tests/golden/media: what the tests of them share. */
#ifndef AIFT_TESTS_BAD_MEDIA_H
#define AIFT_TESTS_BAD_MEDIA_H

#include <zlib.h>

#include "pictures.h"

/* A file made of a good one: cut, and with bytes replaced behind the place where `find` is. */
typedef struct bad_file {
    const char *name;
    const char *from; /* of golden/media; NULL: `bytes` are all of it */
    size_t cut;       /* bytes kept; 0: all */
    const char *find;
    ptrdiff_t behind; /* from the first byte of `find` */
    const char *bytes;
    size_t n;
    bool crc; /* a check sum of IHDR is made right again */
    aift_status status;
    const char *message;
} bad_file;

#define BYTES(text) (text), sizeof(text) - 1

static const bad_file bad_pictures[] = {
    {"truncated.jpg", "turned.jpg", .cut = 500, .status = AIFT_E_FORMAT,
     .message = "is truncated: the JPEG data"},
    {"headless.jpg", "turned.jpg", .cut = 40, .status = AIFT_E_FORMAT,
     .message = "is truncated: the JPEG data"},
    {"corrupt.jpg", "grey.jpg", 0, "\xFF\xC4", 4, BYTES("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
     .status = AIFT_E_FORMAT, .message = "the JPEG data cannot be decoded"},
    {"empty.jpg", NULL, .bytes = "", .status = AIFT_E_FORMAT, .message = "is empty"},
    {"notes.jpg", NULL, 0, NULL, 0, BYTES("Bring milk.\nAnd bread."), .status = AIFT_E_FORMAT,
     .message = "is text (\"Bring milk.."},
    {"huge.jpg", "grey.jpg", 0, "\xFF\xC0", 5, BYTES("\xFF\xDC\xFF\xDC"), .status = AIFT_E_RANGE,
     .message = "is 65500 x 65500 pixels"},
    {"flat.jpg", "grey.jpg", 0, "\xFF\xC0", 5, BYTES("\0\5\0\0"), .status = AIFT_E_FORMAT,
     .message = "the JPEG data cannot be decoded: Empty JPEG image"},
    {"bomb.jpg", "grey.jpg", 0, "\xFF\xC0", 5, BYTES("\x32\xC8\x32\xC8"), .status = AIFT_E_FORMAT,
     .message = "too few for 13000 x 13000 pixels"},
    {"truncated.png", "rgba16.png", .cut = 300, .status = AIFT_E_FORMAT,
     .message = "is truncated: the PNG data"},
    {"corrupt.png", "rgba16.png", 0, "IDAT", 60, BYTES("\x55\xAA\x55\xAA"), .status = AIFT_E_FORMAT,
     .message = "the PNG data cannot be decoded"},
    {"huge.png", "rgba16.png", 0, "IHDR", 4, BYTES("\0\0\xFF\xDC\0\0\xFF\xDC"), .crc = true,
     .status = AIFT_E_RANGE, .message = "is 65500 x 65500 pixels"},
    {"flat.png", "rgba16.png", 0, "IHDR", 4, BYTES("\0\0\0\0\0\0\0\5"), .crc = true, .status = AIFT_E_FORMAT,
     .message = "the PNG data cannot be decoded"},
    {"bomb.png", "grey1.png", 0, "IHDR", 4, BYTES("\0\0\x32\xC8\0\0\x32\xC8"), .crc = true,
     .status = AIFT_E_FORMAT, .message = "too few for 13000 x 13000 pixels"},
    {"animated.gif", NULL, 0, NULL, 0, BYTES("GIF89a\1\0\1\0"), .status = AIFT_E_UNSUPPORTED,
     .message = "is a GIF picture"},
    {"cloud.jpg", NULL, 0, NULL, 0, BYTES("version https://git-lfs.github.com/spec/v1\n"),
     .status = AIFT_E_UNSUPPORTED, .message = "is a pointer of Git LFS"},
};

static const bad_file bad_recordings[] = {
    {"silent.wav", "pcm16.wav", 44, "data", 4, BYTES("\0\0\0\0"), .status = AIFT_E_FORMAT,
     .message = "has no samples"},
    {"nan.wav", "float.wav", 0, "data", 16, BYTES("\0\0\xC0\x7F"), .status = AIFT_E_FORMAT,
     .message = "is not a finite number"},
    {"slow.wav", "pcm16.wav", 0, "fmt ", 12, BYTES("\1\0\0\0\2\0\0\0"), .status = AIFT_E_RANGE,
     .message = "has a rate of 1 Hz"},
    {"fast.wav", "pcm16.wav", 0, "fmt ", 12, BYTES("\x80\x96\x98\0\0\x2D\x31\1"), .status = AIFT_E_RANGE,
     .message = "has a rate of 10000000 Hz"},
    {"truncated.wav", "pcm16.wav", .cut = 200, .status = AIFT_E_FORMAT,
     .message = "is truncated: its header says 300 bytes of samples, but 156 are there"},
    {"lying.wav", "pcm16.wav", 0, "data", 4, BYTES("\x2D\1\0\0"), .status = AIFT_E_FORMAT,
     .message = "is truncated: its header says 301 bytes of samples"},
    {"truncated.flac", "stereo.flac", .cut = 400, .status = AIFT_E_FORMAT, .message = ""},
    {"truncated.ogg", "mono.ogg", .cut = 600, .status = AIFT_E_FORMAT, .message = ""},
    {"corrupt.flac", "stereo.flac", 0, "fLaC", 4, BYTES("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
     .status = AIFT_E_FORMAT, .message = "cannot be decoded"},
    {"empty.wav", NULL, .bytes = "", .status = AIFT_E_FORMAT, .message = "is empty"},
    {"notes.wav", NULL, 0, NULL, 0, BYTES("Bring milk."), .status = AIFT_E_FORMAT,
     .message = "is text (\"Bring milk.\")"},
    {"song.mp3", NULL, 0, NULL, 0, BYTES("ID3\4\0\0"), .status = AIFT_E_UNSUPPORTED,
     .message = "is an MP3 recording"},
};

/* Out of a pipe: the header does not know the size, and what is there is read. */
static const bad_file piped_recording = {"piped.wav", "pcm16.wav", 0, "data", 4, BYTES("\xF0\xFF\xFF\x7F")};

static inline size_t place_of(const char *bytes, size_t size, const char *find)
{
    const size_t n = strlen(find);
    for (size_t at = 0; at + n <= size; at++)
        if (memcmp(bytes + at, find, n) == 0)
            return at;
    fail_msg("the bytes looked for are not there");
    return 0;
}

/* Its bytes, in memory of the test's. */
static inline char *make_bad(const bad_file *bad, size_t *size)
{
    if (!bad->from) {
        *size = bad->n;
        return memcpy(test_malloc(bad->n + 1), bad->bytes, bad->n);
    }
    char name[64];
    snprintf(name, sizeof name, "golden/media/%s", bad->from);
    const char *good = aift_test_read(aift_test_path(name), size);
    char *copy = memcpy(test_malloc(*size), good, *size);
    if (bad->find) {
        const size_t at = place_of(copy, *size, bad->find) + (size_t)bad->behind;
        assert_true(at + bad->n <= *size);
        memcpy(copy + at, bad->bytes, bad->n);
    }
    if (bad->crc) {
        unsigned char *head = (unsigned char *)copy + 12; /* "IHDR" and its 13 bytes */
        const uint32_t sum = (uint32_t)crc32(0, head, 17);
        for (int i = 0; i < 4; i++)
            head[17 + i] = (unsigned char)(sum >> (24 - 8 * i));
    }
    if (bad->cut)
        *size = bad->cut;
    return copy;
}

static inline const char *write_bad(const bad_file *bad, const char *folder)
{
    size_t size;
    char *bytes = make_bad(bad, &size);
    const char *path = aift_test_join(folder, bad->name);
    aift_test_write(path, bytes, size);
    test_free(bytes);
    return path;
}

#endif
