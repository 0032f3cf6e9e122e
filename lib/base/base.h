/* base: what every other folder stands on. Includes the parts that nearly every file needs. */
#ifndef AIFT_LIB_BASE_H
#define AIFT_LIB_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/status.h"
#include "base/error.h"
#include "base/alloc.h"

#define AIFT__COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define AIFT__MIN(a, b) ((a) < (b) ? (a) : (b))
#define AIFT__MAX(a, b) ((a) > (b) ? (a) : (b))

/* Leaves the function with the status of a call that failed. */
#define AIFT__TRY(call)                                                                                      \
    do {                                                                                                     \
        aift_status aift__try_status = (call);                                                               \
        if (aift__try_status != AIFT_OK)                                                                     \
            return aift__try_status;                                                                         \
    } while (0)

/* The same where something must be released first: sets `status` and jumps to `out`. */
#define AIFT__GOTO(call)                                                                                     \
    do {                                                                                                     \
        status = (call);                                                                                     \
        if (status != AIFT_OK)                                                                               \
            goto out;                                                                                        \
    } while (0)

#endif
