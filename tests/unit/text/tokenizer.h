/* What the tests of tokenizers as objects share. */
#ifndef AIFT_TESTS_TOKENIZER_H
#define AIFT_TESTS_TOKENIZER_H

#include <stdlib.h>

#include "golden.h"

#include "aift/tokenizer.h"

typedef struct fixture {
    aift_test_heap *heap;
    aift_context *context;
    aift__json *golden;
    char *text; /* the tokenizer.json */
    aift_tokenizer *tokenizer;
} fixture;

static inline void begin(fixture *f)
{
    f->heap = aift_test_heap_create();
    f->context = aift_test_context(f->heap, 1);
    f->golden = golden_read("uncased");
    assert_ok(aift__json_write(f->context, aift__json_get(f->golden, "tokenizer"), 2, &f->text));
    assert_ok(golden_load(f->context, f->text, strlen(f->text), &f->tokenizer));
}

static inline void end(fixture *f)
{
    aift_tokenizer_release(f->tokenizer);
    aift__free(f->context, f->text);
    aift__json_free(f->golden);
    aift_context_release(f->context);
    aift_test_heap_destroy(f->heap);
}

/* The ids of a text, as text. */
static inline const char *ids_of(const aift_tokenizer *tokenizer, const char *text, int32_t max_length)
{
    static char line[1000];
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    options.max_length = max_length;
    aift_encoding *e;
    assert_ok(aift_tokenizer_encode(tokenizer, text, strlen(text), &options, &e));
    size_t n = 0;
    for (size_t i = 0; i < aift_encoding_length(e); i++)
        n += (size_t)snprintf(line + n, sizeof line - n, "%s%s", i ? " " : "",
                              aift_tokenizer_id_to_token(tokenizer, aift_encoding_ids(e)[i]));
    aift_encoding_release(e);
    return line;
}

#endif
