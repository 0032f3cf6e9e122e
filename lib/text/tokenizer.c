/* Sharing tokenizers, and what there is to ask of them. */
#include <string.h>

#include "text/tokenizer_struct.h"

aift_tokenizer *aift_tokenizer_retain(aift_tokenizer *tokenizer)
{
    atomic_fetch_add_explicit(&tokenizer->references, 1, memory_order_relaxed);
    return tokenizer;
}

void aift_tokenizer_release(aift_tokenizer *tokenizer)
{
    if (!tokenizer || atomic_fetch_sub_explicit(&tokenizer->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = tokenizer->context;
    aift__added_finish(&tokenizer->added);
    aift__plan_finish(&tokenizer->plan);
    aift__free(context, tokenizer->json);
    aift__free(context, tokenizer);
    aift_context_release(context);
}

int32_t aift_tokenizer_vocab_size(const aift_tokenizer *tokenizer)
{
    return AIFT__MAX(aift__vocab_last_id(&tokenizer->plan.vocab), tokenizer->added.last_id) + 1;
}

int32_t aift_tokenizer_token_to_id(const aift_tokenizer *tokenizer, const char *token)
{
    size_t size = strlen(token);
    int32_t id = aift__matcher_find(&tokenizer->added.contents, token, size);
    return id >= 0 ? id : aift__vocab_find(&tokenizer->plan.vocab, token, size);
}

const char *aift_tokenizer_id_to_token(const aift_tokenizer *tokenizer, int32_t id)
{
    const char *token = aift__vocab_token(&tokenizer->plan.vocab, id);
    return token ? token : aift__added_token_of(&tokenizer->added, id);
}

int32_t aift__tokenizer_max_length(const aift_tokenizer *tokenizer)
{
    return tokenizer->truncation.max_length;
}

int32_t aift__tokenizer_num_special(const aift_tokenizer *tokenizer)
{
    return (int32_t)tokenizer->plan.around.n;
}

void aift__tokenizer_type_ids(const aift_tokenizer *tokenizer, size_t n, int32_t *out)
{
    const aift__template *around = &tokenizer->plan.around;
    size_t behind = n - (around->n - around->before); /* where the tokens behind the text begin */
    for (size_t i = 0; i < n; i++)
        out[i] = i < around->before ? around->specials[i].type_id
                 : i >= behind      ? around->specials[i - behind + around->before].type_id
                                    : around->type_id;
}

int32_t aift__tokenizer_last_type_id(const aift_tokenizer *tokenizer)
{
    const aift__template *around = &tokenizer->plan.around;
    int32_t last = around->type_id;
    for (size_t i = 0; i < around->n; i++)
        last = AIFT__MAX(last, around->specials[i].type_id);
    return last;
}
