/* Every tokenizer part of parts.def: what it gives is well formed, whatever the text, and allocations may fail. A new
 * part needs a row in `cases`. */
#include <stdlib.h>

#include "golden.h"

#include "text/part.h"

/* A part's fields with its own type, in a tokenizer that has no other part of its kind. */
static const struct part_case {
    const char *field, *json;
} cases[] = {
    {"normalizer",
     "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":"
     "false,\"lowercase\":true}"},
    {"normalizer", "{\"type\":\"Lowercase\"}"},
    {"normalizer", "{\"type\":\"NFD\"}"},
    {"normalizer", "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Lowercase\"},{\"type\":\"NFD\"},{"
                   "\"type\":\"StripAccents\"}]}"},
    {"normalizer", "{\"type\":\"StripAccents\"}"},
    {"pre_tokenizer", "{\"type\":\"BertPreTokenizer\"}"},
    {"pre_tokenizer",
     "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Whitespace\"},{\"type\":\"BertPreTokenizer\"}]}"},
    {"pre_tokenizer", "{\"type\":\"Whitespace\"}"},
    {"pre_tokenizer", "{\"type\":\"WhitespaceSplit\"}"},
    {"model", "{\"type\":\"WordPiece\",\"unk_token\":\"u\",\"continuing_subword_prefix\":\"##\",\"max_input_"
              "chars_per_word\":50,"
              "\"vocab\":{\"u\":0,\"a\":1,\"##a\":2,\"##b\":3,\"ab\":4,\"\xc3\xa9\":5}}"},
    {"post_processor", "{\"type\":\"BertProcessing\",\"cls\":[\"a\",1],\"sep\":[\"u\",0]}"},
    {"post_processor",
     "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"x\",\"type_id\":2}},"
     "{\"Sequence\":{\"id\":\"A\",\"type_id\":1}}],\"special_tokens\":{\"x\":{\"id\":\"x\",\"ids\":[1,0],"
     "\"tokens\":[\"a\",\"u\"]}}}"},
};

static const char model[] =
    "{\"type\":\"WordPiece\",\"unk_token\":\"u\",\"continuing_subword_prefix\":\"##\",\"max_input_"
    "chars_per_word\":9,\"vocab\":{\"u\":0,\"a\":1,\"##a\":2}}";

static char *tokenizer_json(aift_context *context, const struct part_case *c)
{
    if (!strcmp(c->field, "model"))
        return aift__asprintf(context, "{\"model\":%s}", c->json);
    return aift__asprintf(context, "{\"model\":%s,\"%s\":%s}", model, c->field, c->json);
}

static bool is_of(const struct part_case *c, const aift__part_type *type)
{
    char head[100];
    snprintf(head, sizeof head, "{\"type\":\"%s\"", type->type);
    return !strcmp(c->field, type->field) && !strncmp(c->json, head, strlen(head));
}

static void each_part_has_a_case(void **state)
{
    for (size_t i = 0; aift__part_types[i]; i++) {
        bool found = false;
        for (size_t k = 0; k < AIFT__COUNT(cases); k++)
            found = found || is_of(&cases[k], aift__part_types[i]);
        if (!found)
            fail_msg("%s \"%s\" has no case in test_parts.c", aift__part_types[i]->field,
                     aift__part_types[i]->type);
    }
}

/* A text of all kinds of code points, by a counter. */
static size_t draw_text(uint32_t seed, char *text, size_t points)
{
    static const uint32_t kinds[][2] = {{0x20, 0x7F},       {0, 0x20},          {0x80, 0x600},
                                        {0x300, 0x370},     {0x2000, 0x2070},   {0x4E00, 0xA000},
                                        {0xAC00, 0xD7A4},   {0xF900, 0xFFFF},   {0x1D150, 0x1D200},
                                        {0x2F800, 0x2FA20}, {0x10000, 0x110000}};
    uint64_t random = seed * 0x9E3779B97F4A7C15u + 1;
    size_t n = 0;
    for (size_t i = 0; i < points; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const uint32_t *kind = kinds[(random >> 40) % AIFT__COUNT(kinds)];
        n += aift__utf8_put(kind[0] + (uint32_t)(random >> 33) % (kind[1] - kind[0]), text + n);
    }
    return n;
}

/* Ids are tokens, and offsets go up, lie in the text and at the beginnings of characters. */
static void check_encoding(const aift_tokenizer *tokenizer, const char *text, size_t size)
{
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    aift_encoding *e;
    assert_ok(aift_tokenizer_encode(tokenizer, text, size, &options, &e));
    int64_t last_begin = 0;
    for (size_t i = 0; i < aift_encoding_length(e); i++) {
        int64_t begin = aift_encoding_offsets(e)[2 * i], end = aift_encoding_offsets(e)[2 * i + 1];
        assert_non_null(aift_tokenizer_id_to_token(tokenizer, aift_encoding_ids(e)[i]));
        if (aift_encoding_special_tokens_mask(e)[i])
            continue;
        bool whole = begin >= last_begin && begin < end && end <= (int64_t)size &&
                     (text[begin] & 0xC0) != 0x80 && (end == (int64_t)size || (text[end] & 0xC0) != 0x80);
        if (!whole)
            fail_msg("token %zu stands at %lld to %lld", i, (long long)begin, (long long)end);
        last_begin = begin;
    }
    aift__ids ids;
    aift_context *context = NULL;
    assert_ok(aift_context_create(NULL, &context));
    aift__ids_init(&ids, context);
    assert_ok(aift__tokenizer_encode_ids(tokenizer, text, size, -1, true, &ids));
    assert_int_equal(ids.n, aift_encoding_length(e));
    if (ids.n)
        assert_memory_equal(ids.data, aift_encoding_ids(e), ids.n * sizeof *ids.data);
    aift__ids_finish(&ids);
    aift_context_release(context);
    aift_encoding_release(e);
}

static void each_part_gives_what_is_well_formed(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    for (size_t k = 0; k < AIFT__COUNT(cases); k++) {
        char *json = tokenizer_json(context, &cases[k]);
        aift_tokenizer *tokenizer;
        assert_ok(golden_load(context, json, strlen(json), &tokenizer));
        aift__free(context, json);
        for (uint32_t seed = 0; seed < 300; seed++) {
            char text[60 * AIFT__UTF8_MAX];
            size_t n = draw_text(seed, text, seed % 60);
            assert_int_equal(aift__utf8_valid(text, n), n); /* no surrogate was drawn */
            check_encoding(tokenizer, text, n);
        }
        aift_tokenizer_release(tokenizer);
    }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status load_and_encode(aift_context *context, void *arg)
{
    aift_tokenizer *tokenizer = NULL;
    aift_encoding *encoding = NULL;
    char *json = tokenizer_json(context, arg);
    aift_status status = json ? golden_load(context, json, strlen(json), &tokenizer) : AIFT_E_NOMEM;
    aift__free(context, json);
    if (status == AIFT_OK)
        status = aift_tokenizer_encode(tokenizer, "abab \u00c9e\u0301\u0327 \u732b", 16, NULL, &encoding);
    if (status != AIFT_OK)
        assert_null(encoding);
    aift_encoding_release(encoding);
    aift_tokenizer_release(tokenizer);
    return status;
}

static void each_part_survives_failing_allocations(void **state)
{
    for (size_t k = 0; k < AIFT__COUNT(cases); k++)
        aift_test_sweep(load_and_encode, (void *)&cases[k]);
}

/* Each field that a part has is missing once, or of another kind: an error that names it. */
static void each_part_names_its_bad_fields(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    for (size_t k = 0; k < AIFT__COUNT(cases); k++) {
        aift__json *part;
        assert_ok(aift__json_parse(cases[k].json, strlen(cases[k].json), "case", &part));
        aift__json_item item;
        for (bool more = aift__json_first(part, &item); more; more = aift__json_next(part, &item)) {
            aift__json *copy;
            char *text, *json, place[100];
            assert_ok(aift__json_copy(part, &copy));
            assert_ok(aift__json_set(copy, item.key, aift__json_new_real(0.5)));
            assert_ok(aift__json_write(context, copy, 0, &text));
            json = tokenizer_json(context, &(struct part_case){cases[k].field, text});
            snprintf(place, sizeof place, "tokenizer.json: %s.%s is a number", cases[k].field, item.key);
            aift_tokenizer *tokenizer;
            assert_fails(golden_load(context, json, strlen(json), &tokenizer), AIFT_E_FORMAT, place);
            aift__free(context, json);
            aift__free(context, text);
            aift__json_free(copy);
        }
        aift__json_free(part);
    }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_has_a_case),
        cmocka_unit_test(each_part_gives_what_is_well_formed),
        cmocka_unit_test(each_part_survives_failing_allocations),
        cmocka_unit_test(each_part_names_its_bad_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
