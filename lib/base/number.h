/* Numbers as text, the same in any locale. */
#ifndef AIFT_LIB_BASE_NUMBER_H
#define AIFT_LIB_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Shortest decimal that reads back as the same double, with a point in any locale. `buf` holds 32 bytes. */
const char *aift__dtoa(char *buf, double value);

/* The same, rounded to `digits` significant digits: for messages. */
const char *aift__dtoa_short(char *buf, double value, int digits);

/* The number that a text of JSON's form is, rounded to the nearest double (not finite: it is too large). False:
 * it has more characters than anybody writes. */
bool aift__strtod(const char *text, size_t size, double *value);

/* The double that has the shortest decimal which reads back as the same float: 0.1f gives 0.1. */
double aift__decimal_of(float value);

#endif
