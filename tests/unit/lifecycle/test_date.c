/* Dates as other tools write them. */
#include "lifecycle/date.h"
#include "support.h"

static void test_dates(void **state)
{
    static const struct {
        const char *text, *format, *want; /* NULL: none */
        bool time;
    } cases[] = {
        {"2024-03-12", NULL, "2024-03-12", false},
        {" 2024-02-29 ", NULL, "2024-02-29", false},
        {"2023-02-29", NULL, NULL, false},
        {"1900-02-29", NULL, NULL, false},
        {"2000-02-29", NULL, "2000-02-29", false},
        {"2026-10-09T08:00:00.000Z", NULL, "2026-10-09", true},
        {"2026-10-09T00:00:00.000+02:00", NULL, "2026-10-09", false},
        {"2026-10-09 23:59:60", NULL, "2026-10-09", true},
        {"2026-10-09T24:00:00Z", NULL, NULL, false},
        {"2026/7/1", NULL, "2026-07-01", false},
        {"12/Mar/24 9:41 AM", NULL, "2024-03-12", true},
        {"12/Mar/24 12:00 AM", NULL, "2024-03-12", false},
        {"12/Mar/24 12:00 PM", NULL, "2024-03-12", true},
        {"12/Mar/24 13:00 PM", NULL, NULL, false},
        {"1/january/2024", NULL, "2024-01-01", false},
        {"12/Mar/70", NULL, "1970-03-12", false},
        {"12/Mar/2024 21:05", NULL, "2024-03-12", true},
        {"6/21/2025 16:14", NULL, NULL, false},
        {"6/21/2025 16:14", "%m/%d/%Y %H:%M", "2025-06-21", true},
        {"21.6.2025", "%d.%m.%Y", "2025-06-21", false},
        {"21.6.2025x", "%d.%m.%Y", NULL, false},
        {"soon", NULL, NULL, false},
        {"", NULL, NULL, false},
        {"2024-13-01", NULL, NULL, false},
        {"2024-00-10", NULL, NULL, false},
        {"100%2024-01-02", "100%%%Y-%m-%d", "2024-01-02", false},
        {"2024-03-12, which is a text that is far longer than any date could ever be", NULL, NULL, false},
    };
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift__date date;
        const bool is = aift__date_read(cases[i].text, cases[i].format, &date);
        if (is != (cases[i].want != NULL))
            fail_msg("\"%s\" %s", cases[i].text, is ? "is read" : "is not read");
        if (!is)
            continue;
        assert_string_equal(date.text, cases[i].want);
        assert_int_equal(date.time, cases[i].time);
    }
}

static void test_formats(void **state)
{
    assert_ok(aift__date_check_format("%d/%b/%y"));
    assert_fails(aift__date_check_format("%d/%b"), AIFT_E_INVALID, "lacks the year (%Y or %y)");
    assert_fails(aift__date_check_format("%Y-%d"), AIFT_E_INVALID, "lacks the month");
    assert_fails(aift__date_check_format("%Y-%m-%"), AIFT_E_INVALID, "has % ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dates), cmocka_unit_test(test_formats)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
