/* The suite is run once under a locale that writes decimals with a comma: is that locale really in force, and
 * do numbers keep their point? */
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "support.h"

#include "base/base.h"
#include "base/number.h"

static void is_in_force(void **state)
{
    const char *point = getenv("AIFT_TEST_DECIMAL_POINT");
    if (point) /* set by tests/run.sh */
        assert_string_equal(localeconv()->decimal_point, point);
}

static void numbers_have_a_point(void **state)
{
    char buf[32];
    assert_string_equal(aift__dtoa(buf, 0.1), "0.1");
    assert_string_equal(aift__dtoa(buf, -1234567.25), "-1234567.25");
    assert_string_equal(aift__dtoa(buf, 1.5e-300), "1.5e-300");
    assert_string_equal(aift__dtoa(buf, 1e22), "1e+22");
    assert_string_equal(aift__dtoa(buf, 0), "0");
    assert_string_equal(aift__dtoa_short(buf, 2.0 / 3, 3), "0.667");
    assert_string_equal(aift__dtoa_short(buf, 1234567, 3), "1.23e+06");
}

/* Shortest, and reads back as the same double. */
static void numbers_read_back(void **state)
{
    static const double values[] = {0.1 + 0.2, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789012345678.0};
    setlocale(LC_NUMERIC, "C");
    for (size_t i = 0; i < AIFT__COUNT(values); i++) {
        char buf[32];
        assert_true(strtod(aift__dtoa(buf, values[i]), NULL) == values[i]);
    }
    setlocale(LC_NUMERIC, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_in_force),
        cmocka_unit_test(numbers_have_a_point),
        cmocka_unit_test(numbers_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
