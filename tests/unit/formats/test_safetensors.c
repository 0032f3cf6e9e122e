/* formats/safetensors: what a file may hold; hostile headers, one line of a table each. */
#include "safetensors.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refuses_bad_headers),
        CASE(refuses_bad_lengths),
        CASE(reads_what_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
