/* Doubles as text in any locale. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { MAX_NUMBER = 1000, MAX_POINT = 16 }; /* characters */

static void point(char *buf)
{
    const char *mark = localeconv()->decimal_point;
    if (mark[0] == '.' && mark[1] == '\0')
        return;
    char *at = strstr(buf, mark);
    if (at) {
        size_t n = strlen(mark);
        *at = '.';
        memmove(at + 1, at + n, strlen(at + n) + 1);
    }
}

const char *aift__dtoa_short(char *buf, double value, int digits)
{
    snprintf(buf, 32, "%.*g", digits, isnan(value) ? NAN : value); /* which has a sign, too */
    point(buf);
    return buf;
}

const char *aift__dtoa(char *buf, double value)
{
    for (int digits = 15; digits < 18; digits++) {
        snprintf(buf, 32, "%.*g", digits, value);
        if (digits == 17 || strtod(buf, NULL) == value) /* the same locale wrote and reads it */
            break;
    }
    point(buf);
    return buf;
}

bool aift__strtod(const char *text, size_t size, double *value)
{
    char copy[MAX_NUMBER + MAX_POINT];
    const char *mark = localeconv()->decimal_point, *point = memchr(text, '.', size);
    size_t before = point ? (size_t)(point - text) : size, n = point ? strlen(mark) : 0;
    if (size > MAX_NUMBER || n > MAX_POINT)
        return false;
    memcpy(copy, text, before);
    memcpy(copy + before, mark, n);
    memcpy(copy + before + n, text + before + (point != NULL), size - before - (point != NULL));
    copy[size + n - (point != NULL)] = '\0';
    *value = strtod(copy, NULL);
    return true;
}

double aift__decimal_of(float value)
{
    char buf[32];
    for (int digits = 6; digits < 10; digits++) {
        snprintf(buf, sizeof buf, "%.*g", digits, (double)value);
        if (strtof(buf, NULL) == value)
            break;
    }
    return strtod(buf, NULL);
}
