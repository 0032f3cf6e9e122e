/* A text that a call made for its caller: JSON, CSV, a page.
 *
 * Threads: a text is immutable; any thread may read it.
 */
#ifndef AIFT_TEXT_H
#define AIFT_TEXT_H

#include <stddef.h>

#include "aift/macros.h"

/** A text that the caller owns.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_text aift_text;

AIFT_BEGIN_DECLS

/** The text, UTF-8; a NUL ends it.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_text_data(const aift_text *text) AIFT_BORROWED;

/** Its bytes, without that NUL.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_text_size(const aift_text *text);

/** Frees it. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_text_release(aift_text *text AIFT_NULLABLE);

AIFT_END_DECLS

#endif
