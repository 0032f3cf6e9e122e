/* base/map: keys of all kinds, growth, the hash against Python's, allocation failure. */
#include <stdlib.h>

#include "support.h"

#include "base/map.h"

static int setup(void **state)
{
    *state = aift_test_heap_create();
    return 0;
}

static int teardown(void **state)
{
    aift_test_heap_destroy(*state);
    return 0;
}

/* SipHash-1-3 is the hash of Python's bytes since 3.11: the key is the one of PYTHONHASHSEED=42, the values are
 * those of hash(bytes(range(n))). */
static void hashes_as_python(void **state)
{
    static const struct {
        size_t n;
        uint64_t hash;
    } rows[] = {{1, 0xce880c366bcf3489u},
                {7, 0xce280fabc397fbdau},
                {8, 0x60866c3c108c6afbu},
                {15, 0x94ace24d68c18cf8u},
                {16, 0x339176f3ac59ce05u}};
    unsigned char text[16];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)i;
    for (size_t i = 0; i < AIFT__COUNT(rows); i++)
        assert_true(aift__siphash(0xdc504fd368cd90afu, 0xb920bb9ffe99e9c1u, text, rows[i].n) == rows[i].hash);
}

static void keeps_what_is_put(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__map *map = aift__map_create(context);
    assert_non_null(map);
    int64_t value = 5;
    bool was = true;
    assert_false(aift__map_get(map, "a", 1, &value));
    assert_int_equal(value, 5);
    assert_ok(aift__map_put(map, "a", 1, 10, &was));
    assert_false(was);
    assert_ok(aift__map_put(map, "a", 1, 11, &was));
    assert_true(was);
    assert_ok(aift__map_put(map, "", 0, 12, NULL)); /* the empty key is a key */
    assert_ok(aift__map_put(map, "a\0b", 3, 13, NULL));
    assert_ok(aift__map_put(map, "a\0c", 3, 14, NULL));
    assert_int_equal(aift__map_size(map), 4);
    assert_true(aift__map_get(map, "a", 1, &value) && value == 11);
    assert_true(aift__map_get(map, "", 0, &value) && value == 12);
    assert_true(aift__map_get(map, "a\0b", 3, &value) && value == 13);
    assert_true(aift__map_get(map, "a\0c", 3, NULL));
    assert_false(aift__map_get(map, "a\0", 2, NULL));
    aift__map_destroy(map);
    aift__map_destroy(NULL);
    aift_context_release(context);
}

static void grows(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__map *map = aift__map_create(context);
    for (int i = 0; i < 20000; i++) {
        char key[16];
        int n = snprintf(key, sizeof key, "key %d", i);
        assert_ok(aift__map_put(map, key, (size_t)n, i, NULL));
    }
    assert_int_equal(aift__map_size(map), 20000);
    for (int i = 0; i < 20000; i++) {
        char key[16];
        int n = snprintf(key, sizeof key, "key %d", i);
        int64_t value;
        assert_true(aift__map_get(map, key, (size_t)n, &value));
        assert_int_equal(value, i);
    }
    aift__map_destroy(map);
    aift_context_release(context);
}

static aift_status fill(aift_context *context, void *arg)
{
    aift__map *map = aift__map_create(context);
    if (!map)
        return AIFT_E_NOMEM;
    aift_status status = AIFT_OK;
    size_t put = 0;
    for (; put < 40 && status == AIFT_OK; put++) {
        char key[16];
        status = aift__map_put(map, key, (size_t)snprintf(key, sizeof key, "k%zu", put), 1, NULL);
    }
    /* What failed is not there, what was there before is. */
    assert_int_equal(aift__map_size(map), status == AIFT_OK ? put : put - 1);
    assert_true(put < 2 || aift__map_get(map, "k0", 2, NULL));
    aift__map_destroy(map);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_as_python),
        cmocka_unit_test_setup_teardown(keeps_what_is_put, setup, teardown),
        cmocka_unit_test_setup_teardown(grows, setup, teardown),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
