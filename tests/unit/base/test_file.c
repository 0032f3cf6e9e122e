/* base/file and base/stream: mapping, copying, reading in sequence, replacing a file, and what can go wrong.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#include "base/file.h"
#include "base/stream.h"

static const char *file_with(const char *text)
{
    const char *path = aift_test_join(aift_test_folder(), "a.txt");
    aift_test_write(path, text, strlen(text));
    return path;
}

static void maps_and_copies(void **state)
{
    const char *path = file_with("some bytes");
    for (int copy = 0; copy < 2; copy++) {
        aift__file_bytes bytes;
        assert_ok(aift__file_map(context, path, copy, &bytes));
        assert_int_equal(bytes.size, 10);
        assert_memory_equal(bytes.data, "some bytes", 10);
        assert_int_equal((uintptr_t)bytes.data % 64, 0);
        aift__file_unmap(&bytes);
        assert_null(bytes.data);
        aift__file_unmap(&bytes);
        assert_ok(aift__file_map(context, file_with(""), copy, &bytes));
        assert_int_equal(bytes.size, 0);
        assert_non_null(bytes.data);
        aift__file_unmap(&bytes);
    }
}

/* Mapped bytes whose memory was given back are read again. */
static void rests(void **state)
{
    static char text[1 << 16];
    memset(text, 'x', sizeof text - 1);
    aift__file_bytes bytes;
    assert_ok(aift__file_map(context, file_with(text), false, &bytes));
    for (size_t at = 0; at < 3; at++) {
        aift__file_rest(bytes.data + at, bytes.size - at);
        assert_memory_equal(bytes.data, text, sizeof text - 1);
    }
    aift__file_rest(bytes.data, 0);
    aift__file_unmap(&bytes);
}

/* What is no regular file, with each way to open it. */
static void refuses_what_is_no_file(void **state)
{
    aift__file_bytes bytes;
    aift__stream *stream;
    const char *folder = aift_test_folder(), *missing = aift_test_join(folder, "none");
    const char *pipe = aift_test_join(folder, "pipe"), *locked = aift_test_join(folder, "locked");
    assert_fails(aift__file_map(context, missing, false, &bytes), AIFT_E_IO,
                 "none: cannot be opened: No such file or directory");
    assert_null(bytes.data);
    assert_fails(aift__stream_open(context, missing, &stream), AIFT_E_IO,
                 "none: cannot be opened: No such file or directory");
    assert_null(stream);
    assert_fails(aift__file_map(context, folder, true, &bytes), AIFT_E_IO, "is a folder");
    assert_fails(aift__stream_open(context, folder, &stream), AIFT_E_IO, "is a folder");
    assert_null(stream);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_fails(aift__file_map(context, pipe, false, &bytes), AIFT_E_IO, "not a regular file");
    aift_test_write(locked, "x", 1);
    assert_int_equal(chmod(locked, 0), 0);
    if (geteuid() != 0) {
        assert_fails(aift__file_map(context, locked, false, &bytes), AIFT_E_IO,
                     "locked: cannot be opened: Perm");
        assert_fails(aift__stream_open(context, locked, &stream), AIFT_E_IO,
                     "locked: cannot be opened: Perm");
    }
}

static void tells_kinds_apart(void **state)
{
    const char *path = file_with("x"), *folder = aift_test_folder();
    aift__file_kind kind;
    assert_ok(aift__file_kind_of(path, &kind));
    assert_int_equal(kind, AIFT__FILE_REGULAR);
    assert_ok(aift__file_kind_of(folder, &kind));
    assert_int_equal(kind, AIFT__FILE_FOLDER);
    assert_ok(aift__file_kind_of(aift_test_join(path, "below"), &kind));
    assert_int_equal(kind, AIFT__FILE_NONE);
    assert_ok(aift__file_kind_of("/dev/null", &kind));
    assert_int_equal(kind, AIFT__FILE_OTHER);
    assert_true(aift__file_exists(path));
    assert_false(aift__file_exists(folder));
    char *joined = aift__file_join(context, "a/", "b");
    assert_string_equal(joined, "a/b");
    aift__free(context, joined);
    joined = aift__file_join(context, "a", "b");
    assert_string_equal(joined, "a/b");
    aift__free(context, joined);
}

/* A callback that gives one, two, three, ... bytes at a time; fails or lies at the given moment. */
typedef struct drip {
    const char *text;
    size_t at, step, fails_at, lies_at;
} drip;

static int64_t read_drip(void *user, void *buffer, size_t size)
{
    drip *d = user;
    size_t n = strlen(d->text) - d->at;
    n = n < d->step ? n : d->step;
    n = n < size ? n : size;
    if (d->step++ == d->fails_at)
        return -5;
    if (d->step == d->lies_at)
        return (int64_t)size + 1;
    memcpy(buffer, d->text + d->at, n);
    d->at += n;
    return (int64_t)n;
}

static void reads_sources(void **state)
{
    drip d = {.text = "0123456789 and so on", .step = 1};
    aift_source memory = AIFT_SOURCE_INIT, callback = AIFT_SOURCE_INIT, neither = AIFT_SOURCE_INIT;
    memory.data = d.text, memory.size = strlen(d.text);
    callback.read = read_drip, callback.user = &d, callback.name = "drip";
    aift__file_bytes bytes;
    assert_ok(aift__file_map_source(context, &memory, &bytes));
    assert_int_equal(bytes.size, memory.size);
    assert_memory_equal(bytes.data, d.text, bytes.size);
    assert_ptr_not_equal(bytes.data, d.text);
    aift__file_unmap(&bytes);
    assert_ok(aift__file_map_source(context, &callback, &bytes));
    assert_int_equal(bytes.size, memory.size);
    assert_memory_equal(bytes.data, d.text, bytes.size);
    aift__file_unmap(&bytes);
    d = (drip){.text = d.text, .step = 1, .fails_at = 3};
    assert_fails(aift__file_map_source(context, &callback, &bytes), AIFT_E_IO,
                 "drip: the read callback failed (-5)");
    d = (drip){.text = d.text, .step = 1, .lies_at = 3};
    assert_fails(aift__file_map_source(context, &callback, &bytes), AIFT_E_INVALID,
                 "drip: the read callback says");
    assert_fails(aift__file_map_source(context, &neither, &bytes), AIFT_E_INVALID, "neither data nor read");
    assert_null(bytes.data);
}

static void streams_stop_at_the_maximum(void **state)
{
    aift__stream *stream;
    aift__buf buf;
    for (size_t max = 8; max <= 10; max++) {
        aift__buf_init(&buf, context, 1 << 20);
        assert_ok(aift__stream_open(context, file_with("123456789"), &stream));
        if (max < 9)
            assert_fails(aift__stream_read_all(stream, max, &buf), AIFT_E_RANGE, "maximum of 8 bytes");
        else
            assert_ok(aift__stream_read_all(stream, max, &buf));
        if (max >= 9)
            assert_string_equal(buf.data, "123456789");
        aift__stream_close(stream);
        aift__buf_finish(&buf);
    }
    aift__stream_close(NULL);
}

static void writes_atomically(void **state)
{
    const char *folder = aift_test_folder(), *path = aift_test_join(folder, "out.json");
    const char *link = aift_test_join(folder, "link.json");
    assert_ok(aift__file_write_atomic(context, path, "one", 3));
    assert_string_equal(aift_test_read(path, NULL), "one");
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(symlink("out.json", link), 0);
    assert_ok(aift__file_write_atomic(context, link, "two!", 4)); /* through the link, which stays */
    assert_string_equal(aift_test_read(path, NULL), "two!");
    struct stat st;
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_fails(aift__file_write_atomic(context, folder, "x", 1), AIFT_E_IO, "is a folder");
    assert_fails(aift__file_write_atomic(context, "/dev/null", "x", 1), AIFT_E_IO, "not a regular file");
    assert_fails(aift__file_write_atomic(context, "", "x", 1), AIFT_E_IO, "empty");
    assert_fails(aift__file_write_atomic(context, aift_test_join(folder, "no/a"), "x", 1), AIFT_E_IO,
                 "/no cannot be opened: No such file or directory");
    assert_fails(aift__file_write_atomic(context, "/", "x", 1), AIFT_E_IO, "nothing can be written");
    assert_ok(aift__file_write_atomic(context, path, NULL, 0));
    assert_string_equal(aift_test_read(path, NULL), "");
}

static aift_status all_of_it(aift_context *ctx, void *arg)
{
    const char *path = arg;
    aift_source source = AIFT_SOURCE_INIT;
    source.data = "abc", source.size = 3;
    aift__file_bytes bytes;
    AIFT__TRY(aift__file_write_atomic(ctx, path, "abc", 3));
    for (int i = 0; i < 3; i++) {
        aift_status status =
            i < 2 ? aift__file_map(ctx, path, i, &bytes) : aift__file_map_source(ctx, &source, &bytes);
        if (status != AIFT_OK)
            assert_null(bytes.data);
        AIFT__TRY(status);
        aift__file_unmap(&bytes);
    }
    aift__stream *stream;
    aift_status status = aift__stream_open(ctx, path, &stream);
    if (status != AIFT_OK)
        assert_null(stream);
    aift__stream_close(stream);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(all_of_it, (void *)(uintptr_t)file_with("x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(maps_and_copies),
        CASE(rests),
        CASE(refuses_what_is_no_file),
        CASE(tells_kinds_apart),
        CASE(reads_sources),
        CASE(writes_atomically),
        CASE(streams_stop_at_the_maximum),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
