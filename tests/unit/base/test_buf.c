/* base/buf: growth, the maximum, taking the text, allocation failure. */
#include "support.h"

#include "base/buf.h"

static void adds_and_takes(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__buf buf;
    aift__buf_init(&buf, context, 1000);
    assert_ok(aift__buf_add(&buf, "ab\0c", 4));
    assert_ok(aift__buf_addf(&buf, "%d-%s", 7, "x"));
    assert_int_equal(buf.size, 7);
    assert_memory_equal(buf.data, "ab\0c7-x", 8);
    char *text;
    assert_ok(aift__buf_take(&buf, &text));
    assert_memory_equal(text, "ab\0c7-x", 8);
    assert_null(buf.data);
    aift__free(context, text);
    assert_ok(aift__buf_take(&buf, &text)); /* an empty one gives an empty text */
    assert_string_equal(text, "");
    aift__free(context, text);
    aift__buf_finish(&buf);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void stops_at_the_maximum(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__buf buf;
    aift__buf_init(&buf, context, 10);
    assert_ok(aift__buf_add_text(&buf, "0123456789"));
    assert_fails(aift__buf_add(&buf, "x", 1), AIFT_E_RANGE, "maximum of 10 bytes");
    assert_fails(aift__buf_addf(&buf, "%s", "x"), AIFT_E_RANGE, "maximum of 10 bytes");
    assert_fails(aift__buf_reserve(&buf, SIZE_MAX), AIFT_E_RANGE, "maximum of 10 bytes");
    assert_string_equal(buf.data, "0123456789");
    aift__buf_clear(&buf);
    assert_string_equal(buf.data, "");
    assert_ok(aift__buf_add_text(&buf, "again"));
    aift__buf_finish(&buf);
    aift__buf_finish(&buf);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status fill(aift_context *context, void *arg)
{
    aift__buf buf;
    aift__buf_init(&buf, context, 100000);
    aift_status status = AIFT_OK;
    char *text = NULL;
    for (int i = 0; i < 100; i++)
        AIFT__GOTO(aift__buf_addf(&buf, "%d and some more text, ", i));
    status = aift__buf_take(&buf, &text);
    if (status != AIFT_OK)
        assert_null(text);
    aift__free(context, text);
out:
    aift__buf_finish(&buf);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_and_takes),
        cmocka_unit_test(stops_at_the_maximum),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
