/* What a value looks like. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "profile/cell.h"

enum { EXACT = 22, MOST_DIGITS = 18 }; /* 10^22 is exact in a double; 10^18 fits an int64_t */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The parts of a decimal numeral. */
typedef struct numeral {
    bool negative, point, exponent;
    uint64_t digits; /* as one number, while they are few */
    int count, behind;
} numeral;

/* The digits before and behind the point; false: it is no numeral. */
static bool take_digits(const char **at, const char *end, numeral *out)
{
    const char *p = *at, *begin = p;
    for (; p < end && is_digit(*p); p++, out->count++)
        out->digits = out->digits * 10 + (uint64_t)(*p - '0');
    const int before = out->count;
    if (before > 1 && *begin == '0')
        return false;
    if (p < end && *p == '.') {
        out->point = true;
        for (p++; p < end && is_digit(*p); p++, out->count++)
            out->digits = out->digits * 10 + (uint64_t)(*p - '0');
        out->behind = out->count - before;
    }
    *at = p;
    return out->count > 0;
}

static bool take_exponent(const char **at, const char *end, numeral *out)
{
    const char *p = *at;
    if (p == end || (*p != 'e' && *p != 'E'))
        return true;
    out->exponent = true;
    p++;
    if (p < end && (*p == '+' || *p == '-'))
        p++;
    const char *digits = p;
    while (p < end && is_digit(*p))
        p++;
    *at = p;
    return p > digits;
}

/* Numerals that a double does not hold exactly: in JSON's form, which has a digit before the point and behind it. */
static bool read_slowly(const char *text, size_t size, double *value)
{
    char form[512];
    size_t n = 0;
    const size_t sign = *text == '+' || *text == '-';
    if (size > sizeof form - 4)
        return false;
    if (*text == '-')
        form[n++] = '-';
    for (size_t i = sign; i < size; i++) {
        const bool point = text[i] == '.';
        if (point && (i == sign || !is_digit(text[i - 1])))
            form[n++] = '0';
        form[n++] = text[i];
        if (point && (i + 1 == size || !is_digit(text[i + 1])))
            form[n++] = '0';
    }
    return aift__strtod(form, n, value) && isfinite(*value);
}

bool aift__cell_number(const char *text, size_t size, aift__number *out, bool *integer)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *at = text, *end = text + size;
    numeral n = {0};
    *integer = false;
    *out = (aift__number){0};
    if (size && (*at == '-' || *at == '+'))
        n.negative = *at++ == '-';
    if (!take_digits(&at, end, &n) || !take_exponent(&at, end, &n) || at != end)
        return false;
    *integer = !n.point && !n.exponent;
    if (*integer && n.count <= MOST_DIGITS) {
        out->is_whole = true;
        out->whole = n.negative ? -(int64_t)n.digits : (int64_t)n.digits;
        out->value = (double)out->whole;
        return true;
    }
    if (!n.exponent && n.count <= MOST_DIGITS && n.digits < (uint64_t)1 << 53 && n.behind <= EXACT) {
        const double value = (double)n.digits / powers[n.behind];
        out->value = n.negative ? -value : value;
    } else if (!read_slowly(text, size, &out->value)) {
        return false;
    }
    if (out->value == 0)
        out->value = 0; /* without a sign */
    if (out->value == floor(out->value) && fabs(out->value) < 9e15) {
        out->is_whole = true; /* 1.0 is 1 */
        out->whole = (int64_t)out->value;
    }
    return true;
}

/* ---- the rest ---- */

static bool is_boolean(const char *text, size_t size)
{
    static const char *const names[] = {"true", "false", "True", "False", "TRUE", "FALSE"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        if (size == strlen(names[i]) && memcmp(text, names[i], size) == 0)
            return true;
    return false;
}

/* Two digits of at most `most`; -1: there are none. */
static int two(const char *text, int most)
{
    if (!is_digit(text[0]) || !is_digit(text[1]))
        return -1;
    const int value = (text[0] - '0') * 10 + text[1] - '0';
    return value <= most ? value : -1;
}

/* hh:mm, perhaps with :ss and .fff, perhaps with Z or +hh:mm. */
static bool is_time(const char *text, size_t size)
{
    size_t i = 5;
    if (size < 5 || two(text, 23) < 0 || text[2] != ':' || two(text + 3, 59) < 0)
        return false;
    if (size >= 8 && text[5] == ':') {
        if (two(text + 6, 60) < 0)
            return false;
        i = 8;
        if (size > 9 && text[8] == '.')
            for (i = 9; i < size && is_digit(text[i]);)
                i++;
    }
    if (i < size && text[i] == 'Z')
        i++;
    else if (size - i == 6 && (text[i] == '+' || text[i] == '-'))
        return two(text + i + 1, 23) >= 0 && text[i + 3] == ':' && two(text + i + 4, 59) >= 0;
    return i == size;
}

/* ISO 8601, whose order is that of its texts. */
static unsigned date_looks(const char *text, size_t size)
{
    if (size < 10 || two(text, 99) < 0 || two(text + 2, 99) < 0 || text[4] != '-' || two(text + 5, 12) < 1 ||
        text[7] != '-' || two(text + 8, 31) < 1)
        return 0;
    if (size == 10)
        return AIFT__LOOKS_DATE | AIFT__LOOKS_DATETIME;
    const bool time = (text[10] == 'T' || text[10] == ' ') && is_time(text + 11, size - 11);
    return time ? AIFT__LOOKS_DATETIME : 0;
}

unsigned aift__cell_looks(const char *text, size_t size)
{
    aift__number number;
    bool integer;
    if (aift__cell_number(text, size, &number, &integer))
        return AIFT__LOOKS_NUMBER | (integer ? AIFT__LOOKS_INTEGER : 0u);
    if (is_boolean(text, size))
        return AIFT__LOOKS_BOOLEAN;
    return date_looks(text, size);
}
