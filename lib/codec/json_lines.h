/* Where in a JSON text the elements of a list begin. */
#ifndef AIFT_LIB_CODEC_JSON_LINES_H
#define AIFT_LIB_CODEC_JSON_LINES_H

#include "base/base.h"

/* The lines, from 1, on which the first n elements begin of the list that is the text, or the member `key` of the
 * object that it is (NULL: the text itself; an object is one element). The text has been parsed already. */
void aift__json_lines(const char *text, size_t size, const char *key, int64_t *lines, size_t n);

#endif
