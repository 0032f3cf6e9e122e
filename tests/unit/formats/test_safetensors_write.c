/* formats/safetensors: what is written is read; the layout, byte by byte. */
#include "safetensors.h"

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
    const struct CMUnitTest tests[] = {
        CASE(writes_what_it_reads),
        CASE(writes_these_bytes),
        CASE(passes_a_refusal_on),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
