/* ZIP's directory, with the 64-bit sizes of large archives; nothing in it is believed. */
#include <inttypes.h>
#include <string.h>

#include "formats/zip.h"

/* Sizes of the fixed parts, in bytes. */
enum { END = 22, LOCATOR = 20, END64 = 56, DIRECTORY = 46, LOCAL = 30, LONGEST_COMMENT = 0xFFFF };

static uint64_t number(const unsigned char *at, int n)
{
    uint64_t value = 0;
    while (n-- > 0)
        value = value << 8 | at[n];
    return value;
}

static bool inside(const aift__zip *zip, uint64_t at, uint64_t n)
{
    return at <= zip->size && n <= zip->size - at;
}

static aift_status fail(const char *what)
{
    return aift__fail(AIFT_E_FORMAT, "the ZIP archive is truncated or malformed: %s", what);
}

/* The directory's place and number of entries. */
typedef struct directory {
    uint64_t at, size, n;
} directory;

static aift_status find_directory(const aift__zip *zip, directory *out)
{
    if (zip->size < END)
        return fail("it has no end record");
    size_t last = zip->size - END, first = last > LONGEST_COMMENT ? last - LONGEST_COMMENT : 0, at = last;
    while (memcmp(zip->bytes + at, "PK\5\6", 4) != 0)
        if (at-- == first)
            return fail("it has no end record");
    const unsigned char *end = zip->bytes + at;
    *out = (directory){number(end + 16, 4), number(end + 12, 4), number(end + 10, 2)};
    const unsigned char *locator = at >= LOCATOR ? end - LOCATOR : NULL;
    if (!locator || memcmp(locator, "PK\6\7", 4) != 0)
        return AIFT_OK;
    uint64_t place = number(locator + 8, 8);
    if (!inside(zip, place, END64) || memcmp(zip->bytes + place, "PK\6\6", 4) != 0)
        return fail("its 64-bit end record is not there");
    const unsigned char *wide = zip->bytes + place;
    *out = (directory){number(wide + 48, 8), number(wide + 40, 8), number(wide + 32, 8)};
    return AIFT_OK;
}

/* Sizes that did not fit into 32 bits stand in an extra field, in this order. */
static void read_wide(aift__zip_entry *entry, const unsigned char *extra, size_t size)
{
    while (size >= 4) {
        size_t n = (size_t)number(extra + 2, 2);
        if (n > size - 4)
            return;
        if (number(extra, 2) == 1) {
            const unsigned char *at = extra + 4, *end = at + n;
            uint64_t *const fields[] = {&entry->size, &entry->packed, &entry->header};
            for (size_t i = 0; i < AIFT__COUNT(fields); i++)
                if (*fields[i] == 0xFFFFFFFF && end - at >= 8) {
                    *fields[i] = number(at, 8);
                    at += 8;
                }
            return;
        }
        extra += 4 + n;
        size -= 4 + n;
    }
}

static aift_status read_entry(const aift__zip *zip, uint64_t *at, aift__zip_entry *entry)
{
    if (!inside(zip, *at, DIRECTORY) || memcmp(zip->bytes + *at, "PK\1\2", 4) != 0)
        return fail("an entry of its directory is not there");
    const unsigned char *e = zip->bytes + *at;
    const uint64_t name = number(e + 28, 2), extra = number(e + 30, 2), comment = number(e + 32, 2);
    if (!inside(zip, *at + DIRECTORY, name + extra + comment))
        return fail("an entry of its directory goes behind its end");
    *entry = (aift__zip_entry){
        .name = (const char *)e + DIRECTORY,
        .name_size = (size_t)name,
        .size = number(e + 24, 4),
        .packed = number(e + 20, 4),
        .header = number(e + 42, 4),
        .method = (int)number(e + 10, 2),
        .flags = (int)number(e + 8, 2),
    };
    read_wide(entry, e + DIRECTORY + name, (size_t)extra);
    *at += DIRECTORY + name + extra + comment;
    return AIFT_OK;
}

static aift_status read_directory(aift__zip *zip)
{
    directory dir = {0};
    AIFT__TRY(find_directory(zip, &dir));
    if (dir.n > AIFT__ZIP_MAX_ENTRIES)
        return aift__fail(AIFT_E_RANGE, "the ZIP archive has %" PRIu64 " entries; %d are the most", dir.n,
                          AIFT__ZIP_MAX_ENTRIES);
    if (!inside(zip, dir.at, dir.size) || dir.n > dir.size / DIRECTORY)
        return fail("its directory is not there");
    zip->entries = aift__calloc(zip->context, (size_t)dir.n, sizeof *zip->entries);
    if (!zip->entries)
        return AIFT_E_NOMEM;
    for (uint64_t at = dir.at; zip->n < dir.n; zip->n++)
        AIFT__TRY(read_entry(zip, &at, &zip->entries[zip->n]));
    return AIFT_OK;
}

aift_status aift__zip_open(aift_context *context, const void *bytes, size_t size, aift__zip *out)
{
    *out = (aift__zip){.context = context, .bytes = bytes, .size = size};
    aift_status status = read_directory(out);
    if (status != AIFT_OK)
        aift__zip_close(out);
    return status;
}

void aift__zip_close(aift__zip *zip)
{
    if (zip->context)
        aift__free(zip->context, zip->entries);
    *zip = (aift__zip){0};
}

aift_status aift__zip_bytes(const aift__zip *zip, const aift__zip_entry *entry, const unsigned char **data)
{
    enum { ENCRYPTED = 1 };
    if (entry->method != 0 || (entry->flags & ENCRYPTED) || entry->size != entry->packed)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "the ZIP archive's entries are compressed; torch.save stores them as they are");
    if (!inside(zip, entry->header, LOCAL) || memcmp(zip->bytes + entry->header, "PK\3\4", 4) != 0)
        return fail("an entry's header is not there");
    const unsigned char *local = zip->bytes + entry->header;
    uint64_t at = entry->header + LOCAL + number(local + 26, 2) + number(local + 28, 2);
    if (!inside(zip, at, entry->size))
        return fail("an entry goes behind its end");
    *data = zip->bytes + at;
    return AIFT_OK;
}
