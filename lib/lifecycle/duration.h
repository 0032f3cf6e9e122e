/* Durations of ISO 8601 (P1Y6M, P90D, PT12H), and moments as seconds since 1970. */
#ifndef AIFT_LIB_LIFECYCLE_DURATION_H
#define AIFT_LIB_LIFECYCLE_DURATION_H

#include "base/base.h"

typedef struct aift__duration {
    int64_t months, seconds; /* years are months, all else is seconds */
} aift__duration;

/* False: the text is none. Parts stand in their order, each once; the last may have a fraction if it is below a month. */
bool aift__duration_read(const char *text, aift__duration *out);

/* The moment of a date (its beginning) or a time in UTC, as records have them; false: the text is neither. */
bool aift__moment_read(const char *text, int64_t *seconds);
/* The moment that is so much later; a day that the month does not have is its last (P1M after 31 January: 28 February). */
int64_t aift__moment_after(int64_t seconds, const aift__duration *duration);
/* Now. */
int64_t aift__moment_now(void);

#endif
