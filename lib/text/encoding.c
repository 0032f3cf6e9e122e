/* The two ways to encode: an object with offsets, and ids alone. */
#include <string.h>

#include "base/options.h"
#include "text/encode.h"

struct aift_encoding {
    aift_context *context;
    aift__tokens tokens;
    int32_t *type_ids;
    int32_t *special;
};

void aift_encode_options_init(aift_encode_options *options)
{
    AIFT__DEFAULTS(options, aift_encode_options, AIFT_ENCODE_OPTIONS_INIT);
}

static aift_status read_options(aift_encode_options *own, const aift_encode_options *given)
{
    aift_encode_options_init(own);
    if (given)
        AIFT__TRY(aift__options_read(own, sizeof *own, given, "aift_encode_options"));
    AIFT__TRY(aift__options_reserved(own->reserved, "aift_encode_options"));
    if (own->max_length < -1)
        return aift__fail(AIFT_E_RANGE, "max_length is %d: it must be -1 or more", (int)own->max_length);
    if (own->add_special_tokens != 0 && own->add_special_tokens != 1)
        return aift__fail(AIFT_E_RANGE, "add_special_tokens is %d: it must be 0 or 1",
                          (int)own->add_special_tokens);
    if (own->offset_unit != AIFT_OFFSET_BYTE && own->offset_unit != AIFT_OFFSET_CODE_POINT)
        return aift__fail(AIFT_E_RANGE, "offset_unit is %d: it must be 0 or 1", (int)own->offset_unit);
    return AIFT_OK;
}

/* Counts offsets in code points instead of bytes. They go up, but for rare added tokens, so a walk to the
 * next one is short. */
static void count_code_points(aift__tokens *tokens, size_t first, size_t end)
{
    const char *text = tokens->given;
    int64_t byte = 0, point = 0;
    for (size_t i = 2 * first; i < 2 * end; i++) {
        for (; byte < tokens->offsets[i]; byte++)
            point += (text[byte] & 0xC0) != 0x80;
        for (; byte > tokens->offsets[i]; byte--)
            point -= (text[byte - 1] & 0xC0) != 0x80;
        tokens->offsets[i] = point;
    }
}

static aift_status make_masks(aift_encoding *encoding, const aift_tokenizer *tokenizer, bool with_special)
{
    const aift__template *around = &tokenizer->plan.around;
    size_t n = encoding->tokens.n;
    encoding->type_ids = aift__calloc(encoding->context, n, sizeof *encoding->type_ids);
    encoding->special =
        encoding->type_ids ? aift__calloc(encoding->context, n, sizeof *encoding->special) : NULL;
    if (!encoding->special)
        return AIFT_E_NOMEM;
    if (with_special)
        aift__tokenizer_type_ids(tokenizer, n, encoding->type_ids);
    for (size_t i = 0; i < n; i++)
        if (with_special)
            encoding->special[i] = i < around->before || i >= n - (around->n - around->before);
        else
            encoding->type_ids[i] = around->type_id;
    return AIFT_OK;
}

static aift_status fill(aift_encoding *encoding, const aift_tokenizer *tokenizer, const char *text,
                        size_t size, const aift_encode_options *options)
{
    const aift__template *around = &tokenizer->plan.around;
    bool with_special = options->add_special_tokens;
    aift__scratch scratch;
    aift__scratch_init(&scratch, tokenizer->context, true);
    aift_status status = aift__tokens_reserve(&encoding->tokens, 1);
    if (status == AIFT_OK)
        status = aift__encode(tokenizer, text, size, options->max_length, with_special, &scratch,
                              &encoding->tokens);
    aift__scratch_finish(&scratch);
    AIFT__TRY(status);
    if (options->offset_unit == AIFT_OFFSET_CODE_POINT)
        count_code_points(&encoding->tokens, with_special ? around->before : 0,
                          encoding->tokens.n - (with_special ? around->n - around->before : 0));
    encoding->tokens.given = NULL; /* the caller's, and not needed any more */
    return make_masks(encoding, tokenizer, with_special);
}

aift_status aift_tokenizer_encode(const aift_tokenizer *tokenizer, const char *text, size_t size,
                                  const aift_encode_options *given, aift_encoding **out)
{
    aift_encode_options options;
    if (!out)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_encode: out is NULL");
    *out = NULL;
    if (!tokenizer || (!text && size))
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_encode: %s is NULL",
                          tokenizer ? "text" : "tokenizer");
    AIFT__TRY(read_options(&options, given));
    aift_encoding *encoding = aift__calloc(tokenizer->context, 1, sizeof *encoding);
    if (!encoding)
        return AIFT_E_NOMEM;
    encoding->context = aift_context_retain(tokenizer->context);
    encoding->tokens = (aift__tokens){.context = encoding->context, .with_offsets = true};
    aift_status status = fill(encoding, tokenizer, text ? text : "", size, &options);
    if (status == AIFT_OK)
        *out = encoding;
    else
        aift_encoding_release(encoding);
    return status;
}

void aift_encoding_release(aift_encoding *encoding)
{
    if (!encoding)
        return;
    aift_context *context = encoding->context;
    aift__free(context, encoding->tokens.ids);
    aift__free(context, encoding->tokens.offsets);
    aift__free(context, encoding->type_ids);
    aift__free(context, encoding->special);
    aift__free(context, encoding);
    aift_context_release(context);
}

size_t aift_encoding_length(const aift_encoding *encoding)
{
    return encoding->tokens.n;
}

const int32_t *aift_encoding_ids(const aift_encoding *encoding)
{
    return encoding->tokens.ids;
}

const int32_t *aift_encoding_type_ids(const aift_encoding *encoding)
{
    return encoding->type_ids;
}

const int64_t *aift_encoding_offsets(const aift_encoding *encoding)
{
    return encoding->tokens.offsets;
}

const int32_t *aift_encoding_special_tokens_mask(const aift_encoding *encoding)
{
    return encoding->special;
}

void aift__ids_init(aift__ids *ids, aift_context *context)
{
    *ids = (aift__ids){.context = context};
}

void aift__ids_finish(aift__ids *ids)
{
    if (!ids->context)
        return;
    if (ids->scratch)
        aift__scratch_finish(ids->scratch);
    aift__free(ids->context, ids->scratch);
    aift__free(ids->context, ids->data);
    *ids = (aift__ids){.context = ids->context};
}

aift_status aift__tokenizer_encode_ids(const aift_tokenizer *tokenizer, const char *text, size_t size,
                                       int32_t max_length, bool add_special_tokens, aift__ids *ids)
{
    if (!ids->scratch) {
        ids->scratch = aift__malloc(ids->context, 1, sizeof *ids->scratch);
        if (!ids->scratch)
            return AIFT_E_NOMEM;
        aift__scratch_init(ids->scratch, ids->context, false);
    }
    aift__tokens tokens = {.context = ids->context, .ids = ids->data, .n = ids->n, .cap = ids->cap};
    aift_status status =
        aift__encode(tokenizer, text, size, max_length, add_special_tokens, ids->scratch, &tokens);
    ids->data = tokens.ids;
    ids->n = tokens.n;
    ids->cap = tokens.cap;
    return status;
}
