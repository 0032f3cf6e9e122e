/* Numbers as text, the same in any locale. */
#ifndef AIFT_LIB_BASE_NUMBER_H
#define AIFT_LIB_BASE_NUMBER_H

/* Shortest decimal that reads back as the same double, with a point in any locale. `buf` holds 32 bytes. */
const char *aift__dtoa(char *buf, double value);

/* The same, rounded to `digits` significant digits: for messages. */
const char *aift__dtoa_short(char *buf, double value, int digits);

/* The double that has the shortest decimal which reads back as the same float: 0.1f gives 0.1. */
double aift__decimal_of(float value);

#endif
