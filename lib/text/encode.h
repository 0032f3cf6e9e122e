/* Encoding one text: both entries, with offsets and without, go through here. */
#ifndef AIFT_LIB_TEXT_ENCODE_H
#define AIFT_LIB_TEXT_ENCODE_H

#include "text/normalizers.h"
#include "text/tokenizer_struct.h"

/* Adds the tokens of the text, special ones included if asked for, to `out`; `max_length` as in
 * aift_encode_options. On failure `out` holds what it held.
 */
aift_status aift__encode(const aift_tokenizer *tokenizer, const char *text, size_t size, int32_t max_length,
                         bool add_special_tokens, aift__scratch *scratch, aift__tokens *out);

#endif
