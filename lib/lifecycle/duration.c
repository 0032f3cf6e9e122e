/* Durations of ISO 8601 and what they lead to. */
#include <string.h>

#include "base/clock.h"
#include "lifecycle/duration.h"
#include "lifecycle/values.h"

enum { DAY = 86400, MAX_DIGITS = 9 };

/* ---- reading ---- */

typedef struct part {
    char letter;
    int64_t months, seconds; /* of one */
} part;

static const part dates[] = {{'Y', 12, 0}, {'M', 1, 0}, {'W', 0, 7 * DAY}, {'D', 0, DAY}, {0, 0, 0}};
static const part times[] = {{'H', 0, 3600}, {'M', 0, 60}, {'S', 0, 1}, {0, 0, 0}};

/* Digits, and a fraction that is given in millionths. */
static const char *read_number(const char *p, int64_t *whole, int64_t *millionths)
{
    const char *from = p;
    int64_t place = 100000;
    *whole = *millionths = 0;
    for (; *p >= '0' && *p <= '9'; p++)
        *whole = p - from < MAX_DIGITS ? *whole * 10 + *p - '0' : -1;
    if (p == from || *whole < 0 || p - from > MAX_DIGITS)
        return NULL;
    if (*p != '.' && *p != ',')
        return p;
    for (from = ++p; *p >= '0' && *p <= '9'; p++, place /= 10)
        *millionths += (*p - '0') * place;
    return p == from ? NULL : p;
}

/* Parts of the table in their order; NULL: it has others. `last` is set when nothing may follow. */
static const char *read_parts(const char *p, const part *table, aift__duration *out, int *count, bool *last)
{
    while (*p && *p != 'T') {
        int64_t whole, millionths;
        const char *unit = read_number(p, &whole, &millionths);
        while (unit && table->letter && table->letter != *unit)
            table++;
        if (!unit || !table->letter || *last || (millionths && table->months))
            return NULL;
        *last = strchr(".,", p[strspn(p, "0123456789")]) != NULL;
        out->months += whole * table->months;
        out->seconds += whole * table->seconds + millionths * table->seconds / 1000000;
        *count += 1;
        table++;
        p = unit + 1;
    }
    return p;
}

bool aift__duration_read(const char *text, aift__duration *out)
{
    int parts = 0, of_time = 0;
    bool last = false;
    *out = (aift__duration){0, 0};
    if (*text != 'P')
        return false;
    const char *p = read_parts(text + 1, dates, out, &parts, &last);
    if (p && *p == 'T') {
        p = read_parts(p + 1, times, out, &of_time, &last);
        if (of_time == 0)
            return false;
    }
    return p && !*p && parts + of_time > 0;
}

/* ---- moments ---- */

/* Days from 1970-01-01 on (Howard Hinnant's days_from_civil). */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    const int64_t era = year / 400, in_era = year - era * 400;
    const int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static int64_t number(const char *text, int digits)
{
    int64_t value = 0;
    for (int i = 0; i < digits; i++)
        value = value * 10 + text[i] - '0';
    return value;
}

bool aift__moment_read(const char *text, int64_t *seconds)
{
    *seconds = 0;
    const bool time = aift__is_time(text);
    if (!time && !aift__is_date(text))
        return false;
    *seconds = days_of(number(text, 4), number(text + 5, 2), number(text + 8, 2)) * DAY;
    if (time)
        *seconds += number(text + 11, 2) * 3600 + number(text + 14, 2) * 60 + number(text + 17, 2);
    return true;
}

int64_t aift__moment_after(int64_t seconds, const aift__duration *duration)
{
    char text[AIFT__CLOCK_UTC];
    aift__clock_print(seconds, text);
    const int64_t months = number(text, 4) * 12 + number(text + 5, 2) - 1 + duration->months;
    const int64_t year = months / 12, month = months % 12 + 1;
    const int64_t first = days_of(year, month, 1);
    const int64_t next = month == 12 ? days_of(year + 1, 1, 1) : days_of(year, month + 1, 1);
    const int64_t day = AIFT__MIN(number(text + 8, 2), next - first);
    return (first + day - 1) * DAY + seconds % DAY + duration->seconds;
}

int64_t aift__moment_now(void)
{
    char text[AIFT__CLOCK_UTC];
    int64_t now;
    aift__clock_utc(text);
    return aift__moment_read(text, &now) ? now : 0;
}
