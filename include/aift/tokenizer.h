/* Tokenizers, as Hugging Face's tokenizer.json describes them.
 *
 * Threads: a tokenizer is immutable; any number of threads may use one at once. An encoding too.
 */
#ifndef AIFT_TOKENIZER_H
#define AIFT_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "aift/context.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/status.h"

/** Makes tokens of texts.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_tokenizer aift_tokenizer;

/** The tokens of a text.
 *  Threads: safe. Since: 0.1 */
typedef struct aift_encoding aift_encoding;

/** What offsets count. */
typedef enum aift_offset_unit {
    AIFT_OFFSET_BYTE = 0,      /**< bytes of the UTF-8 text */
    AIFT_OFFSET_CODE_POINT = 1 /**< code points, as Hugging Face's Python package counts */
} aift_offset_unit;

/** Options of aift_tokenizer_encode. */
typedef struct aift_encode_options {
    size_t struct_size; /**< sizeof(aift_encode_options) */
    int32_t
        add_special_tokens AIFT_FLAG; /**< 1: with the post-processor's tokens ([CLS], [SEP]); default 1 */
    int32_t max_length;               /**< longest encoding, special tokens included; 0: not cut;
                                       -1: as tokenizer.json's truncation says; default -1 */
    aift_offset_unit offset_unit;     /**< default AIFT_OFFSET_BYTE */
    int32_t reserved;                 /**< 0 */
} aift_encode_options;
/** The defaults of aift_encode_options. */
#define AIFT_ENCODE_OPTIONS_INIT                                                                             \
    {                                                                                                        \
        sizeof(aift_encode_options), 1, -1, AIFT_OFFSET_BYTE, 0                                              \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_ENCODE_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_encode_options_init(aift_encode_options *options AIFT_OUT);

/** Reads a tokenizer.json. Known are the normalizers BertNormalizer, Lowercase, NFD, StripAccents; the pre-
 *  tokenizers BertPreTokenizer, Whitespace, WhitespaceSplit; Sequence of those; WordPiece; BertProcessing
 *  and TemplateProcessing; added tokens with all their flags; truncation. `padding` is accepted and not
 *  obeyed, as text is never padded here; `decoder` is not looked at. Added tokens must have the ids that
 *  Hugging Face's tokenizers would give them: the vocabulary's own, and for new ones its size and up; a
 *  file that says otherwise is refused.
 *  @param path the file, or a model folder that holds one.
 *  @param out  release with aift_tokenizer_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_IO, AIFT_E_FORMAT, AIFT_E_RANGE, AIFT_E_UNSUPPORTED (a part that
 *          the library does not know, named), AIFT_E_NOMEM. The message has the file and the field.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_tokenizer_load(aift_context *context, const char *path,
                                         aift_tokenizer **out AIFT_OUT AIFT_OWNED);

/** The same from memory or a callback. Statuses as aift_tokenizer_load.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_tokenizer_load_source(aift_context *context, const aift_source *source,
                                                aift_tokenizer **out AIFT_OUT AIFT_OWNED);

/** Adds a reference. @return the tokenizer given.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_tokenizer *aift_tokenizer_retain(aift_tokenizer *tokenizer) AIFT_OWNED;

/** Gives a reference back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_tokenizer_release(aift_tokenizer *tokenizer AIFT_NULLABLE);

/** The number of tokens, added ones included: ids are 0 to vocab_size - 1, though some may be unused.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_tokenizer_vocab_size(const aift_tokenizer *tokenizer);

/** The id of a token. @return -1 if there is no such token.
 *  Threads: safe. Since: 0.1 */
AIFT_API int32_t aift_tokenizer_token_to_id(const aift_tokenizer *tokenizer, const char *token);

/** The token of an id. @return owned by the tokenizer; NULL if the id is unused.
 *  Threads: safe. Since: 0.1 */
AIFT_API const char *aift_tokenizer_id_to_token(const aift_tokenizer *tokenizer, int32_t id)
    AIFT_BORROWED AIFT_NULLABLE;

/** Encodes one text: the same ids, offsets, segments and masks as Hugging Face's tokenizers gives.
 *  @param text    UTF-8; it may contain NUL.
 *  @param size    its bytes.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_encoding_release(). NULL on failure.
 *  @return AIFT_OK, AIFT_E_INVALID, AIFT_E_FORMAT (not UTF-8; the message has the byte), AIFT_E_RANGE
 *          (max_length below the number of special tokens; a text of more than 2^31 - 1 bytes),
 *          AIFT_E_UNSUPPORTED (tokenizer.json's strategy "OnlySecond" and a text to be cut), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_tokenizer_encode(const aift_tokenizer *tokenizer, const char *text AIFT_LEN(size),
                                           size_t size, const aift_encode_options *options AIFT_NULLABLE,
                                           aift_encoding **out AIFT_OUT AIFT_OWNED);

/** Gives the encoding back. NULL is accepted.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_encoding_release(aift_encoding *encoding AIFT_NULLABLE);

/** The number of tokens.
 *  Threads: safe. Since: 0.1 */
AIFT_API size_t aift_encoding_length(const aift_encoding *encoding);

/** Token ids. @return aift_encoding_length() values, owned by the encoding.
 *  Threads: safe. Since: 0.1 */
AIFT_API const int32_t *aift_encoding_ids(const aift_encoding *encoding)
    AIFT_BORROWED AIFT_LEN(aift_encoding_length(encoding));

/** Segment ids (BERT's token_type_ids). @return aift_encoding_length() values, owned by the encoding.
 *  Threads: safe. Since: 0.1 */
AIFT_API const int32_t *aift_encoding_type_ids(const aift_encoding *encoding)
    AIFT_BORROWED AIFT_LEN(aift_encoding_length(encoding));

/** Where each token stands in the text given: start and end, start first; special tokens have 0, 0.
 *  @return 2 * aift_encoding_length() values in the unit asked for, owned by the encoding.
 *  Threads: safe. Since: 0.1 */
AIFT_API const int64_t *aift_encoding_offsets(const aift_encoding *encoding)
    AIFT_BORROWED AIFT_LEN(aift_encoding_length(encoding), 2);

/** 1 where the post-processor put a special token, else 0.
 *  @return aift_encoding_length() values, owned by the encoding.
 *  Threads: safe. Since: 0.1 */
AIFT_API const int32_t *aift_encoding_special_tokens_mask(const aift_encoding *encoding)
    AIFT_BORROWED AIFT_LEN(aift_encoding_length(encoding));

AIFT_END_DECLS

#endif
