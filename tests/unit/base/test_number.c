/* base/number: text of doubles and doubles of text, beside what the C library makes of them. */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "support.h"

#include "base/base.h"
#include "base/number.h"

static uint64_t drawn;

/* Any 64 bits, the same in each run (splitmix64). */
static uint64_t draw(void)
{
    uint64_t x = drawn += 0x9E3779B97F4A7C15;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Both ways of one value, and with fewer digits. */
static void check_written(double value)
{
    char got[32], want[32];
    if (!isfinite(value))
        return;
    for (int digits = 15; digits < 18; digits++) {
        snprintf(want, sizeof want, "%.*g", digits, value);
        if (strtod(want, NULL) == value)
            break;
    }
    assert_string_equal(aift__dtoa(got, value), want);
    int digits = 1 + (int)(draw() % 17);
    snprintf(want, sizeof want, "%.*g", digits, value);
    assert_string_equal(aift__dtoa_short(got, value, digits), want);
}

static void check_read(const char *text)
{
    double got, want = strtod(text, NULL);
    assert_true(aift__strtod(text, strlen(text), &got));
    if (memcmp(&got, &want, sizeof got) != 0)
        fail_msg("%s: %a, but %a is wanted", text, got, want);
}

static void written_as_printf_does(void **state)
{
    for (int i = 0; i < 15000; i++) {
        check_written(from_bits(draw()));
        check_written((double)(int64_t)draw() * 0x1p-63);
        check_written((double)(draw() % 100000) / 1000);
    }
    for (int power = -323; power < 309; power++) { /* where the number of digits changes */
        char text[16];
        snprintf(text, sizeof text, "1e%d", power);
        double value = strtod(text, NULL);
        check_written(value);
        check_written(nextafter(value, 0));
        check_written(nextafter(value, INFINITY));
        check_written(value * (1 - 3e-15));
    }
    for (uint64_t bits = 0; bits < 2000; bits++) /* the smallest */
        check_written(from_bits(bits));
    check_written(DBL_MAX);
    check_written(DBL_MIN);
    check_written(-0.0);
}

static void read_as_strtod_does(void **state)
{
    char text[64];
    for (int i = 0; i < 15000; i++) {
        int places = (int)(draw() % 19);
        snprintf(text, sizeof text, "%.*e", places, from_bits(draw() & ~(1ULL << 62)));
        check_read(text);
        snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)(draw() >> draw() % 64),
                 (unsigned long long)draw());
        check_read(text);
        snprintf(text, sizeof text, "-%llue%d", (unsigned long long)draw(), (int)(draw() % 800) - 400);
        check_read(text);
    }
    static const char *const special[] = {"0",
                                          "-0",
                                          "0.0e5",
                                          "1e309",
                                          "-1e309",
                                          "1e-400",
                                          "1e99999999999999999999",
                                          "1e-99999999999999999999",
                                          "0e999999999",
                                          "1.7976931348623158e308",
                                          "1.7976931348623159e308",
                                          "4.9e-324",
                                          "2.5e-324",
                                          "2.4e-324",
                                          "2.4703282292062327e-324",
                                          "2.4703282292062328e-324",
                                          "9007199254740993",
                                          "9007199254740992.999999999999999999",
                                          "9007199254740993.0000000000000000000000000000000000000001",
                                          "1E+5",
                                          "1.5E-5"};
    for (size_t i = 0; i < AIFT__COUNT(special); i++)
        check_read(special[i]);
}

/* Exactly between two doubles, all digits written; one digit more decides. */
static void halves_go_to_the_even_one(void **state)
{
    static char text[1200];
    for (int i = 0; i < 300; i++) {
        double value = from_bits(draw() >> 2); /* below 2 */
        long double between = ((long double)value + (long double)nextafter(value, INFINITY)) / 2;
        int places = snprintf(text, sizeof text, "%.*Lf", 900, between);
        assert_true(places < 990);
        check_read(text);
        if (value > 1e-200) {
            strcat(text, "1");
            check_read(text);
        }
    }
}

static void floats_keep_their_digits(void **state)
{
    for (int i = 0; i < 30000; i++) {
        uint32_t bits = (uint32_t)draw();
        float value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        char text[32];
        for (int digits = 6; digits < 10; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, (double)value);
            if (strtof(text, NULL) == value)
                break;
        }
        assert_true(aift__decimal_of(value) == strtod(text, NULL));
    }
}

static void what_is_too_long_is_refused(void **state)
{
    char text[1002];
    double value;
    memset(text, '1', sizeof text);
    assert_true(aift__strtod(text, 1000, &value) && isinf(value));
    assert_false(aift__strtod(text, 1001, &value));
    memset(text, '0', 999);
    text[1] = '.';
    assert_true(aift__strtod(text, 1000, &value) && value == 0);
}

static void no_number(void **state)
{
    char text[32];
    assert_string_equal(aift__dtoa(text, NAN), "nan");
    assert_string_equal(aift__dtoa(text, -INFINITY), "-inf");
    assert_true(isnan(aift__decimal_of(NAN)));
    assert_true(signbit(aift__decimal_of(-0.0F)));
}

static int plain_locale(void **state)
{
    return setlocale(LC_NUMERIC, "C") == NULL; /* for what is compared with */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_as_printf_does),      cmocka_unit_test(read_as_strtod_does),
        cmocka_unit_test(halves_go_to_the_even_one),   cmocka_unit_test(floats_keep_their_digits),
        cmocka_unit_test(what_is_too_long_is_refused), cmocka_unit_test(no_number),
    };
    return cmocka_run_group_tests(tests, plain_locale, NULL);
}
