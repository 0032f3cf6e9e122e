/* Time and memory of this process. */
#ifndef AIFT_LIB_BASE_CLOCK_H
#define AIFT_LIB_BASE_CLOCK_H

#include <stdint.h>

/* Seconds since some moment in the past; never goes back. */
double aift__clock_seconds(void);

/* The time of day in UTC, to milliseconds: 2026-11-23T12:00:00.123Z. */
enum { AIFT__CLOCK_UTC = 32 };
void aift__clock_utc(char text[AIFT__CLOCK_UTC]);
/* The same, without a fraction, of so many seconds since 1970; those before are 1970, those after 9999 end in it. */
void aift__clock_print(int64_t seconds, char text[AIFT__CLOCK_UTC]);

/* The memory that the process holds now, in bytes; 0 if the system does not say. */
int64_t aift__clock_rss(void);

/* The most memory that the process can hold as things are: what is available and what it holds already, or the limit of
 * its control group; INT64_MAX if the system does not say. */
int64_t aift__clock_memory(void);

/* The most memory that the process has held so far, in bytes; 0 if the system does not say. */
int64_t aift__clock_peak_rss(void);

#endif
