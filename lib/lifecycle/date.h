/* Dates as people and programs write them, with English names of months in any locale. */
#ifndef AIFT_LIB_LIFECYCLE_DATE_H
#define AIFT_LIB_LIFECYCLE_DATE_H

#include "base/base.h"

enum { AIFT__DATE_SIZE = 11 }; /* "2024-03-12" and the NUL */

typedef struct aift__date {
    char text[AIFT__DATE_SIZE]; /* YYYY-MM-DD */
    bool time;                  /* the text had a time of day that is not midnight */
} aift__date;

/* Reads a date. The format has %Y %y %m %d %b (Mar or March) %H %I %M %S %p, %f (a fraction, or nothing), %z (Z, +01:00,
 * or nothing) and %%; a blank is one or more, anything else itself. NULL: ISO 8601, 2024/03/12, and Jira's
 * 12/Mar/24 9:41 AM. The date is that of the place where it was written: a zone is read and moves nothing. False: it is
 * none. */
bool aift__date_read(const char *text, const char *format, aift__date *out);

/* AIFT_E_INVALID names what is wrong with a format. */
aift_status aift__date_check_format(const char *format);

/* The number of a day, YYYY-MM-DD: they follow each other. False: it is none. */
bool aift__date_days(const char *text, int64_t *days);
/* And back; false: its year has not four digits. */
bool aift__date_print(int64_t days, char text[AIFT__DATE_SIZE]);

#endif
