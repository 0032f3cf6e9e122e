/* The tokens of a tokenizer and their ids, whoever brings them: the model's vocabulary and the added tokens.
 */
#ifndef AIFT_LIB_TEXT_VOCAB_H
#define AIFT_LIB_TEXT_VOCAB_H

#include "base/buf.h"
#include "codec/json.h"
#include "text/matcher.h"

enum { AIFT__VOCAB_LAST_ID = INT32_MAX - 1 };

typedef struct aift__vocab_entry {
    const char *text; /* NUL-ended */
    uint32_t size;
    int32_t id;
} aift__vocab_entry;

typedef struct aift__vocab {
    aift_context *context;
    char *pool;
    aift__vocab_entry *entries; /* in the order of their ids */
    size_t n;
    aift__matcher tokens;
} aift__vocab;

/* Reads {"token": id, ...}: whole numbers from 0 to AIFT__VOCAB_LAST_ID, none twice. */
aift_status aift__vocab_read(aift__vocab *vocab, aift_context *context, const aift__json *object,
                             const char *where);
void aift__vocab_finish(aift__vocab *vocab); /* a zeroed one is accepted */

int32_t aift__vocab_find(const aift__vocab *vocab, const char *text, size_t size); /* -1: not there */
const char *aift__vocab_token(const aift__vocab *vocab, int32_t id);               /* NULL: unused */
int32_t aift__vocab_last_id(const aift__vocab *vocab);                             /* -1: empty */

#endif
