/* Reading an options struct of an older or newer caller. */
#ifndef AIFT_LIB_BASE_OPTIONS_H
#define AIFT_LIB_BASE_OPTIONS_H

#include <string.h>

#include "base/base.h"

/* What an aift_x_options_init() does: fills in the defaults with their padding, which an assignment may leave as it
 * was. AIFT__DEFAULTS(options, aift_x_options, AIFT_X_OPTIONS_INIT); */
#define AIFT__DEFAULTS(options, type, init)                                                                  \
    do {                                                                                                     \
        static const type aift__defaults = init;                                                             \
        memcpy((options), &aift__defaults, sizeof aift__defaults);                                           \
    } while (0)

/* Copies the caller's struct over `own`, which already holds the defaults: an older caller's struct is
 * smaller, and the rest keeps what all bits zero mean; a newer one's is larger, and is refused unless the
 * bytes beyond are zero. `name` is the struct's, for the message. */
aift_status aift__options_read(void *own, size_t own_size, const void *given, const char *name);

/* A field `reserved` must be 0: when it has become an option, a program that sets it is refused by a library that
 * does not know it yet, and one that did not know it has not set it. */
aift_status aift__options_reserved(int32_t reserved, const char *name);

#endif
