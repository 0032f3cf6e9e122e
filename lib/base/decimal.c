/* Exact conversions between floating point and decimal digits, by integers that are long enough. */
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "base/decimal.h"

/* The longest is the denominator of AIFT__MAX_DIGITS digits behind 345 zeros: 10^1345 has 4,469 bits. A few more are
 * shifted in. */
enum { LIMBS = 160, LARGEST = 310, SMALLEST = -345 };

/* A natural number, lowest limb first; the highest is not 0. */
typedef struct natural {
    uint32_t at[LIMBS];
    int n;
} natural;

static void multiply_add(natural *x, uint32_t factor, uint32_t carry)
{
    for (int i = 0; i < x->n; i++) {
        uint64_t product = (uint64_t)x->at[i] * factor + carry;
        x->at[i] = (uint32_t)product;
        carry = (uint32_t)(product >> 32);
    }
    if (carry)
        x->at[x->n++] = carry;
}

static void multiply_ten(natural *x, long power)
{
    for (; power >= 9; power -= 9)
        multiply_add(x, 1000000000, 0);
    for (; power > 0; power--)
        multiply_add(x, 10, 0);
}

static int bit_length(const natural *x)
{
    return x->n ? 32 * x->n - __builtin_clz(x->at[x->n - 1]) : 0;
}

static void shift_left(natural *x, int bits)
{
    int limbs = bits / 32;
    if (!x->n || bits <= 0)
        return;
    for (int i = x->n - 1; limbs && i >= 0; i--)
        x->at[i + limbs] = x->at[i];
    for (int i = 0; i < limbs; i++)
        x->at[i] = 0;
    x->n += limbs;
    multiply_add(x, (uint32_t)1 << bits % 32, 0);
}

static void halve(natural *x)
{
    for (int i = 0; i < x->n; i++)
        x->at[i] = x->at[i] >> 1 | (i + 1 < x->n ? x->at[i + 1] << 31 : 0);
    if (x->n && !x->at[x->n - 1])
        x->n--;
}

static int compare(const natural *a, const natural *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->at[i] != b->at[i])
            return a->at[i] < b->at[i] ? -1 : 1;
    return 0;
}

/* a -= b, which is not more. */
static void subtract(natural *a, const natural *b)
{
    uint32_t borrow = 0;
    for (int i = 0; i < a->n; i++) {
        uint64_t difference = (uint64_t)a->at[i] - (i < b->n ? b->at[i] : 0) - borrow;
        a->at[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }
    while (a->n && !a->at[a->n - 1])
        a->n--;
}

/* The quotient, which is less than 2^64; the remainder is left in `numerator`. */
static uint64_t divide(natural *numerator, const natural *denominator)
{
    uint64_t quotient = 0;
    natural d = *denominator;
    int shift = bit_length(numerator) - bit_length(&d);
    shift_left(&d, shift);
    for (; shift >= 0; shift--, halve(&d)) {
        bool fits = compare(numerator, &d) >= 0;
        if (fits)
            subtract(numerator, &d);
        quotient = quotient << 1 | fits;
    }
    return quotient;
}

/* (q and perhaps a little more) * 2^exponent, to the nearest number of the kind. q has more bits than it. */
static double round_to(uint64_t q, bool more, int exponent, aift__binary kind)
{
    int drop = 64 - __builtin_clzll(q) - kind.bits;
    if (exponent + drop < kind.lowest)
        drop = kind.lowest - exponent;
    if (drop > 63) /* less than half of the smallest number */
        return 0;
    uint64_t half = (uint64_t)1 << (drop - 1), rest = q & (2 * half - 1);
    q >>= drop;
    if (rest > half || (rest == half && (more || (q & 1))))
        q++;
    return ldexp((double)q, exponent + drop);
}

/* Up to 2^53 and 10^22 are exact, and one operation rounds once: most numbers that people write. */
static bool quick(const char *digits, size_t n, long exponent, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t whole = 0;
    if (FLT_EVAL_METHOD != 0 || n > 15 || exponent < -22 || exponent > 22)
        return false;
    for (size_t i = 0; i < n; i++)
        whole = 10 * whole + (uint64_t)(digits[i] - '0');
    *value = exponent < 0 ? (double)whole / powers[-exponent] : (double)whole * powers[exponent];
    return true;
}

double aift__decimal_to_binary(const char *digits, size_t n, long exponent, aift__binary kind)
{
    for (; n && digits[0] == '0'; n--)
        digits++;
    for (; n && digits[n - 1] == '0'; n--)
        exponent++;
    if (!n || (long)n + exponent < SMALLEST)
        return 0;
    if ((long)n + exponent > LARGEST)
        return HUGE_VAL;
    double value;
    if (kind.bits == 53 && quick(digits, n, exponent, &value))
        return value;
    natural x = {.n = 0}, y = {.at = {1}, .n = 1};
    for (size_t i = 0; i < n; i++)
        multiply_add(&x, 10, (uint32_t)(digits[i] - '0'));
    multiply_ten(exponent < 0 ? &y : &x, exponent < 0 ? -exponent : exponent);
    int shift =
        bit_length(&x) - bit_length(&y) - kind.bits - 3; /* so that the quotient has 3 or 4 bits more */
    shift_left(shift > 0 ? &y : &x, shift > 0 ? shift : -shift);
    uint64_t q = divide(&x, &y);
    return round_to(q, x.n != 0, shift, kind);
}

static uint64_t power_of_ten(int n)
{
    uint64_t power = 1;
    while (n-- > 0)
        power *= 10;
    return power;
}

/* value * 10^power, to the nearest integer, the even one of two. */
static uint64_t scaled(double value, int power)
{
    int exponent;
    uint64_t bits = (uint64_t)ldexp(frexp(value, &exponent), 53);
    natural x = {.at = {(uint32_t)bits, (uint32_t)(bits >> 32)}, .n = bits >> 32 ? 2 : 1},
            y = {.at = {1}, .n = 1};
    exponent -= 53;
    shift_left(exponent < 0 ? &y : &x, exponent < 0 ? -exponent : exponent);
    multiply_ten(power < 0 ? &y : &x, power < 0 ? -power : power);
    uint64_t q = divide(&x, &y);
    shift_left(&x, 1);
    int rest = compare(&x, &y);
    return q + (rest > 0 || (rest == 0 && (q & 1)));
}

void aift__decimal_from_binary(double value, int n, uint64_t *digits, int *exponent)
{
    uint64_t end = power_of_ten(n);
    int power = n - 1 - (int)floor(log10(value)); /* which may be one beside, next to a power of ten */
    uint64_t q = scaled(value, power);
    uint64_t finer = q <= end / 10 ? scaled(value, power + 1) : end;
    if (finer < end) {
        q = finer;
        power++;
    } else if (q >= end)
        q = scaled(value, --power);
    *digits = q;
    *exponent = -power;
}
