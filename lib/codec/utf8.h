/* Making text valid UTF-8. codec/unicode.h tells whether it is. */
#ifndef AIFT_LIB_CODEC_UTF8_H
#define AIFT_LIB_CODEC_UTF8_H

#include "base/buf.h"

/* Adds the text to `out` with U+FFFD in the place of each invalid sequence: of each longest run of bytes that
 * begins a code point, or of one byte (as Unicode 3.9, "maximal subpart", and the web do). */
aift_status aift__utf8_repair(const char *text, size_t size, aift__buf *out);

#endif
