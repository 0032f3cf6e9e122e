/* What bytes that cannot be read as what was expected seem to be: for messages. */
#ifndef AIFT_LIB_FORMATS_SIGNATURE_H
#define AIFT_LIB_FORMATS_SIGNATURE_H

#include "base/base.h"

/* Fails with "is a GIF picture; " and what `expected` says. AIFT_E_UNSUPPORTED for a format that is known,
 * AIFT_E_FORMAT for text, nothing at all, or anything else. */
aift_status aift__fail_signature(const void *bytes, size_t size, const char *expected);

#endif
