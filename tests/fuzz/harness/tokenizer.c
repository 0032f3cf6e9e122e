/* tokenizer.json, and behind a NUL the text that is encoded with it; without one the file itself is the text. */
#include "fuzz.h"

static void encode(const aift_tokenizer *tokenizer, const char *text, size_t size, aift_offset_unit unit,
                   int32_t max_length)
{
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    aift_encoding *encoding;
    options.offset_unit = unit;
    options.max_length = max_length;
    if (!fuzz_call(aift_tokenizer_encode(tokenizer, text, size, &options, &encoding), encoding))
        return;
    const size_t n = aift_encoding_length(encoding);
    const int32_t *ids = aift_encoding_ids(encoding);
    const int64_t *offsets = aift_encoding_offsets(encoding);
    fuzz_expect(max_length <= 0 || n <= (size_t)max_length);
    for (size_t i = 0; i < n; i++) {
        fuzz_expect(aift_tokenizer_id_to_token(tokenizer, ids[i]) != NULL);
        fuzz_expect(offsets[2 * i] >= 0 && offsets[2 * i] <= offsets[2 * i + 1] &&
                    offsets[2 * i + 1] <= (int64_t)size);
    }
    fuzz_touch(aift_encoding_type_ids(encoding), n * sizeof(int32_t));
    fuzz_touch(aift_encoding_special_tokens_mask(encoding), n * sizeof(int32_t));
    aift_encoding_release(encoding);
}

FUZZ_HARNESS(tokenizer)
{
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    const size_t json = nul ? (size_t)(nul - data) : size;
    const char *text = nul ? (const char *)nul + 1 : size ? (const char *)data : "";
    const size_t length = nul ? size - json - 1 : size;
    aift_context *context = fuzz_begin(64 << 20);
    const aift_source source = fuzz_source("tokenizer.json", data, json);
    aift_tokenizer *tokenizer;
    if (fuzz_call(aift_tokenizer_load_source(context, &source, &tokenizer), tokenizer)) {
        encode(tokenizer, text, length, AIFT_OFFSET_BYTE, -1);
        encode(tokenizer, text, length, AIFT_OFFSET_CODE_POINT, 0);
        encode(tokenizer, text, length, AIFT_OFFSET_BYTE, 4);
        aift_tokenizer_release(tokenizer);
    }
    fuzz_end(context);
    return 0;
}
