/* The thread's error message. It is set where the fault is detected; callers may put a place in front. */
#ifndef AIFT_LIB_BASE_ERROR_H
#define AIFT_LIB_BASE_ERROR_H

#include "aift/status.h"

#define AIFT__ERROR_CAP 1024

/* Sets the message and returns `status`: return aift__fail(AIFT_E_RANGE, "seed: ..."). Numbers printed with
 * %f or %g follow the locale; print doubles through aift__dtoa instead. */
aift_status aift__fail(aift_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts a place in front of the present message ("mails.csv: " + "line 7: ..."); returns `status`. */
aift_status aift__fail_in(aift_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Out of memory: the one message that every failing allocation gives. */
aift_status aift__fail_nomem(size_t bytes);

/* Copies a message made on another thread into this one's. */
void aift__error_set(const char *message);

#endif
