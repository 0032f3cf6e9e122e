/* formats/pth: checkpoints of both formats against safetensors of the same tensors; what is refused, by name. */
#define _GNU_SOURCE
#include "fixture.h"

#include "base/buf.h"
#include "formats/pth.h"

static aift_status open_bytes(aift_context *ctx, const void *data, size_t size, aift__pth **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift__file_bytes bytes;
    source.data = data, source.size = size;
    *out = NULL;
    AIFT__TRY(aift__file_map_source(ctx, &source, &bytes));
    return aift__pth_open(ctx, "a.pth", &bytes, out);
}

static void gives_what_torch_saved(void **state)
{
    static const char *const names[] = {"golden/pth/zip.pth", "golden/pth/older.pth"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        aift__file_bytes bytes;
        aift__safetensors *expected;
        aift__pth *file;
        assert_ok(aift__file_map(context, aift_test_path("golden/pth/expected.safetensors"), false, &bytes));
        assert_ok(aift__safetensors_open(context, "expected", &bytes, &expected));
        assert_ok(aift__file_map(context, aift_test_path(names[i]), false, &bytes));
        assert_ok(aift__pth_open(context, names[i], &bytes, &file));
        assert_null(bytes.data);
        assert_int_equal(aift__pth_size(file), aift__safetensors_size(expected));
        size_t copies = 0;
        for (size_t t = 0; t < aift__pth_size(file); t++) {
            const aift__safetensor *a = aift__pth_at(file, t), *b = aift__safetensors_at(expected, t);
            assert_string_equal(a->name, b->name);
            assert_ptr_equal(aift__pth_find(file, a->name), a);
            assert_int_equal(a->dtype, b->dtype);
            assert_int_equal(a->rank, b->rank);
            assert_memory_equal(a->shape, b->shape, (size_t)a->rank * sizeof *a->shape);
            assert_int_equal(a->nbytes, b->nbytes);
            assert_memory_equal(a->data, b->data, a->nbytes);
            copies += !aift__pth_mapped(file, a);
        }
        assert_int_equal(copies, 2); /* the transposed ones */
        assert_null(aift__pth_at(file, aift__pth_size(file)));
        assert_null(aift__pth_find(file, "nothing"));
        aift__pth_close(file);
        aift__safetensors_close(expected);
    }
}

/* ---- files of the older format, made here: each case is what was saved ---- */

#define MAGIC "\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19."
#define SYSTEM "\x80\x02}X\x0D\0\0\0little_endian\x88s."
#define STORAGE(type)                                                                                        \
    "(X\7\0\0\0storagectorch\n" type "\nX\1\0\0\0"                                                           \
    "0X\3\0\0\0cpuK\4NtQ"
#define TENSOR_OF(storage, layout)                                                                           \
    "ctorch._utils\n_rebuild_tensor_v2\n(" storage layout "\x89"                                             \
    "ccollections\nOrderedDict\n)RtR"
#define TENSOR(layout) TENSOR_OF(STORAGE("FloatStorage"), layout)
#define NAMED(tensor) "\x80\x02}X\1\0\0\0w" tensor "s."

/* A whole file around a pickle, with one storage of four floats if it asks for one. */
static void wrap(aift__buf *buf, const void *pickle, size_t size)
{
    static const char head[] = MAGIC "\x80\x02M\xE9\x03." SYSTEM, keys[] = "\x80\x02]X\1\0\0\0"
                                                                           "0a.";
    const int64_t elements = 4;
    const float values[] = {1, 2, 3, 4};
    aift__buf_init(buf, context, (size_t)1 << 30);
    assert_ok(aift__buf_add(buf, head, sizeof head - 1));
    assert_ok(aift__buf_add(buf, pickle, size));
    if (!memmem(pickle, size, "storage", 7)) {
        assert_ok(aift__buf_add_text(buf, "\x80\x02]."));
        return;
    }
    assert_ok(aift__buf_add(buf, keys, sizeof keys - 1));
    assert_ok(aift__buf_add(buf, &elements, sizeof elements));
    assert_ok(aift__buf_add(buf, values, sizeof values));
}

static void reads(const void *pickle, size_t size, int32_t rank, const int64_t *shape, const float *want)
{
    aift__buf buf;
    aift__pth *file;
    wrap(&buf, pickle, size);
    assert_ok(open_bytes(context, buf.data, buf.size, &file));
    assert_int_equal(aift__pth_size(file), 1);
    const aift__safetensor *t = aift__pth_find(file, "w");
    assert_non_null(t);
    assert_int_equal(t->rank, rank);
    assert_memory_equal(t->shape, shape, (size_t)rank * sizeof *shape);
    assert_memory_equal(t->data, want, t->nbytes);
    aift__pth_close(file);
    aift__buf_finish(&buf);
}

static void reads_any_strides(void **state)
{
    static const int64_t square[] = {2, 2}, tall[] = {2, 1}, three[] = {3}, wide[] = {2, 3}, none[] = {0, 5};
    static const char rows[] = NAMED(TENSOR("K\0K\2K\2\x86K\2K\1\x86")),
                      columns[] = NAMED(TENSOR("K\0K\2K\2\x86K\1K\2\x86")), scalar[] = NAMED(TENSOR("K\3))")),
                      backwards[] = NAMED(TENSOR("K\1K\3\x85K\1\x85")),
                      overlapping[] = NAMED(TENSOR("K\0K\2K\3\x86K\1K\1\x86")),
                      unused[] =
                          NAMED(TENSOR("K\0K\2K\1\x86K\2\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F\x86")),
                      empty[] = NAMED(TENSOR("K\4K\0K\5\x86K\5K\1\x86")),
                      pairs[] = "\x80\x02"
                                "ccollections\nOrderedDict\n(]]X\1\0\0\0wa" TENSOR("K\3))") "aatR.";
    reads(rows, sizeof rows - 1, 2, square, (float[]){1, 2, 3, 4});
    reads(columns, sizeof columns - 1, 2, square, (float[]){1, 3, 2, 4});
    reads(scalar, sizeof scalar - 1, 0, NULL, (float[]){4});
    reads(backwards, sizeof backwards - 1, 1, three, (float[]){2, 3, 4});
    reads(overlapping, sizeof overlapping - 1, 2, wide, (float[]){1, 2, 3, 2, 3, 4});
    reads(unused, sizeof unused - 1, 2, tall, (float[]){1, 3});
    reads(empty, sizeof empty - 1, 2, none, NULL);
    reads(pairs, sizeof pairs - 1, 0, NULL, (float[]){4});
}

static void refuses(const void *pickle, size_t size, aift_status status, const char *message)
{
    aift__buf buf;
    aift__pth *file;
    wrap(&buf, pickle, size);
    assert_fails(open_bytes(context, buf.data, buf.size, &file), status, message);
    assert_contains(aift_last_error(), "a.pth: ");
    assert_null(file);
    aift__buf_finish(&buf);
}

typedef struct bad {
    const char *pickle;
    size_t size;
    aift_status status;
    const char *message;
} bad;

#define BAD(pickle, status, message)                                                                         \
    {                                                                                                        \
        pickle, sizeof(pickle) - 1, AIFT_##status, message                                                   \
    }

static const bad bads[] = {
    BAD("\x80\x02"
        "cos\nsystem\nX\4\0\0\0ls -\x85R.",
        E_UNSUPPORTED, "names os.system, which is refused"),
    BAD("\x80\x02"
        "cposix\nsystem\nX\4\0\0\0ls -\x85R.",
        E_UNSUPPORTED, "names os.system, which is refused"),
    BAD("\x80\x04\x95\x14\0\0\0\0\0\0\0\x8C\5posix\x94\x8C\6system\x94\x93.", E_UNSUPPORTED,
        "names os.system, which"),
    BAD("\x80\x02"
        "cbuiltins\neval\n.",
        E_UNSUPPORTED, "names builtins.eval"),
    BAD("\x80\x02"
        "ctorch\nComplexFloatStorage\n.",
        E_UNSUPPORTED, "names torch.ComplexFloatStorage"),
    BAD("\x80\x02"
        "ca\nb\x1B[31m\n.",
        E_UNSUPPORTED, "names a.b?[31m"),
    BAD("\x80\x02"
        "ctorch\nFloatStorage\n)R.",
        E_UNSUPPORTED, "calls torch.FloatStorage"),
    BAD("\x80\x02(ios\nsystem\n.", E_UNSUPPORTED, "the opcode INST at byte"),
    BAD("\x80\x02)\x81.", E_UNSUPPORTED, "the opcode NEWOBJ"),
    BAD("\x80\x02\x8F.", E_UNSUPPORTED, "the opcode EMPTY_SET"),
    BAD("\xFF", E_FORMAT, "is no opcode"),
    BAD("\x80\x02"
        "cnothing",
        E_FORMAT, "a global that has no end"),
    BAD("\x80\x02.", E_FORMAT, "from an empty stack"),
    BAD("\x80\x02(.", E_FORMAT, "from an empty stack"),
    BAD("\x80\x02}(.", E_FORMAT, "from an empty stack"), /* below a mark */
    BAD("\x80\x02t.", E_FORMAT, "a mark that is not there"),
    BAD("\x80\x02K\1\x87.", E_FORMAT, "of values that are not there"),
    BAD("\x80\x02](K\1K\2u.", E_FORMAT, "adds values to a list; a dict is expected"),
    BAD("\x80\x02}(K\1u.", E_FORMAT, "a key without a value"),
    BAD("\x80\x02}(K\1e.", E_FORMAT, "adds values to a dict; a list is expected"),
    BAD("\x80\x02K\1K\2a.", E_FORMAT, "adds values to an int"),
    BAD("\x80\x02h\5.", E_FORMAT, "takes place 5 of its memo, where nothing is"),
    BAD("\x80\x02]r\xFF\xFF\xFF\x7F.", E_RANGE, "place 2147483647 of its memo"),
    BAD("\x80\x02K\1R.", E_FORMAT, "from an empty stack"),
    BAD("\x80\x02]Q.", E_FORMAT, "has as persistent id a list"),
    BAD("\x80\x02)Q.", E_FORMAT, "a storage is not described"),
    BAD("\x80\x02]}b.", E_FORMAT, "sets attributes of a list"),
    BAD("\x80\x02\x8A\x09\1\2\3\4\5\6\7\x08\x09.", E_UNSUPPORTED, "an int of 9 bytes"),
    BAD("\x80\x02X\xFF\xFF\xFF\xFFx", E_FORMAT, "is truncated"),
    BAD("\x80\x02}.", E_FORMAT, "it holds no tensors"),
    BAD("\x80\x02K\1.", E_FORMAT, "it holds no tensors"),
    BAD(NAMED(TENSOR("K\0K\5\x85K\1\x85")), E_FORMAT, "tensor \"w\": its elements are out of the range"),
    BAD(NAMED(TENSOR("K\1K\2K\2\x86K\2K\1\x86")), E_FORMAT, "out of the range of its storage, which has 4"),
    BAD(NAMED(TENSOR("K\5K\0\x85K\1\x85")), E_FORMAT, "out of the range"),
    BAD(NAMED(TENSOR("J\xFF\xFF\xFF\xFFK\1\x85K\1\x85")), E_FORMAT, "out of the range"),
    BAD(NAMED(TENSOR("K\0K\2\x85\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F\x85")), E_FORMAT,
        "out of the range"),
    BAD(NAMED(TENSOR("K\0K\2\x85J\xFF\xFF\xFF\xFF\x85")), E_FORMAT, "no integer from 0 on"),
    BAD(NAMED(TENSOR("K\0\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7FK\2\x86K\0K\0\x86")), E_FORMAT,
        "out of the range"),
    BAD(NAMED(TENSOR("K\0J\xFF\xFF\xFF\x7F\x85K\0\x85")), E_RANGE,
        "the copies would have more bytes than the file"),
    BAD(NAMED(TENSOR("K\0K\2\x85K\1K\1\x86")), E_FORMAT, "it has 1 sizes, but 2 strides"),
    BAD(NAMED(TENSOR("K\0K\2K\1\x85")), E_FORMAT, "its size or stride is an int"),
    BAD(NAMED(TENSOR("K\0(K\1K\1K\1K\1K\1K\1K\1K\1K\1t(K\1K\1K\1K\1K\1K\1K\1K\1K\1t")), E_UNSUPPORTED,
        "it has 9 dimensions"),
    BAD(NAMED("ctorch._utils\n_rebuild_tensor_v2\n)R"), E_FORMAT, "tensor \"w\": it is not described"),
    BAD(NAMED("ctorch._utils\n_rebuild_parameter\n)R"), E_FORMAT, "makes a parameter of nothing"),
    BAD(NAMED(TENSOR_OF(STORAGE("DoubleStorage"),
                        "K\0K\1\x85K\1\x85") "sX\1\0\0\0v" TENSOR("K\0K\1\x85K\1\x85")),
        E_FORMAT, "one storage is described in two ways"),
    BAD("\x80\x02}X\1\0\0\0w" TENSOR("K\0))") "sX\1\0\0\0w" TENSOR("K\0))") "s.", E_FORMAT,
        "two tensors with the name \"w\""),
    BAD("\x80\x02}X\1\0\0\0\0" TENSOR("K\0))") "s.", E_FORMAT, "a tensor's name has a NUL"),
};

static void refuses_by_name(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(bads); i++)
        refuses(bads[i].pickle, bads[i].size, bads[i].status, bads[i].message);
    /* not within torch's frame: as pickle.dumps writes it */
    aift__pth *file;
    assert_fails(open_bytes(context, bads[1].pickle, bads[1].size, &file), AIFT_E_UNSUPPORTED,
                 "names os.system");
    assert_fails(open_bytes(context, "\x80\x02}.", 4, &file), AIFT_E_FORMAT,
                 "is a pickle, but not one of torch.save");
    assert_fails(open_bytes(context, "hello", 5, &file), AIFT_E_FORMAT, "a.pth: is text (\"hello\")");
    assert_fails(open_bytes(context, "", 0, &file), AIFT_E_FORMAT, "a.pth: is empty");
}

/* The same bytes n times between a beginning and an end. */
static void refuses_repeated(const char *begin, const char *middle, size_t n, const char *end,
                             aift_status status, const char *message)
{
    aift__buf buf;
    aift__buf_init(&buf, context, (size_t)1 << 30);
    assert_ok(aift__buf_add_text(&buf, begin));
    for (size_t i = 0; i < n; i++)
        assert_ok(aift__buf_add_text(&buf, middle));
    assert_ok(aift__buf_add_text(&buf, end));
    refuses(buf.data, buf.size, status, message);
    aift__buf_finish(&buf);
}

static void bounds_time_and_memory(void **state)
{
    const size_t million = 1000000;
    refuses_repeated("\x80\x02", "]", million, ".", AIFT_E_FORMAT,
                     "holds no tensors"); /* the last is the root */
    char *nested = test_malloc(2 * million + 10);
    memcpy(nested, "\x80\x02", 2);
    memset(nested + 2, ']', million);
    memset(nested + 2 + million, 'a', million - 1);
    nested[2 * million + 1] = '.';
    refuses(nested, 2 * million + 2, AIFT_E_RANGE, "lie more than 32 deep");
    test_free(nested);
    refuses_repeated("\x80\x02", "]", 2 * million, ".", AIFT_E_RANGE, "the maximum of 1048576 objects");
    refuses_repeated("\x80\x02", "(", 2 * million, ".", AIFT_E_RANGE, "the maximum of 1048576 marks");
    refuses_repeated("\x80\x02", "N", 5 * million, ".", AIFT_E_RANGE, "the maximum of 4194304 values");
    refuses_repeated("\x80\x02]q\1", "(h\1h\1h\1h\1h\1e", million, ".", AIFT_E_RANGE,
                     "the maximum of 4194304 values");
    /* each list holds the one before it ten times: 10^30 places to visit */
    refuses_repeated("\x80\x02]q\1", "](h\1h\1h\1h\1h\1h\1h\1h\1h\1h\1eq\1", 30, ".", AIFT_E_RANGE,
                     "or are more than");
    /* a list in itself */
    refuses_repeated("\x80\x02]q\1h\1", "a", 1, ".", AIFT_E_RANGE, "lie more than 32 deep");
}

static void refuses_truncated(void **state)
{
    static const char *const names[] = {"golden/pth/zip.pth", "golden/pth/older.pth"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        size_t size;
        const char *whole = aift_test_read(aift_test_path(names[i]), &size);
        for (size_t n = 0; n < size; n += n < 2000 ? 7 : 31) {
            aift__pth *file;
            aift_status status = open_bytes(context, whole, n, &file);
            assert_int_not_equal(status, AIFT_OK);
            assert_null(file);
        }
    }
}

static aift_status open_example(aift_context *ctx, void *arg)
{
    size_t size;
    const char *bytes = aift_test_read(aift_test_path(arg), &size);
    aift__pth *file;
    aift_status status = open_bytes(ctx, bytes, size, &file);
    if (status != AIFT_OK)
        assert_null(file);
    aift__pth_close(file);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(open_example, (void *)(uintptr_t) "golden/pth/zip.pth");
    aift_test_sweep(open_example, (void *)(uintptr_t) "golden/pth/older.pth");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(gives_what_torch_saved), CASE(reads_any_strides), CASE(refuses_by_name),
        CASE(bounds_time_and_memory), CASE(refuses_truncated), CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
