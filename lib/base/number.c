/* Doubles as text and back, the same in any locale. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/number.h"

/* A decimal number: digits * 10^exponent. */
typedef struct decimal {
    uint64_t digits;
    int exponent;
} decimal;

static double to_binary(decimal d, aift__binary kind)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRIu64, d.digits);
    return aift__decimal_to_binary(text, (size_t)n, d.exponent, kind);
}

/* As printf's %.*g of a value > 0 that has these n digits. */
static void write_digits(char *buf, decimal d, int n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, d.digits), first = d.exponent + length - 1;
    while (length > 1 && digits[length - 1] == '0')
        length--;
    if (first < -4 || first >= n) {
        const char *point = length > 1 ? "." : "";
        snprintf(buf, 31, "%c%s%.*se%c%02d", digits[0], point, length - 1, digits + 1, first < 0 ? '-' : '+',
                 first < 0 ? -first : first);
    } else if (first < 0) {
        snprintf(buf, 31, "0.%.*s%.*s", -first - 1, "000", length, digits);
    } else {
        int whole = length < first + 1 ? length : first + 1;
        const char *point = length > whole ? "." : "";
        snprintf(buf, 31, "%.*s%.*s%s%.*s", whole, digits, first + 1 - whole, "0000000000000000", point,
                 length - whole, digits + whole);
    }
}

/* Writes what has no digits. */
static bool write_special(char *buf, double value)
{
    if (value != 0 && isfinite(value))
        return false;
    const char *sign = signbit(value) && !isnan(value) ? "-" : "";
    snprintf(buf, 31, "%s%s", sign, isnan(value) ? "nan" : value == 0 ? "0" : "inf");
    return true;
}

static decimal of_binary(double value, int n)
{
    decimal d;
    aift__decimal_from_binary(value, n, &d.digits, &d.exponent);
    return d;
}

const char *aift__dtoa_short(char *buf, double value, int digits)
{
    if (write_special(buf, value))
        return buf;
    if (value < 0)
        buf[0] = '-';
    write_digits(buf + (value < 0), of_binary(fabs(value), digits), digits);
    return buf;
}

const char *aift__dtoa(char *buf, double value)
{
    int digits = 15;
    if (value != 0 && isfinite(value))
        while (digits < 17 && to_binary(of_binary(fabs(value), digits), aift__binary64) != fabs(value))
            digits++;
    return aift__dtoa_short(buf, value, digits);
}

bool aift__strtod(const char *text, size_t size, double *value)
{
    char digits[AIFT__MAX_DIGITS] = {0};
    size_t n = 0, i = 0;
    long exponent = 0, written = 0;
    bool negative = size && text[0] == '-', point = false;
    if (size > AIFT__MAX_DIGITS)
        return false;
    for (i = negative; i < size && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.') {
            point = true;
            continue;
        }
        digits[n++] = text[i];
        exponent -= point;
    }
    bool small = i + 1 < size && text[i + 1] == '-';
    for (i += 1 + (i + 1 < size && (small || text[i + 1] == '+')); i < size; i++)
        if (written < 100000) /* more make no difference */
            written = 10 * written + (text[i] - '0');
    *value = aift__decimal_to_binary(digits, n, exponent + (small ? -written : written), aift__binary64);
    if (negative)
        *value = -*value;
    return true;
}

double aift__decimal_of(float value)
{
    if (value == 0 || !isfinite(value))
        return (double)value;
    const double size = fabs((double)value);
    decimal d = of_binary(size, 6);
    for (int digits = 7; digits < 10 && to_binary(d, aift__binary32) != size; digits++)
        d = of_binary(size, digits);
    return copysign(to_binary(d, aift__binary64), (double)value);
}
