/* Shell patterns over names. */
#ifndef AIFT_LIB_BASE_GLOB_H
#define AIFT_LIB_BASE_GLOB_H

#include <stdbool.h>

/* Does the whole text match? `*` is any run of bytes, also none and also with dots; `?` is one byte. */
bool aift__glob_matches(const char *pattern, const char *text);

#endif
