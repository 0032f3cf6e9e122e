/* Texts on their way to tokens: where each character came from is carried along.
 *
 * Every character of a normalized text comes from exactly one character of the text given (Hugging Face's
 * alignments come out so too), so its origin is that one's first byte.
 */
#ifndef AIFT_LIB_TEXT_SPAN_H
#define AIFT_LIB_TEXT_SPAN_H

#include "codec/unicode.h"

/* A stretch of valid UTF-8. */
typedef struct aift__span {
    const char *text;
    size_t size;
    const uint32_t *origins; /* of each byte; NULL: byte i comes from first + i, or nobody asks */
    uint32_t first;
} aift__span;

static inline uint32_t aift__span_origin(const aift__span *span, size_t i)
{
    return span->origins ? span->origins[i] : span->first + (uint32_t)i;
}

static inline aift__span aift__span_part(const aift__span *span, size_t begin, size_t end)
{
    return (aift__span){span->text + begin, end - begin, span->origins ? span->origins + begin : NULL,
                        span->first + (uint32_t)begin};
}

/* A growing text with origins, kept from text to text. */
typedef struct aift__text {
    aift_context *context;
    bool with_origins;
    char *data;
    uint32_t *origins; /* NULL unless with_origins */
    size_t size, cap;
} aift__text;

void aift__text_init(aift__text *text, aift_context *context, bool with_origins);
void aift__text_finish(aift__text *text); /* a zeroed one is accepted */
aift__span aift__text_span(const aift__text *text);

/* Room for n more bytes and their origins. */
aift_status aift__text_grow(aift__text *text, size_t n);
static inline aift_status aift__text_reserve(aift__text *text, size_t n)
{
    return text->cap - text->size >= n ? AIFT_OK : aift__text_grow(text, n);
}

/* Tokens as a model gives them: ids, and where they stand if that is asked for. */
typedef struct aift__tokens {
    aift_context *context;
    int32_t *ids;
    int64_t *offsets; /* pairs, in bytes of the text given; NULL unless with_offsets */
    size_t n, cap;
    bool with_offsets;
    const char *given; /* the text given */
} aift__tokens;

aift_status aift__tokens_grow(aift__tokens *tokens, size_t n);
static inline aift_status aift__tokens_reserve(aift__tokens *tokens, size_t n)
{
    return tokens->cap - tokens->n >= n ? AIFT_OK : aift__tokens_grow(tokens, n);
}

/* Adds a token that stands at [begin, end) of the span, not empty; room for it must have been reserved. */
static inline void aift__tokens_add(aift__tokens *tokens, int32_t id, const aift__span *span, size_t begin,
                                    size_t end)
{
    size_t n = tokens->n++;
    tokens->ids[n] = id;
    if (!tokens->with_offsets)
        return;
    tokens->offsets[2 * n] = aift__span_origin(span, begin);
    uint32_t last = aift__span_origin(span, end - 1);
    tokens->offsets[2 * n + 1] = span->origins ? last + aift__utf8_length(tokens->given[last]) : last + 1;
}

#endif
