/* The golden files of tests/golden/tokenizer/, for the tests of this folder. */
#ifndef AIFT_TESTS_TEXT_GOLDEN_H
#define AIFT_TESTS_TEXT_GOLDEN_H

#include "support.h"

#include "codec/json.h"
#include "text/tokenizer.h"

/* The whole file ("uncased" or "cased"); released with aift__json_free. */
static inline aift__json *golden_read(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "golden/tokenizer/%s.json", name);
    size_t size;
    const char *text = aift_test_read(aift_test_path(path), &size);
    aift__json *root;
    assert_ok(aift__json_parse(text, size, name, &root));
    return root;
}

static inline aift_status golden_load(aift_context *context, const char *text, size_t size,
                                      aift_tokenizer **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "tokenizer.json";
    source.data = text;
    source.size = size;
    return aift_tokenizer_load_source(context, &source, out);
}

/* The tokenizer that a golden file holds. */
static inline aift_tokenizer *golden_tokenizer(aift_context *context, const aift__json *golden)
{
    char *text;
    aift_tokenizer *tokenizer;
    assert_ok(aift__json_write(context, aift__json_get(golden, "tokenizer"), 0, &text));
    assert_ok(golden_load(context, text, strlen(text), &tokenizer));
    aift__free(context, text);
    return tokenizer;
}

#endif
