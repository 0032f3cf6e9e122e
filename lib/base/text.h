/* Texts that a call gives away (aift/text.h). */
#ifndef AIFT_LIB_BASE_TEXT_H
#define AIFT_LIB_BASE_TEXT_H

#include "aift/text.h"
#include "base/base.h"

/* Makes one of `data`, which was allocated with the context and ends in a NUL, and is taken over, also on failure.
 * NULL as `data` means that making it failed (AIFT_E_NOMEM). */
aift_status aift__text_take(aift_context *context, char *data, size_t size, aift_text **out);

#endif
