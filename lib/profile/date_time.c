/* DATE_TIME: days in the orders and with the signs in which people write them, and times of ISO 8601. */
#include "profile/recogniser.h"

typedef struct number {
    int value;
    size_t digits;
} number;

static number take_number(const aift__scanned *s, size_t at)
{
    number n = {0, aift__count_digits(s, at)};
    for (size_t i = 0; i < n.digits && n.digits <= 4; i++)
        n.value = n.value * 10 + s->text[at + i] - '0';
    return n;
}

static bool is_month(number n)
{
    return n.digits >= 1 && n.digits <= 2 && n.value >= 1 && n.value <= 12;
}

static bool is_day(number n)
{
    return n.digits >= 1 && n.digits <= 2 && n.value >= 1 && n.value <= 31;
}

static bool is_year(number n)
{
    return n.digits == 4 || n.digits == 2;
}

/* Three letters of a month's name. */
static bool is_name(const aift__scanned *s, size_t at)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (at + 3 > s->size)
        return false;
    for (const char *name = names; *name; name += 3)
        if (aift__lower(s->text[at]) == name[0] && aift__lower(s->text[at + 1]) == name[1] &&
            aift__lower(s->text[at + 2]) == name[2])
            return true;
    return false;
}

/* Behind a day and a T: hh:mm:ss, perhaps parts of a second, perhaps a zone. Where it ends; `at` where there is none. */
static size_t take_time(const aift__scanned *s, size_t at)
{
    size_t p = at;
    for (int part = 0; part < 3; part++) {
        const number n = take_number(s, p + 1);
        const char sign = aift__char_at(s, p);
        if (n.digits != 2 || n.value > (part ? 59 : 23) || sign != (part ? ':' : 'T'))
            return part == 2 ? p : at; /* without seconds */
        p += 3;
    }
    if (aift__char_at(s, p) == '.' && aift__count_digits(s, p + 1) > 0)
        p += 1 + aift__count_digits(s, p + 1);
    const char zone = aift__char_at(s, p);
    if (zone == 'Z')
        return p + 1;
    if ((zone == '+' || zone == '-') && aift__count_digits(s, p + 1) == 2 && aift__char_at(s, p + 3) == ':' &&
        aift__count_digits(s, p + 4) == 2)
        return p + 6;
    return p;
}

static bool gives(aift__match *out, size_t start, size_t end, double score)
{
    *out = (aift__match){start, end, score};
    return true;
}

/* dd-MMM-yyyy, dd-MMM; `p` is behind the first dash. */
static bool find_named(const aift__scanned *s, size_t at, size_t p, aift__match *out)
{
    const number year = take_number(s, p + 4);
    if (!is_name(s, p))
        return false;
    if (aift__char_at(s, p + 3) == '-' && is_year(year) && aift__word_ends(s, p + 4 + year.digits))
        return gives(out, at, p + 4 + year.digits, 0.6);
    return aift__word_ends(s, p + 3) && gives(out, at, p + 3, 0.6);
}

/* Two numbers alone: a month and a year, weakly. */
static bool find_two(const aift__scanned *s, number a, number b, size_t at, size_t p, aift__match *out)
{
    const size_t end = p + b.digits;
    if (!is_month(a) || !is_year(b) || s->text[p - 1] != '/' || !aift__word_ends(s, end))
        return false;
    return gives(out, at, end, b.digits == 4 ? 0.2 : 0.1);
}

static bool find_three(const aift__scanned *s, number a, number b, number c, size_t at, size_t p,
                       aift__match *out)
{
    const char sign = s->text[p - 1];
    size_t end = p + c.digits;
    const bool iso = a.digits == 4 && is_month(b) && is_day(c) && sign != '.';
    const bool day_first = is_day(a) && is_month(b) && is_year(c);
    const bool month_first = is_month(a) && is_day(b) && is_year(c) && sign != '.';
    if (iso && sign == '-') {
        const size_t timed = take_time(s, end);
        if (timed > end && aift__word_ends(s, timed))
            return gives(out, at, timed, 0.8);
    }
    const char next = aift__char_at(s, end);
    const bool goes_on = (next == sign || next == '.') && aift__is_digit(aift__char_at(s, end + 1));
    return (iso || day_first || month_first) && aift__word_ends(s, end) && !goes_on &&
           gives(out, at, end, 0.6);
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    const number a = take_number(s, at);
    const size_t p = at + a.digits;
    const char sign = aift__char_at(s, p);
    if (at >= 4 && s->text[at - 1] == '-' && is_name(s, at - 4) && aift__word_begins(s, at - 4) &&
        is_year(a) && aift__word_ends(s, p) && !(at >= 5 && s->text[at - 5] == '-'))
        return gives(out, at - 4, p, 0.6); /* MMM-yyyy */
    if (!aift__word_begins(s, at) || (sign != '/' && sign != '-' && sign != '.') || a.digits > 4)
        return false;
    if (at >= 2 && s->text[at - 1] == sign && aift__is_digit(s->text[at - 2]))
        return false; /* a part of something longer */
    if (sign == '-' && is_day(a) && find_named(s, at, p + 1, out))
        return true;
    const number b = take_number(s, p + 1);
    const size_t q = p + 1 + b.digits;
    if (b.digits < 1 || b.digits > 4)
        return false;
    if (aift__char_at(s, q) != sign)
        return find_two(s, a, b, at, p + 1, out);
    const number c = take_number(s, q + 1);
    return c.digits >= 1 && c.digits <= 4 && find_three(s, a, b, c, at, q + 1, out);
}

static const char *const context[] = {"date", "birthday", NULL};

const aift__recogniser aift__recogniser_date_time = {"DATE_TIME", AIFT__AT_DIGIT, context, find};
