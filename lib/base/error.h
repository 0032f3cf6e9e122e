/* The thread's error message. It is set where the fault is detected; callers may put a place in front. */
#ifndef AIFT_LIB_BASE_ERROR_H
#define AIFT_LIB_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "aift/error.h"
#include "aift/status.h"

#define AIFT__ERROR_CAP 1024
#define AIFT__ERROR_PARTS 6

/* In front of a format that begins with "%s: ": it is no file that is named so, but a record. It does not show. */
#define AIFT__RECORD "\001"

typedef struct aift__error_span {
    uint16_t begin, end; /* in the message */
    bool known;
} aift__error_span;

/* A message with its parts, to be carried from one thread to another. */
typedef struct aift__error {
    char message[AIFT__ERROR_CAP];
    aift__error_span parts[AIFT__ERROR_PARTS];
} aift__error;

/* Sets the message and returns `status`: return aift__fail(AIFT_E_RANGE, "seed: ..."). Numbers printed with
 * %f or %g follow the locale; print doubles through aift__dtoa instead. The format marks the message's parts
 * (error_parts.c): "FIELD is %s: expected ...". */
aift_status aift__fail(aift_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts a place in front of the present message ("mails.csv: " + "line 7: ..."); returns `status`. */
aift_status aift__fail_in(aift_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Out of memory: the one message that every failing allocation gives. */
aift_status aift__fail_nomem(size_t bytes);

/* The present error, and an earlier one or another thread's as the present one. */
void aift__error_keep(aift__error *out);
void aift__error_set(const aift__error *error);

#endif
