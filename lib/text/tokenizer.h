/* What the other folders use of tokenizers, beside aift/tokenizer.h. */
#ifndef AIFT_LIB_TEXT_TOKENIZER_H
#define AIFT_LIB_TEXT_TOKENIZER_H

#include "aift/tokenizer.h"
#include "base/base.h"

struct aift__scratch;

/* A growing list of token ids; it also keeps the memory that encoding needs from text to text, so that
 * nothing is allocated any more once it has met the longest text. One thread at a time. */
typedef struct aift__ids {
    aift_context *context;
    int32_t *data;
    size_t n, cap;
    struct aift__scratch *scratch;
} aift__ids;

void aift__ids_init(aift__ids *ids, aift_context *context);
void aift__ids_finish(aift__ids *ids); /* a zeroed list is accepted */

/* The same tokens as aift_tokenizer_encode, added to `ids`; on failure `ids` is as it was.
 * max_length: as in aift_encode_options. */
aift_status aift__tokenizer_encode_ids(const aift_tokenizer *tokenizer, const char *text, size_t size,
                                       int32_t max_length, bool add_special_tokens, aift__ids *ids);

/* tokenizer.json's truncation.max_length; 0: it has no truncation. */
int32_t aift__tokenizer_max_length(const aift_tokenizer *tokenizer);

/* How many special tokens stand around a text. */
int32_t aift__tokenizer_num_special(const aift_tokenizer *tokenizer);

/* Segment ids (token_type_ids) of an encoding of n tokens, its special tokens included; the largest there is. */
void aift__tokenizer_type_ids(const aift_tokenizer *tokenizer, size_t n, int32_t *out);
int32_t aift__tokenizer_last_type_id(const aift_tokenizer *tokenizer);

/* The file that the tokenizer was read from, byte for byte; owned by the tokenizer. */
void aift__tokenizer_json(const aift_tokenizer *tokenizer, const char **text, size_t *size);

/* That file with truncation.max_length set, for a model that was trained with this length; freed with
 * aift__free. The bytes are the file's own if it has this length already. Else:
 * - `truncation` keeps its other fields; a file without one gets Hugging Face's defaults. A stride that
 * leaves nothing of the new length becomes 0.
 * - `padding` with a "Fixed" length becomes "BatchLongest", its other fields stay. transformers takes padding
 * from its own arguments and never from the file, so for it nothing changes. The package tokenizers obeys the
 *   file: a length fixed for the old max_length would pad beyond the new one, and a text alone would not give
 * the ids that we give. "BatchLongest" pads no text alone, and a batch as transformers' padding=True does. */
aift_status aift__tokenizer_json_with_max_length(const aift_tokenizer *tokenizer, int32_t max_length,
                                                 char **out, size_t *size);

#endif
