/* formats/zip: sizes and places of 64 bits, which stand in an extra field; archives that lie about them. */
#include "fixture.h"

#include "base/buf.h"
#include "formats/zip.h"

enum { WIDE = -1 }; /* 0xFFFFFFFF: the number stands in the extra field */

static void put(aift__buf *buf, uint64_t value, int n)
{
    char bytes[8];
    for (int i = 0; i < n; i++)
        bytes[i] = (char)(value >> (8 * i));
    assert_ok(aift__buf_add(buf, bytes, (size_t)n));
}

/* An archive of one entry "a" with the bytes "data", at 0; sizes, place and extra field as the directory has them. */
static void archive(aift__buf *buf, int64_t size, int64_t packed, int64_t header, const aift__buf *extra)
{
    aift__buf_init(buf, context, 4096);
    assert_ok(aift__buf_add(buf, "PK\3\4", 4));
    put(buf, 0, 8);
    put(buf, 0, 8);
    put(buf, 0, 6);
    put(buf, 1, 2); /* bytes of its name, and of its extra field */
    put(buf, 0, 2);
    assert_ok(aift__buf_add(buf, "adata", 5));
    const size_t directory = buf->size;
    assert_ok(aift__buf_add(buf, "PK\1\2", 4));
    put(buf, 0, 8);
    put(buf, 0, 8);
    put(buf, (uint64_t)packed, 4);
    put(buf, (uint64_t)size, 4);
    put(buf, 1, 2);
    put(buf, extra->size, 2);
    put(buf, 0, 8);
    put(buf, 0, 2);
    put(buf, (uint64_t)header, 4);
    assert_ok(aift__buf_add(buf, "a", 1));
    assert_ok(aift__buf_add(buf, extra->data, extra->size));
    const size_t end = buf->size;
    assert_ok(aift__buf_add(buf, "PK\5\6", 4));
    put(buf, 0, 4);
    put(buf, 1, 2);
    put(buf, 1, 2);
    put(buf, end - directory, 4);
    put(buf, directory, 4);
    put(buf, 0, 2);
}

/* Opens it, and finds the entry's bytes. */
static aift_status read_entry(const aift__buf *buf, const unsigned char **data)
{
    aift__zip zip;
    *data = NULL;
    AIFT__TRY(aift__zip_open(context, buf->data, buf->size, &zip));
    assert_int_equal(zip.n, 1);
    aift_status status = aift__zip_bytes(&zip, &zip.entries[0], data);
    if (status == AIFT_OK)
        assert_int_equal(zip.entries[0].size, 4);
    aift__zip_close(&zip);
    return status;
}

static void reads_numbers_of_64_bits(void **state)
{
    static const struct {
        int64_t size, packed, header;
    } cases[] = {{4, 4, 0}, {WIDE, WIDE, WIDE}, {WIDE, WIDE, 0}, {4, 4, WIDE}, {WIDE, 4, 0}};
    for (size_t i = 0; i < AIFT__COUNT(cases); i++)
        for (int strange = 0; strange < 2; strange++) {
            aift__buf extra, buf;
            const unsigned char *data;
            const int wide = (cases[i].size == WIDE) + (cases[i].packed == WIDE) + (cases[i].header == WIDE);
            aift__buf_init(&extra, context, 100);
            if (strange) { /* another field in front: a time */
                put(&extra, 0x5455, 2);
                put(&extra, 5, 2);
                put(&extra, 0, 5);
            }
            put(&extra, 1, 2);
            put(&extra, 8 * (uint64_t)wide, 2);
            if (cases[i].size == WIDE)
                put(&extra, 4, 8);
            if (cases[i].packed == WIDE)
                put(&extra, 4, 8);
            if (cases[i].header == WIDE)
                put(&extra, 0, 8);
            archive(&buf, cases[i].size, cases[i].packed, cases[i].header, &extra);
            assert_ok(read_entry(&buf, &data));
            assert_memory_equal(data, "data", 4);
            aift__buf_finish(&buf);
            aift__buf_finish(&extra);
        }
}

/* An extra field that is not there, is too short, or ends behind its place leaves the numbers as they are. */
static void lies_are_refused(void **state)
{
    static const struct {
        uint64_t id, size;
        int bytes;
    } cases[] = {{0, 0, 0}, {2, 8, 8}, {1, 4, 4}, {1, 60000, 8}, {1, 0, 0}};
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift__buf extra, buf;
        const unsigned char *data;
        aift__buf_init(&extra, context, 100);
        put(&extra, cases[i].id, 2);
        put(&extra, cases[i].size, 2);
        put(&extra, 0, cases[i].bytes);
        archive(&buf, WIDE, WIDE, 0, &extra);
        assert_fails(read_entry(&buf, &data), AIFT_E_FORMAT, "an entry goes behind its end");
        aift__buf_finish(&buf);
        archive(&buf, 4, 4, WIDE, &extra);
        assert_fails(read_entry(&buf, &data), AIFT_E_FORMAT, "an entry's header is not there");
        assert_null(data);
        aift__buf_finish(&buf);
        aift__buf_finish(&extra);
    }
}

/* An end record of 64 bits that promises n entries. */
static void promise(aift__buf *buf, uint64_t n)
{
    aift__buf_init(buf, context, 4096);
    assert_ok(aift__buf_add(buf, "PK\6\6", 4));
    put(buf, 44, 8);
    put(buf, 0, 8);
    put(buf, 0, 4);
    put(buf, n, 8);
    put(buf, n, 8);
    put(buf, 0, 8); /* bytes and place of the directory */
    put(buf, 0, 8);
    assert_ok(aift__buf_add(buf, "PK\6\7", 4));
    put(buf, 0, 4);
    put(buf, 0, 8);
    put(buf, 1, 4);
    assert_ok(aift__buf_add(buf, "PK\5\6", 4));
    put(buf, 0xFFFF, 8);
    put(buf, ~(uint64_t)0, 8);
    put(buf, 0, 2);
}

static void promises_of_many_entries_are_refused(void **state)
{
    aift__buf buf;
    aift__zip zip;
    promise(&buf, AIFT__ZIP_MAX_ENTRIES + 1);
    assert_fails(aift__zip_open(context, buf.data, buf.size, &zip), AIFT_E_RANGE,
                 "has 1048577 entries; 1048576 are the most");
    aift__buf_finish(&buf);
    promise(&buf, AIFT__ZIP_MAX_ENTRIES);
    assert_fails(aift__zip_open(context, buf.data, buf.size, &zip), AIFT_E_FORMAT,
                 "its directory is not there");
    aift__buf_finish(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads_numbers_of_64_bits),
        CASE(lies_are_refused),
        CASE(promises_of_many_entries_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
