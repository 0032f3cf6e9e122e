/* Dates, read by a format of strftime's letters, without the C library's locale. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycle/date.h"

static const char *const known[] = {
    "%Y-%m-%d",       "%Y-%m-%dT%H:%M:%S%f%z", "%Y-%m-%d %H:%M:%S%f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M",
    "%Y/%m/%d",       "%d/%b/%y %I:%M %p",     "%d/%b/%Y %I:%M %p",     "%d/%b/%y",         "%d/%b/%Y",
    "%d/%b/%y %H:%M", "%d/%b/%Y %H:%M",
};

typedef struct parts {
    int year, month, day, hour, minute, second;
    bool afternoon, twelve; /* %p said PM; %I was read */
} parts;

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* From `least` to `most` digits. */
static const char *number(const char *at, int least, int most, int *out)
{
    int n = 0;
    *out = 0;
    for (; n < most && digit(at[n]); n++)
        *out = *out * 10 + at[n] - '0';
    return n >= least ? at + n : NULL;
}

static bool begins(const char *at, const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(at[i]) != word[i])
            return false;
    return true;
}

static const char *month_name(const char *at, int *out)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12; i++) {
        size_t n = strlen(names[i]);
        *out = i + 1;
        if (begins(at, names[i], n))
            return at + n;
        if (begins(at, names[i], 3))
            return at + 3;
    }
    return NULL;
}

static const char *half_day(const char *at, bool *afternoon)
{
    *afternoon = begins(at, "pm", 2);
    return *afternoon || begins(at, "am", 2) ? at + 2 : NULL;
}

static const char *fraction(const char *at)
{
    if (*at != '.' || !digit(at[1]))
        return at;
    for (at++; digit(*at);)
        at++;
    return at;
}

static const char *zone(const char *at)
{
    int part;
    if (*at == 'Z' || *at == 'z')
        return at + 1;
    if (*at != '+' && *at != '-')
        return at;
    at = number(at + 1, 2, 2, &part);
    if (at && *at == ':')
        at++;
    return at ? number(at, 2, 2, &part) : NULL;
}

/* What one letter of a format takes; NULL: it is not there. */
static const char *take(const char *at, char letter, parts *p)
{
    switch (letter) {
    case 'Y':
        return number(at, 4, 4, &p->year);
    case 'y':
        at = number(at, 2, 2, &p->year);
        p->year += p->year < 69 ? 2000 : 1900; /* as POSIX has it */
        return at;
    case 'm':
        return number(at, 1, 2, &p->month);
    case 'd':
        return number(at, 1, 2, &p->day);
    case 'b':
        return month_name(at, &p->month);
    case 'H':
        return number(at, 1, 2, &p->hour);
    case 'I':
        p->twelve = true;
        return number(at, 1, 2, &p->hour);
    case 'M':
        return number(at, 2, 2, &p->minute);
    case 'S':
        return number(at, 2, 2, &p->second);
    case 'p':
        return half_day(at, &p->afternoon);
    case 'f':
        return fraction(at);
    case 'z':
        return zone(at);
    case '%':
        return *at == '%' ? at + 1 : NULL;
    default:
        return NULL;
    }
}

static bool is_date(const parts *p)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (p->month < 1 || p->month > 12 || p->day < 1 || p->hour > 23 || p->minute > 59 || p->second > 60)
        return false;
    if (p->twelve && (p->hour < 1 || p->hour > 12))
        return false;
    bool leap = p->year % 4 == 0 && (p->year % 100 != 0 || p->year % 400 == 0);
    return p->day <= days[p->month - 1] + (p->month == 2 && leap);
}

static bool read_as(const char *at, const char *format, aift__date *out)
{
    parts p = {0};
    while (at && *format) {
        if (*format == '%' && format[1]) {
            at = take(at, format[1], &p);
            format += 2;
        } else if (*format == ' ') {
            at = *at == ' ' ? at + strspn(at, " ") : NULL;
            format++;
        } else {
            at = *at == *format ? at + 1 : NULL;
            format++;
        }
    }
    if (!at || *at || !is_date(&p))
        return false;
    int hour = p.twelve ? p.hour % 12 + (p.afternoon ? 12 : 0) : p.hour;
    out->time = hour || p.minute || p.second;
    snprintf(out->text, sizeof out->text, "%04u-%02u-%02u", (unsigned)p.year % 10000, (unsigned)p.month % 100,
             (unsigned)p.day % 100);
    return true;
}

bool aift__date_read(const char *text, const char *format, aift__date *out)
{
    char trimmed[64];
    while (*text == ' ' || *text == '\t')
        text++;
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    if (n >= sizeof trimmed)
        return false;
    memcpy(trimmed, text, n);
    trimmed[n] = '\0';
    if (format)
        return read_as(trimmed, format, out);
    for (size_t i = 0; i < AIFT__COUNT(known); i++)
        if (read_as(trimmed, known[i], out))
            return true;
    return false;
}

aift_status aift__date_check_format(const char *format)
{
    bool year = false, month = false, day = false;
    for (const char *at = format; *at; at++) {
        if (*at != '%')
            continue;
        at++;
        if (!*at || !strchr("YymdbHIMSpfz%", *at))
            return aift__fail(
                AIFT_E_INVALID,
                "the date format \"%.100s\" has %%%c: expected the letters Y y m d b H I M S p f z", format,
                *at ? *at : ' ');
        year |= *at == 'Y' || *at == 'y';
        month |= *at == 'm' || *at == 'b';
        day |= *at == 'd';
    }
    if (year && month && day)
        return AIFT_OK;
    return aift__fail(AIFT_E_INVALID, "the date format \"%.100s\" lacks the %s: expected as in %%d/%%m/%%Y",
                      format,
                      !year    ? "year (%Y or %y)"
                      : !month ? "month (%m or %b)"
                               : "day (%d)");
}

/* ---- counting days (the proleptic Gregorian calendar; a year begins with its March, so that February is last) ---- */

enum { ERA = 146097 }; /* days in 400 years */

bool aift__date_days(const char *text, int64_t *days)
{
    aift__date date;
    if (!aift__date_read(text, "%Y-%m-%d", &date) || strlen(text) != AIFT__DATE_SIZE - 1)
        return false;
    const int64_t month = 10 * (text[5] - '0') + text[6] - '0', day = 10 * (text[8] - '0') + text[9] - '0';
    const int64_t year = strtol(text, NULL, 10) - (month <= 2) + 400; /* no number below is negative */
    const int64_t of_era = year % 400, of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    *days = (year / 400 - 1) * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return true;
}

bool aift__date_print(int64_t days, char text[AIFT__DATE_SIZE])
{
    const int64_t from = days + ERA, era = from / ERA - 1, of_era = from % ERA;
    if (from < 0)
        return false;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t shifted = (5 * of_year + 2) / 153, day = of_year - (153 * shifted + 2) / 5 + 1;
    const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9, number = year + 400 * era + (month <= 2);
    if (number < 0 || number > 9999)
        return false;
    snprintf(text, AIFT__DATE_SIZE, "%04u-%02u-%02u", (unsigned)number % 10000, (unsigned)month % 100,
             (unsigned)day % 100);
    return true;
}
