/* What texts of a kind look like. */
#ifndef AIFT_LIB_LIFECYCLE_VALUES_H
#define AIFT_LIB_LIFECYCLE_VALUES_H

#include <stdbool.h>

bool aift__is_email(const char *text);
bool aift__is_date(const char *text); /* YYYY-MM-DD, a day that there is */
bool aift__is_time(const char *text); /* RFC 3339 in UTC: YYYY-MM-DDTHH:MM:SS[.fraction]Z */

#endif
