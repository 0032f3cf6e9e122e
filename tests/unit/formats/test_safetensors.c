/* formats/safetensors: what is written is read; the layout; hostile headers, one line of a table each. */
#include "support.h"

#include "base/buf.h"
#include "formats/safetensors.h"

static aift_test_heap *heap;
static aift_context *context;

static int set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 1);
    return 0;
}

static int tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

static aift_status open_bytes(aift_context *ctx, const void *data, size_t size, aift__safetensors **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "m.safetensors", source.data = data, source.size = size;
    aift__file_bytes bytes;
    AIFT__TRY(aift__file_map_source(ctx, &source, &bytes));
    return aift__safetensors_open(ctx, "m.safetensors", &bytes, out);
}

/* A file of this header and n bytes of data. */
static size_t file_of(const char *header, size_t data, unsigned char *to, size_t room)
{
    uint64_t size = strlen(header);
    assert_true(8 + size + data <= room);
    memcpy(to, &size, 8);
    memcpy(to + 8, header, size);
    memset(to + 8 + size, 7, data);
    return 8 + size + data;
}

typedef struct bad {
    const char *header;
    size_t data;
    aift_status status;
    const char *message;
} bad;

#define T(name, dtype, shape, offsets)                                                                       \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define HERE "m.safetensors: tensor \"a\": "

static const bad bads[] = {
    {"", 0, AIFT_E_FORMAT, "m.safetensors: the header does not begin with \"{\""},
    {" {}", 0, AIFT_E_FORMAT, "m.safetensors: the header does not begin with \"{\""},
    {"{", 0, AIFT_E_FORMAT, "m.safetensors: line 1, column 2: not valid JSON"},
    {"{\"a\xFF\":1}", 0, AIFT_E_FORMAT, "not valid JSON"},
    {"{} x", 0, AIFT_E_FORMAT, "not valid JSON"},
    {"{" T("a", "F32", "[1]", "[0,4]") "," T("a", "F32", "[1]", "[4,8]") "}", 8, AIFT_E_FORMAT, "duplicate"},
    {"{\"a\":[]}", 0, AIFT_E_FORMAT, HERE "it is an array; an object is expected"},
    {"{\"a\":{}}", 0, AIFT_E_FORMAT, HERE "\"dtype\" is missing; a text is expected"},
    {"{\"a\":{\"dtype\":7}}", 0, AIFT_E_FORMAT, HERE "\"dtype\" is a number"},
    {"{" T("a", "F8_E4M3", "[4]", "[0,4]") "}", 4, AIFT_E_UNSUPPORTED,
     HERE "dtype \"F8_E4M3\" is not supported"},
    {"{" T("a", "float32", "[1]", "[0,4]") "}", 4, AIFT_E_UNSUPPORTED,
     HERE "dtype \"float32\" is not supported"},
    {"{\"a\":{\"dtype\":\"F32\"}}", 0, AIFT_E_FORMAT, HERE "\"shape\" is missing; an array is expected"},
    {"{" T("a", "F32", "4", "[0,4]") "}", 4, AIFT_E_FORMAT, HERE "\"shape\" is a number"},
    {"{" T("a", "F32", "[-1]", "[0,4]") "}", 4, AIFT_E_FORMAT, HERE "dimension 0 of \"shape\""},
    {"{" T("a", "F32", "[1,1.5]", "[0,4]") "}", 4, AIFT_E_FORMAT, HERE "dimension 1 of \"shape\""},
    {"{" T("a", "F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, AIFT_E_UNSUPPORTED,
     HERE "it has 9 dimensions"},
    {"{" T("a", "F32", "[4294967296,4294967296]", "[0,4]") "}", 4, AIFT_E_FORMAT,
     HERE "the product of its shape"},
    {"{" T("a", "F32", "[0,4294967296,4294967296]", "[0,0]") "}", 0, AIFT_E_FORMAT,
     HERE "the product of its shape"},
    {"{" T("a", "F64", "[2305843009213693952]", "[0,0]") "}", 0, AIFT_E_FORMAT,
     HERE "the product of its shape"},
    {"{" T("a", "F32", "[99999999999999999999]", "[0,4]") "}", 4, AIFT_E_FORMAT,
     HERE "dimension 0 of \"shape\" is no integer from 0 to 9223372036854775807"},
    {"{" T("a", "F32", "[1]", "[9223372036854775808,9223372036854775812]") "}", 4, AIFT_E_FORMAT,
     HERE "\"data_offsets\" is no pair of integers from 0 to 9223372036854775807"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 0, AIFT_E_FORMAT, HERE "\"data_offsets\" is no pair"},
    {"{" T("a", "F32", "[1]", "[0]") "}", 4, AIFT_E_FORMAT, HERE "\"data_offsets\" is no pair"},
    {"{" T("a", "F32", "[1]", "[0,4,8]") "}", 4, AIFT_E_FORMAT, HERE "\"data_offsets\" is no pair"},
    {"{" T("a", "F32", "[1]", "[-4,0]") "}", 4, AIFT_E_FORMAT, HERE "\"data_offsets\" is no pair"},
    {"{" T("a", "F32", "[1]", "[4,0]") "}", 4, AIFT_E_FORMAT, HERE "data_offsets [4, 0] are out of range"},
    {"{" T("a", "F32", "[2]", "[0,8]") "}", 4, AIFT_E_FORMAT,
     HERE "data_offsets [0, 8] are out of range: the file has 4"},
    {"{" T("a", "F32", "[1]", "[9223372036854775800,9223372036854775804]") "}", 4, AIFT_E_FORMAT,
     "are out of range"},
    {"{" T("a", "F32", "[2]", "[0,4]") "}", 4, AIFT_E_FORMAT,
     HERE "data_offsets [0, 4] are 4 bytes, but dtype and shape need 8"},
    {"{" T("a", "F16", "[]", "[0,4]") "}", 4, AIFT_E_FORMAT,
     HERE "data_offsets [0, 4] are 4 bytes, but dtype and shape need 2"},
    {"{" T("b", "F32", "[1]", "[0,4]") "," T("a", "F32", "[1]", "[2,6]") "}", 6, AIFT_E_FORMAT,
     HERE "its bytes from 2 on overlap those of \"b\", which end at 4"},
    {"{" T("a", "F32", "[1]", "[4,8]") "}", 8, AIFT_E_FORMAT,
     "m.safetensors: no tensor has the bytes from 0 to 4, in front of \"a\""},
    {"{" T("b", "F32", "[1]", "[0,4]") "," T("a", "F32", "[1]", "[5,9]") "}", 9, AIFT_E_FORMAT,
     "m.safetensors: no tensor has the bytes from 4 to 5, in front of \"a\""},
    {"{" T("b", "F32", "[1]", "[4,8]") "," T("c", "F32", "[1]", "[8,12]") "," T("a", "F32", "[1]",
                                                                                "[9,13]") "}",
     16, AIFT_E_FORMAT, HERE "its bytes from 9 on overlap those of \"c\", which end at 12"},
    {"{" T("a", "F32", "[1]", "[0,4]") "}", 5, AIFT_E_FORMAT,
     "m.safetensors: has 5 bytes of data, but its tensors cover only 4"},
    {"{}", 1, AIFT_E_FORMAT, "m.safetensors: has 1 bytes of data, but its tensors cover only 0"},
    {"{\"__metadata__\":[]}", 0, AIFT_E_FORMAT, "m.safetensors: \"__metadata__\" is an array"},
    {"{\"__metadata__\":{\"format\":1}}", 0, AIFT_E_FORMAT,
     "\"format\" of \"__metadata__\" is a number; a text"},
};

static void refuses_bad_headers(void **state)
{
    unsigned char bytes[1000];
    for (size_t i = 0; i < AIFT__COUNT(bads); i++) {
        aift__safetensors *file;
        size_t size = file_of(bads[i].header, bads[i].data, bytes, sizeof bytes);
        assert_fails(open_bytes(context, bytes, size, &file), bads[i].status, bads[i].message);
        assert_null(file);
    }
}

static void refuses_bad_lengths(void **state)
{
    unsigned char bytes[100];
    aift__safetensors *file;
    size_t size = file_of("{" T("a", "F32", "[1]", "[0,4]") "}", 4, bytes, sizeof bytes);
    for (size_t n = 0; n < size; n++) { /* cut anywhere */
        aift_status status = open_bytes(context, bytes, n, &file);
        assert_int_equal(status, AIFT_E_FORMAT);
        assert_contains(aift_last_error(), n < 8          ? "the length of the header alone has 8"
                                           : n < size - 4 ? "it is incomplete"
                                                          : "are out of range");
        assert_null(file);
    }
    assert_ok(open_bytes(context, bytes, size, &file));
    aift__safetensors_close(file);
    uint64_t lengths[] = {100000001, UINT64_MAX, (uint64_t)1 << 63, UINT64_MAX - 7};
    for (size_t i = 0; i < AIFT__COUNT(lengths); i++) {
        memcpy(bytes, &lengths[i], 8);
        assert_fails(open_bytes(context, bytes, size, &file), AIFT_E_FORMAT, "100000000 are the most");
    }
}

static void reads_what_is_allowed(void **state)
{
    unsigned char bytes[1000];
    aift__safetensors *file;
    const char *header =
        "{\"__metadata__\":{\"format\":\"pt\",\"x\":\"y\"}," T("z", "I64", "[]", "[8,16]") "," T(
            "empty", "F16", "[3,0]", "[8,8]") "," T("a", "BF16", "[2,2]", "[0,8]") "}   ";
    assert_ok(open_bytes(context, bytes, file_of(header, 16, bytes, sizeof bytes), &file));
    assert_int_equal(aift__safetensors_size(file), 3);
    const aift__safetensor *a = aift__safetensors_at(file, 0);
    assert_string_equal(a->name, "a");
    assert_int_equal(a->dtype, AIFT_DTYPE_BF16);
    assert_int_equal(a->rank, 2);
    assert_int_equal(a->shape[1], 2);
    assert_int_equal(a->nbytes, 8);
    const aift__safetensor *z = aift__safetensors_find(file, "z");
    assert_ptr_equal(z, aift__safetensors_at(file, 2));
    assert_int_equal(z->rank, 0);
    assert_ptr_equal(z->data, (const char *)a->data + 8);
    assert_int_equal(aift__safetensors_find(file, "empty")->nbytes, 0);
    assert_null(aift__safetensors_find(file, "b"));
    assert_null(aift__safetensors_at(file, 3));
    assert_string_equal(aift__safetensors_metadata(file, "format"), "pt");
    assert_null(aift__safetensors_metadata(file, "none"));
    aift__safetensors_close(file);
    assert_ok(open_bytes(context, bytes, file_of("{}", 0, bytes, sizeof bytes), &file));
    assert_int_equal(aift__safetensors_size(file), 0);
    assert_null(aift__safetensors_find(file, "a"));
    assert_null(aift__safetensors_metadata(file, "format"));
    aift__safetensors_close(file);
    aift__safetensors_close(NULL);
}

static aift_status collect(const aift__sink *sink, const char *name, const void *data, size_t size)
{
    assert_string_equal(name, "model.safetensors");
    return aift__buf_add(sink->user, data, size);
}

/* One tensor of every dtype, with an odd number of bytes where it can be. */
static size_t make_tensors(aift__safetensor *tensors)
{
    static const unsigned char data[64] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const char *const names[AIFT__N_DTYPES] = {"n", "o", "p", "a", "b", "c",      "d",
                                                      "e", "f", "g", "h", "i", "\"\\/\n"};
    for (int i = 0; i < AIFT__N_DTYPES; i++) {
        size_t nbytes;
        assert_true(aift__dtype_bytes((aift_dtype)i, 3, &nbytes));
        tensors[i] = (aift__safetensor){names[i], (aift_dtype)i, 2, {3, 1}, data, nbytes};
    }
    return AIFT__N_DTYPES;
}

static aift_status write_to(aift_context *ctx, const aift__safetensor *tensors, size_t n, aift__buf *out)
{
    const aift__sink sink = {collect, out, NULL};
    return aift__safetensors_write(ctx, tensors, n, &sink, "model.safetensors");
}

static void writes_what_it_reads(void **state)
{
    aift__safetensor tensors[AIFT__N_DTYPES];
    size_t n = make_tensors(tensors);
    aift__buf out, again;
    aift__buf_init(&out, context, 1 << 20);
    aift__buf_init(&again, context, 1 << 20);
    assert_ok(write_to(context, tensors, n, &out));
    aift__safetensors *file;
    assert_ok(open_bytes(context, out.data, out.size, &file));
    assert_int_equal(aift__safetensors_size(file), n);
    assert_string_equal(aift__safetensors_metadata(file, "format"), "pt");
    for (size_t i = 0; i < n; i++) {
        const aift__safetensor *t = aift__safetensors_find(file, tensors[i].name);
        assert_non_null(t);
        assert_int_equal(t->dtype, tensors[i].dtype);
        assert_int_equal(t->rank, 2);
        assert_int_equal(t->shape[0], 3);
        assert_int_equal(t->nbytes, tensors[i].nbytes);
        assert_memory_equal(t->data, tensors[i].data, t->nbytes);
        assert_int_equal((uintptr_t)t->data % (uintptr_t)aift__dtype(t->dtype)->block_bytes, 0);
    }
    for (size_t i = 0; i < n / 2; i++) { /* the order given does not matter */
        aift__safetensor swap = tensors[i];
        tensors[i] = tensors[n - 1 - i];
        tensors[n - 1 - i] = swap;
    }
    assert_ok(write_to(context, tensors, n, &again));
    assert_int_equal(out.size, again.size);
    assert_memory_equal(out.data, again.data, out.size);
    aift__safetensors_close(file);
    aift__buf_finish(&out);
    aift__buf_finish(&again);
}

static void writes_these_bytes(void **state)
{
    static const float values[] = {1, 2};
    aift__safetensor tensors[] = {{"b", AIFT_DTYPE_F32, 1, {1}, values + 1, 4},
                                  {"a", AIFT_DTYPE_F32, 0, {0}, values, 4}};
    const char *header = "{\"__metadata__\":{\"format\":\"pt\"},"
                         "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                         "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
    aift__buf out;
    aift__buf_init(&out, context, 1000);
    assert_ok(write_to(context, tensors, 2, &out));
    uint64_t length;
    memcpy(&length, out.data, 8);
    assert_int_equal(length % 8, 0);
    assert_int_equal(out.size, 8 + length + 8);
    assert_memory_equal(out.data + 8, header, strlen(header));
    for (size_t i = strlen(header); i < length; i++)
        assert_int_equal(out.data[8 + i], ' ');
    assert_memory_equal(out.data + 8 + length, values, 8);
    aift__buf_clear(&out);
    tensors[1].name = "b";
    assert_fails(write_to(context, tensors, 2, &out), AIFT_E_INVALID, "two tensors have the name \"b\"");
    tensors[1].name = "__metadata__";
    assert_fails(write_to(context, tensors, 2, &out), AIFT_E_INVALID, "\"__metadata__\"");
    assert_int_equal(out.size, 0);
    assert_ok(write_to(context, NULL, 0, &out));
    aift__safetensors *file;
    assert_ok(open_bytes(context, out.data, out.size, &file));
    aift__safetensors_close(file);
    aift__buf_finish(&out);
}

static int refuse(void *user, const char *name, const void *data, size_t size)
{
    return -(++*(int *)user == 3);
}

static void passes_a_refusal_on(void **state)
{
    int calls = 0;
    aift__safetensor tensors[AIFT__N_DTYPES];
    size_t n = make_tensors(tensors);
    const aift__sink sink = aift__sink_callback(refuse, &calls);
    assert_fails(aift__safetensors_write(context, tensors, n, &sink, "model.safetensors"), AIFT_E_IO,
                 "model.safetensors: the write callback stopped it (-1)");
    assert_int_equal(calls, 3);
}

static aift_status write_and_read(aift_context *ctx, void *arg)
{
    aift__safetensor tensors[AIFT__N_DTYPES];
    size_t n = make_tensors(tensors);
    aift__safetensors *file = NULL;
    aift__buf out;
    aift__buf_init(&out, ctx, 1 << 20);
    aift_status status = write_to(ctx, tensors, n, &out);
    if (status == AIFT_OK)
        status = open_bytes(ctx, out.data, out.size, &file);
    if (status != AIFT_OK)
        assert_null(file);
    aift__safetensors_close(file);
    aift__buf_finish(&out);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(write_and_read, NULL);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(refuses_bad_headers),
        CASE(refuses_bad_lengths),
        CASE(reads_what_is_allowed),
        CASE(writes_what_it_reads),
        CASE(writes_these_bytes),
        CASE(passes_a_refusal_on),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
