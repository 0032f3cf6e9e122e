/* What is wrong with a tokenizer.json is an error that names the field. */
#include <stdlib.h>

#include "golden.h"

/* At `path` of the uncased golden tokenizer ("a.b.2.c") stands `json` instead; NULL: nothing. */
static const struct change {
    const char *path, *json;
    aift_status status;
    const char *message;
} changes[] = {
    {"version", "\"2.0\"", AIFT_E_UNSUPPORTED, "tokenizer.json: version is \"2.0\""},
    {"version", "1", AIFT_E_FORMAT, "version is a number: expected a text"},
    {"truncation", "[]", AIFT_E_FORMAT, "truncation is an array: expected an object"},
    {"truncation.max_length", NULL, AIFT_E_FORMAT,
     "truncation.max_length is missing: expected a whole number"},
    {"truncation.max_length", "0", AIFT_E_RANGE, "truncation.max_length is 0: it must be 1 to 2147483647"},
    {"truncation.max_length", "1.5", AIFT_E_FORMAT, "truncation.max_length is a number"},
    {"truncation.strategy", "\"Longest\"", AIFT_E_UNSUPPORTED, "truncation.strategy is \"Longest\""},
    {"truncation.stride", "-1", AIFT_E_RANGE, "truncation.stride is -1"},
    {"truncation.direction", "\"Up\"", AIFT_E_UNSUPPORTED,
     "truncation.direction is \"Up\": this library knows Right, Left"},
    {"normalizer", "\"NFC\"", AIFT_E_FORMAT, "normalizer is \"NFC\": expected an object"},
    {"normalizer.type", "\"Precompiled\"", AIFT_E_UNSUPPORTED,
     "normalizer.type is \"Precompiled\": this library knows BertNormalizer, "},
    {"normalizer.type", "\"WordPiece\"", AIFT_E_UNSUPPORTED, "normalizer.type is \"WordPiece\""},
    {"normalizer.type", NULL, AIFT_E_FORMAT, "normalizer.type is missing: expected a text"},
    {"normalizer.clean_text", "null", AIFT_E_FORMAT, "normalizer.clean_text is null: expected true or false"},
    {"normalizer.handle_chinese_chars", NULL, AIFT_E_FORMAT, "normalizer.handle_chinese_chars is missing"},
    {"normalizer.lowercase", "1", AIFT_E_FORMAT, "normalizer.lowercase is a number"},
    {"normalizer.strip_accents", "\"no\"", AIFT_E_FORMAT, "normalizer.strip_accents is \"no\""},
    {"normalizer", "{\"type\":\"Sequence\"}", AIFT_E_FORMAT,
     "normalizer.normalizers is missing: expected an array"},
    {"normalizer", "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFD\"},{\"type\":\"NFKC\"}]}",
     AIFT_E_UNSUPPORTED, "normalizer.normalizers[1].type is \"NFKC\""},
    {"pre_tokenizer.type", "\"ByteLevel\"", AIFT_E_UNSUPPORTED, "pre_tokenizer.type is \"ByteLevel\""},
    {"pre_tokenizer", "{\"type\":\"Sequence\",\"pretokenizers\":[3]}", AIFT_E_FORMAT,
     "pre_tokenizer.pretokenizers[0] is a number: expected an object"},
    {"model", NULL, AIFT_E_FORMAT, "model is missing: expected an object"},
    {"model.type", "\"BPE\"", AIFT_E_UNSUPPORTED, "model.type is \"BPE\": this library knows WordPiece"},
    {"model.type", NULL, AIFT_E_FORMAT, "model.type is missing"},
    {"model.unk_token", NULL, AIFT_E_FORMAT, "model.unk_token is missing"},
    {"model.unk_token", "\"<unk>\"", AIFT_E_FORMAT,
     "model.unk_token is \"<unk>\", which is not in model.vocab"},
    {"model.continuing_subword_prefix", "[]", AIFT_E_FORMAT, "model.continuing_subword_prefix is an array"},
    {"model.max_input_chars_per_word", "-5", AIFT_E_RANGE, "model.max_input_chars_per_word is -5"},
    {"model.vocab", NULL, AIFT_E_FORMAT, "model.vocab is missing: expected an object"},
    {"model.vocab", "[[\"a\",1]]", AIFT_E_FORMAT, "model.vocab is an array: expected an object"},
    {"model.vocab", "{}", AIFT_E_FORMAT, "model.vocab has no tokens"},
    {"model.vocab.the", "-1", AIFT_E_RANGE,
     "model.vocab: the id of \"the\" is -1: it must be 0 to 2147483646"},
    {"model.vocab.the", "2147483647", AIFT_E_RANGE, "model.vocab: the id of \"the\" is 2147483647"},
    {"model.vocab.the", "\"7\"", AIFT_E_FORMAT, "model.vocab: the id of \"the\" is a text"},
    {"model.vocab.the", "99999999999999999999", AIFT_E_FORMAT,
     "the id of \"the\" is a number: expected a whole number"},
    {"model.vocab.the", "3", AIFT_E_FORMAT, "have the same id, 3"},
    {"added_tokens", "{}", AIFT_E_FORMAT, "added_tokens is an object: expected an array"},
    {"added_tokens.0", "\"[PAD]\"", AIFT_E_FORMAT, "added_tokens[0] is \"[PAD]\": expected an object"},
    {"added_tokens.0.id", "\"0\"", AIFT_E_FORMAT, "added_tokens[0].id is \"0\": expected a whole number"},
    {"added_tokens.0.id", "7", AIFT_E_FORMAT,
     "added_tokens[0].id is 7, but \"[PAD]\" has in model.vocab the id 0"},
    {"added_tokens.5.id", "1000", AIFT_E_FORMAT,
     "added_tokens[5].id is 1000, but \"<New>\" is new, and the next free id is"},
    {"added_tokens.0.content", "\"\"", AIFT_E_FORMAT, "added_tokens[0].content has 0 bytes"},
    {"added_tokens.1.content", "\"[PAD]\"", AIFT_E_FORMAT,
     "added_tokens[1].content is \"[PAD]\", which is there before"},
    {"added_tokens.1.lstrip", NULL, AIFT_E_FORMAT,
     "added_tokens[1].lstrip is missing: expected true or false"},
    {"added_tokens.5.content", "\"\\u0301\"", AIFT_E_UNSUPPORTED, "added_tokens[5]: "},
    {"post_processor.type", "\"RobertaProcessing\"", AIFT_E_UNSUPPORTED,
     "post_processor.type is \"RobertaProcessing\""},
    {"post_processor.single", NULL, AIFT_E_FORMAT, "post_processor.single is missing: expected an array"},
    {"post_processor.single.0", "{}", AIFT_E_FORMAT, "post_processor.single[0]: expected one of"},
    {"post_processor.single.0.SpecialToken.id", "\"[X]\"", AIFT_E_FORMAT,
     "post_processor.single[0].SpecialToken.id is \"[X]\", which is not in post_processor.special_tokens"},
    {"post_processor.single.0.SpecialToken.type_id", "-1", AIFT_E_RANGE,
     "post_processor.single[0].SpecialToken.type_id is -1"},
    {"post_processor.single.1.Sequence.id", "\"B\"", AIFT_E_FORMAT,
     "post_processor.single[1].Sequence.id is \"B\""},
    {"post_processor.single.1", "{\"SpecialToken\":{\"id\":\"[SEP]\",\"type_id\":0}}", AIFT_E_UNSUPPORTED,
     "post_processor.single has the text (\"Sequence\" \"A\") 0 times"},
    {"post_processor.special_tokens.[SEP].ids", NULL, AIFT_E_FORMAT,
     "post_processor.special_tokens.[SEP].ids is missing"},
    {"post_processor.special_tokens.[SEP].ids.0", "-3", AIFT_E_RANGE,
     "post_processor.special_tokens.[SEP].ids: the id -3"},
    {"post_processor.special_tokens.[SEP].ids.0", "5000", AIFT_E_FORMAT,
     "post_processor: the special token id 5000 is in neither model.vocab nor added_tokens"},
    {"post_processor", "{\"type\":\"BertProcessing\",\"cls\":[\"[CLS]\",2]}", AIFT_E_FORMAT,
     "post_processor.sep is missing"},
    {"post_processor", "{\"type\":\"BertProcessing\",\"cls\":[2,2],\"sep\":[\"[SEP]\",3]}", AIFT_E_FORMAT,
     "post_processor.cls must be an array of a token and its id"},
};

/* A copy of the value in which `path` leads to `json`; NULL: to nothing. */
static aift__json *changed(const aift__json *value, const char *path, const char *json)
{
    aift__json *out;
    if (!*path) {
        assert_ok(aift__json_parse(json, strlen(json), "change", &out));
        return out;
    }
    char key[64];
    size_t n = strcspn(path, ".");
    snprintf(key, sizeof key, "%.*s", (int)n, path);
    const char *rest = path[n] ? path + n + 1 : path + n;
    if (aift__json_kind(value) == AIFT__JSON_ARRAY) {
        out = aift__json_new_array();
        for (size_t i = 0; i < aift__json_size(value); i++) {
            aift__json *item = NULL;
            if (i == (size_t)strtoul(key, NULL, 10))
                item = changed(aift__json_at(value, i), rest, json);
            else
                assert_ok(aift__json_copy(aift__json_at(value, i), &item));
            assert_ok(aift__json_push(out, item));
        }
        return out;
    }
    out = aift__json_new_object();
    aift__json_item item;
    for (bool more = aift__json_first(value, &item); more; more = aift__json_next(value, &item)) {
        aift__json *copy = NULL;
        if (strcmp(item.key, key))
            assert_ok(aift__json_copy(item.value, &copy));
        else if (*rest || json)
            copy = changed(item.value, rest, json);
        if (copy)
            assert_ok(aift__json_set(out, item.key, copy));
    }
    return out;
}

static void names_the_field(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__json *golden = golden_read("uncased");
    for (size_t i = 0; i < AIFT__COUNT(changes); i++) {
        /* A number beyond 64 bits cannot be made by way of a tree. */
        bool huge = changes[i].json && strlen(changes[i].json) == 20;
        aift__json *tree =
            changed(aift__json_get(golden, "tokenizer"), changes[i].path, huge ? "77777" : changes[i].json);
        char *text;
        assert_ok(aift__json_write(context, tree, 0, &text));
        aift__json_free(tree);
        if (huge) {
            char *at = strstr(text, "77777");
            char *longer =
                aift__asprintf(context, "%.*s%s%s", (int)(at - text), text, changes[i].json, at + 5);
            aift__free(context, text);
            text = longer;
        }
        aift_tokenizer *tokenizer = (aift_tokenizer *)state;
        assert_fails(golden_load(context, text, strlen(text), &tokenizer), changes[i].status,
                     changes[i].message);
        assert_null(tokenizer);
        assert_contains(aift_last_error(), "tokenizer.json: ");
        aift__free(context, text);
    }
    aift__json_free(golden);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void refuses_what_is_no_tokenizer(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_tokenizer *tokenizer;
    assert_fails(golden_load(context, "", 0, &tokenizer), AIFT_E_FORMAT, "tokenizer.json: line 1");
    assert_fails(golden_load(context, "[1]", 3, &tokenizer), AIFT_E_FORMAT,
                 "the file's content is an array: expected an object");
    assert_fails(golden_load(context, "{}", 2, &tokenizer), AIFT_E_FORMAT, "model is missing");
    const char *folder = aift_test_folder();
    assert_fails(aift_tokenizer_load(context, folder, &tokenizer), AIFT_E_IO, "tokenizer.json");
    assert_fails(aift_tokenizer_load(context, aift_test_join(folder, "none"), &tokenizer), AIFT_E_IO, "none");
    assert_null(tokenizer);
    assert_fails(aift_tokenizer_load(context, NULL, &tokenizer), AIFT_E_INVALID, "path is NULL");
    assert_fails(aift_tokenizer_load(NULL, "x", &tokenizer), AIFT_E_INVALID, "context is NULL");
    assert_fails(aift_tokenizer_load(context, "x", NULL), AIFT_E_INVALID, "out is NULL");
    assert_fails(aift_tokenizer_load_source(context, NULL, &tokenizer), AIFT_E_INVALID, "source is NULL");
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* Sequences in sequences, deep and long. */
static void refuses_too_many_parts(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    static char text[20000];
    char *p = text + sprintf(text, "{\"normalizer\":");
    for (int i = 0; i < 100; i++)
        p += sprintf(p, "{\"type\":\"Sequence\",\"normalizers\":[");
    for (int i = 0; i < 100; i++)
        p += sprintf(p, "]}");
    sprintf(p, "}");
    aift_tokenizer *tokenizer;
    assert_fails(golden_load(context, text, strlen(text), &tokenizer), AIFT_E_UNSUPPORTED,
                 "parts in parts more than 8 deep");
    p = text + sprintf(text, "{\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[");
    for (int i = 0; i < 100; i++)
        p += sprintf(p, "%s{\"type\":\"Whitespace\"}", i ? "," : "");
    sprintf(p, "]}}");
    assert_fails(golden_load(context, text, strlen(text), &tokenizer), AIFT_E_UNSUPPORTED,
                 "pre_tokenizer.pretokenizers[16]: more than 16 parts");
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_field),
        cmocka_unit_test(refuses_what_is_no_tokenizer),
        cmocka_unit_test(refuses_too_many_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
