/* Exact conversions between floating point and decimal digits. The C library's follow the locale, which any thread of
 * the program may change. */
#ifndef AIFT_LIB_BASE_DECIMAL_H
#define AIFT_LIB_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { AIFT__MAX_DIGITS = 1000 }; /* of what is read */

/* A kind of floating point: bits of a significand, and the exponent of the smallest number's bit. */
typedef struct aift__binary {
    int bits, lowest;
} aift__binary;

static const aift__binary aift__binary64 = {53, -1074}, aift__binary32 = {24, -149};

/* The number of this kind that is nearest to digits * 10^exponent, the even one of two; infinite if it is too large.
 * `digits` are n characters from '0' to '9', AIFT__MAX_DIGITS at most. */
double aift__decimal_to_binary(const char *digits, size_t n, long exponent, aift__binary kind);

/* The n digits (1 to 17) that are nearest to a finite value > 0, the even ones of two: *digits has n of them and is
 * to be multiplied by 10^*exponent. */
void aift__decimal_from_binary(double value, int n, uint64_t *digits, int *exponent);

#endif
