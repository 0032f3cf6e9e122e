/* tokenizer.json for saving. */
#include <string.h>

#include "text/tokenizer_struct.h"

void aift__tokenizer_json(const aift_tokenizer *tokenizer, const char **text, size_t *size)
{
    *text = tokenizer->json;
    *size = tokenizer->json_size;
}

static aift_status set_truncation(aift__json *root, int32_t max_length, int32_t num_special)
{
    aift__json *truncation = NULL;
    const aift__json *old = aift__json_get(root, "truncation");
    if (aift__json_kind(old) == AIFT__JSON_OBJECT) {
        AIFT__TRY(aift__json_copy(old, &truncation));
    } else {
        static const char defaults[] =
            "{\"direction\":\"Right\",\"max_length\":0,\"strategy\":\"LongestFirst\",\"stride\":0}";
        AIFT__TRY(aift__json_parse(defaults, sizeof defaults - 1, "truncation", &truncation));
    }
    aift_status status = aift__json_set(truncation, "max_length", aift__json_new_int(max_length));
    if (status == AIFT_OK &&
        aift__json_int(aift__json_get(truncation, "stride"), 0) >= max_length - num_special)
        status = aift__json_set(truncation, "stride", aift__json_new_int(0));
    if (status != AIFT_OK) {
        aift__json_free(truncation);
        return status;
    }
    return aift__json_set(root, "truncation", truncation);
}

/* See the header for why. */
static aift_status set_padding(aift__json *root)
{
    const aift__json *old = aift__json_get(root, "padding");
    if (!aift__json_get(aift__json_get(old, "strategy"), "Fixed"))
        return AIFT_OK;
    aift__json *padding = NULL;
    AIFT__TRY(aift__json_copy(old, &padding));
    aift_status status = aift__json_set(padding, "strategy", aift__json_new_string("BatchLongest"));
    if (status != AIFT_OK) {
        aift__json_free(padding);
        return status;
    }
    return aift__json_set(root, "padding", padding);
}

aift_status aift__tokenizer_json_with_max_length(const aift_tokenizer *tokenizer, int32_t max_length,
                                                 char **out, size_t *size)
{
    aift_context *context = tokenizer->context;
    *out = NULL;
    *size = 0;
    if (max_length < 1)
        return aift__fail(AIFT_E_RANGE, "max_length is %d: it must be 1 or more", (int)max_length);
    if (max_length == tokenizer->truncation.max_length) {
        *out = aift__strndup(context, tokenizer->json, tokenizer->json_size);
        *size = *out ? tokenizer->json_size : 0;
        return *out ? AIFT_OK : AIFT_E_NOMEM;
    }
    aift__json *root = NULL;
    AIFT__TRY(aift__json_parse(tokenizer->json, tokenizer->json_size, "tokenizer.json", &root));
    aift_status status = set_truncation(root, max_length, aift__tokenizer_num_special(tokenizer));
    if (status == AIFT_OK)
        status = set_padding(root);
    if (status == AIFT_OK)
        status = aift__json_write(context, root, 2, out);
    if (status == AIFT_OK)
        *size = strlen(*out);
    aift__json_free(root);
    return status;
}
