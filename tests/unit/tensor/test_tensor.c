/* tensor: creating, wrapping, refusing; conversion of other floating types. */
#include <math.h>

#include "support.h"

#include "tensor/convert.h"
#include "tensor/tensor.h"

static void count_release(void *owner)
{
    ++*(int *)owner;
}

static void creates_and_wraps(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_tensor *t;
    assert_ok(aift__tensor_create(context, AIFT_DTYPE_F32, 2, (const int64_t[]){3, 5}, &t));
    assert_int_equal(aift_tensor_nbytes(t), 60);
    assert_int_equal((uintptr_t)aift_tensor_data(t) % 64, 0);
    assert_int_equal(aift_tensor_shape(t)[1], 5);
    assert_close(((const float *)aift_tensor_data(t))[14], 0, 0);
    aift_tensor_release(t);
    int released = 0;
    float data[4];
    assert_ok(aift__tensor_wrap(context, AIFT_DTYPE_F32, 1, (const int64_t[]){4}, data, count_release,
                                &released, &t));
    aift_tensor_release(aift__tensor_retain(t));
    assert_int_equal(released, 0);
    aift_tensor_release(t);
    assert_int_equal(released, 1);
    assert_fails(aift__tensor_wrap(context, AIFT_DTYPE_F32, 1, (const int64_t[]){-4}, data, count_release,
                                   &released, &t),
                 AIFT_E_SHAPE, "dimension 0 is -4");
    assert_null(t);
    assert_int_equal(released, 2);
    assert_fails(aift__tensor_create(context, AIFT_DTYPE_F64, 2, (const int64_t[]){INT64_MAX / 4, 2}, &t),
                 AIFT_E_SHAPE, "too large");
    assert_fails(aift__tensor_create(context, AIFT_DTYPE_F32, 9, (const int64_t[9]){0}, &t), AIFT_E_SHAPE,
                 "rank 9");
    assert_null(t);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status wrap_once(aift_context *context, void *released)
{
    const float data[6] = {0};
    aift_tensor *t;
    aift_status status = aift_tensor_wrap(context, AIFT_DTYPE_F32, (const int64_t[]){6}, 1, data, sizeof data,
                                          count_release, released, &t);
    if (status != AIFT_OK)
        assert_null(t);
    aift_tensor_release(t);
    return status;
}

static void wraps_for_a_caller(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_tensor *t;
    int released = 0;
    const int64_t shape[] = {2, 3};
    const float data[6] = {0};
    assert_ok(
        aift_tensor_wrap(context, AIFT_DTYPE_F32, shape, 2, data, sizeof data, count_release, &released, &t));
    assert_ptr_equal(aift_tensor_data(t), data);
    aift_tensor_release(t);
    assert_int_equal(released, 1);
    assert_ok(aift_tensor_wrap(context, AIFT_DTYPE_F32, NULL, 0, data, 4, NULL, NULL, &t));
    aift_tensor_release(t);
    assert_fails(aift_tensor_wrap(context, AIFT_DTYPE_F32, shape, 2, data, 20, count_release, &released, &t),
                 AIFT_E_SHAPE, "24 bytes, but 20");
    assert_null(t);
    assert_fails(aift_tensor_wrap(context, AIFT_DTYPE_F32, shape, 2, (const char *)data + 2, sizeof data,
                                  count_release, &released, &t),
                 AIFT_E_INVALID, "not aligned");
    assert_null(t);
    assert_fails(aift_tensor_wrap(context, (aift_dtype)99, shape, 2, data, 24, count_release, &released, &t),
                 AIFT_E_INVALID, "99 is no dtype");
    assert_int_equal(released, 1);
    aift_test_sweep(wrap_once, &released);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* The values are those of numpy's float16 and of torch's bfloat16. */
static void converts(void **state)
{
    const uint16_t half[] = {0x0000, 0x8000, 0x3C00, 0xC000, 0x7BFF, 0x0001, 0x03FF, 0x0400, 0x3555, 0x7C00};
    const float half_want[] = {
        0, -0.0f, 1, -2, 65504, 5.9604645e-08f, 6.097555e-05f, 6.1035156e-05f, 0.33325195f, INFINITY};
    const uint16_t brain[] = {0x3F80, 0xC000, 0x3EAB, 0x7F80};
    const float brain_want[] = {1, -2, 0.33398438f, INFINITY};
    const double wide[] = {1.0 / 3, -1e300};
    float out[16];
    aift__convert_to_f32(AIFT_DTYPE_F16, half, 10, out);
    assert_memory_equal(out, half_want, sizeof half_want);
    aift__convert_to_f32(AIFT_DTYPE_F16, (const uint16_t[]){0x7E00}, 1, out);
    assert_true(isnan(out[0]));
    aift__convert_to_f32(AIFT_DTYPE_BF16, brain, 4, out);
    assert_memory_equal(out, brain_want, sizeof brain_want);
    aift__convert_to_f32(AIFT_DTYPE_F64, wide, 2, out);
    assert_true(out[0] == 1.0f / 3 && isinf(out[1]));
    assert_false(aift__converts_to_f32(AIFT_DTYPE_I64));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(creates_and_wraps),
                                       cmocka_unit_test(wraps_for_a_caller), cmocka_unit_test(converts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
