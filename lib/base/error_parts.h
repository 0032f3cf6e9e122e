/* Where the parts of a message lie, by the format that makes it. */
#ifndef AIFT_LIB_BASE_ERROR_PARTS_H
#define AIFT_LIB_BASE_ERROR_PARTS_H

#include <stdarg.h>
#include <stddef.h>

#include "base/error.h"

/* The parts of what `format` makes, a whole message or a place in front of one. `args` is left as it was. */
void aift__error_parts_find(const char *format, va_list args, aift__error_span parts[AIFT__ERROR_PARTS]);

/* Puts the parts of a place before those of the message behind it, which begins at `at`. The outermost place and line stay;
 * a field that begins the message goes on from the place's last word ("scope.in " + "is ..."). */
void aift__error_parts_join(const aift__error_span place[AIFT__ERROR_PARTS], size_t at,
                            aift__error_span parts[AIFT__ERROR_PARTS]);

#endif
