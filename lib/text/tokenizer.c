/* Loading tokenizers, and what there is to ask of them. */
#include <string.h>

#include "base/file.h"
#include "base/stream.h"
#include "text/tokenizer_struct.h"

enum { MOST_BYTES = 1 << 30 };

static const char file_name[] = "tokenizer.json";

/* Makes a tokenizer of what the stream gives; closes it. */
static aift_status load(aift_context *context, aift__stream *stream, aift_tokenizer **out)
{
    aift_tokenizer *tokenizer = aift__calloc(context, 1, sizeof *tokenizer);
    aift__buf json;
    aift__buf_init(&json, context, MOST_BYTES);
    aift_status status = tokenizer ? AIFT_OK : AIFT_E_NOMEM;
    if (status != AIFT_OK)
        goto out;
    tokenizer->context = aift_context_retain(context);
    atomic_init(&tokenizer->references, 1);
    AIFT__GOTO(aift__stream_read_all(stream, MOST_BYTES, &json));
    tokenizer->json_size = json.size;
    AIFT__GOTO(aift__buf_take(&json, &tokenizer->json));
    AIFT__GOTO(aift__tokenizer_read(tokenizer, stream->name));
    *out = tokenizer;
    tokenizer = NULL;
out:
    aift__buf_finish(&json);
    aift_tokenizer_release(tokenizer);
    aift__stream_close(stream);
    return status;
}

aift_status aift_tokenizer_load(aift_context *context, const char *path, aift_tokenizer **out)
{
    if (!out)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load: out is NULL");
    *out = NULL;
    if (!context || !path)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load: %s is NULL", context ? "path" : "context");
    aift__file_kind kind;
    AIFT__TRY(aift__file_kind_of(path, &kind));
    char *file =
        kind == AIFT__FILE_FOLDER ? aift__file_join(context, path, file_name) : aift__strdup(context, path);
    if (!file)
        return AIFT_E_NOMEM;
    aift__stream *stream = NULL;
    aift_status status = aift__stream_open(context, file, &stream);
    aift__free(context, file);
    return status == AIFT_OK ? load(context, stream, out) : status;
}

aift_status aift_tokenizer_load_source(aift_context *context, const aift_source *source, aift_tokenizer **out)
{
    if (!out)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load_source: out is NULL");
    *out = NULL;
    if (!context || !source)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load_source: %s is NULL",
                          context ? "source" : "context");
    aift__stream *stream = NULL;
    AIFT__TRY(aift__stream_open_source(context, source, &stream));
    return load(context, stream, out);
}

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
