/* base/options: structs of older and of newer callers. */
#include "support.h"

#include "base/options.h"

typedef struct options {
    size_t struct_size;
    int32_t rows;
    int32_t more;
    double rate; /* added after a release: 0 is what the library did before */
} options;

enum { OLD_SIZE = offsetof(options, rate) };

static const options defaults = {sizeof(options), 8, 1, 0.5};

static void null_means_the_defaults(void **state)
{
    options own = defaults;
    assert_ok(aift__options_read(&own, sizeof own, NULL, "options"));
    assert_memory_equal(&own, &defaults, sizeof own);
}

static void fields_are_read_literally(void **state)
{
    options own = defaults, given = {sizeof given, 0, 0, 0.0};
    assert_ok(aift__options_read(&own, sizeof own, &given, "options"));
    assert_memory_equal(&own, &given, sizeof own);
}

static void an_older_caller_has_zeros_in_what_it_does_not_know(void **state)
{
    options own = defaults;
    struct {
        size_t struct_size;
        int32_t rows, more;
        double garbage;
    } given = {OLD_SIZE, 3, 4, 123.0};
    assert_ok(aift__options_read(&own, sizeof own, &given, "options"));
    assert_int_equal(own.rows, 3);
    assert_int_equal(own.more, 4);
    assert_true(own.rate == 0);
    assert_int_equal(own.struct_size, sizeof own);
}

static void a_newer_caller_may_leave_the_rest_unset(void **state)
{
    options own = defaults;
    struct {
        options known;
        int64_t unknown;
    } given = {{sizeof given, 3, 4, 2.0}, 0};
    assert_ok(aift__options_read(&own, sizeof own, &given, "options"));
    assert_true(own.rows == 3 && own.more == 4 && own.rate == 2.0);
    assert_int_equal(own.struct_size, sizeof own);
    given.unknown = 1;
    assert_fails(aift__options_read(&own, sizeof own, &given, "the_options"), AIFT_E_INVALID,
                 "the_options: byte 24 is set");
}

static void an_impossible_size_is_refused(void **state)
{
    static const size_t sizes[] = {0, 1, sizeof(size_t) - 1, 65537, SIZE_MAX};
    for (size_t i = 0; i < AIFT__COUNT(sizes); i++) {
        options own = defaults, given = {sizes[i], 3, 4, 2.0};
        assert_fails(aift__options_read(&own, sizeof own, &given, "options"), AIFT_E_INVALID,
                     "options.struct_size is");
        assert_memory_equal(&own, &defaults, sizeof own);
    }
}

static void what_is_reserved_must_be_zero(void **state)
{
    assert_ok(aift__options_reserved(0, "the_options"));
    assert_fails(aift__options_reserved(-7, "the_options"), AIFT_E_INVALID, "the_options.reserved is -7");
}

static void defaults_bring_their_padding(void **state)
{
    struct padded {
        char c;
        double d;
    } got;
    static const unsigned char zeros[offsetof(struct padded, d) - 1];
    memset(&got, 0xA5, sizeof got);
    AIFT__DEFAULTS(&got, struct padded, {'x'});
    assert_memory_equal((char *)&got + 1, zeros, sizeof zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_means_the_defaults),
        cmocka_unit_test(fields_are_read_literally),
        cmocka_unit_test(an_older_caller_has_zeros_in_what_it_does_not_know),
        cmocka_unit_test(a_newer_caller_may_leave_the_rest_unset),
        cmocka_unit_test(an_impossible_size_is_refused),
        cmocka_unit_test(what_is_reserved_must_be_zero),
        cmocka_unit_test(defaults_bring_their_padding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
