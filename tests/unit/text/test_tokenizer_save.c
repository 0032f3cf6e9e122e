/* Tokenizers as files again: byte for byte, or with another length; failing allocations from loading to saving. */
#include "tokenizer.h"

static void gives_the_file_back(void **state)
{
    fixture f;
    begin(&f);
    const char *text;
    char *copy;
    size_t size;
    aift__tokenizer_json(f.tokenizer, &text, &size);
    assert_int_equal(size, strlen(f.text));
    assert_memory_equal(text, f.text, size);
    assert_ok(aift__tokenizer_json_with_max_length(f.tokenizer, 10, &copy, &size)); /* the length it has */
    assert_string_equal(copy, f.text);
    aift__free(f.context, copy);
    assert_fails(aift__tokenizer_json_with_max_length(f.tokenizer, 0, &copy, &size), AIFT_E_RANGE,
                 "max_length is 0");
    assert_null(copy);
    end(&f);
}

/* Of a file with another truncation and padding, what stands there after max_length was set. */
static void check_saved(fixture *f, const char *truncation, int32_t max_length, const char *expected)
{
    aift__json *root, *value;
    char *text, *saved;
    size_t size;
    aift_tokenizer *tokenizer;
    assert_ok(aift__json_copy(aift__json_get(f->golden, "tokenizer"), &root));
    assert_ok(aift__json_parse(truncation, strlen(truncation), "truncation", &value));
    assert_ok(aift__json_set(root, "truncation", value));
    assert_ok(aift__json_write(f->context, root, 0, &text));
    aift__json_free(root);
    assert_ok(golden_load(f->context, text, strlen(text), &tokenizer));
    aift__free(f->context, text);
    assert_ok(aift__tokenizer_json_with_max_length(tokenizer, max_length, &saved, &size));
    aift_tokenizer_release(tokenizer);
    assert_ok(aift__json_parse(saved, size, "saved", &root));
    assert_ok(aift__json_write(f->context, aift__json_get(root, "truncation"), 0, &text));
    assert_string_equal(text, expected);
    assert_string_equal(aift__json_text(aift__json_path(root, "padding.strategy"), NULL), "BatchLongest");
    assert_string_equal(aift__json_text(aift__json_path(root, "padding.direction"), NULL), "Right");
    aift__free(f->context, text);
    aift__json_free(root);
    assert_ok(golden_load(f->context, saved, size, &tokenizer));
    assert_int_equal(aift__tokenizer_max_length(tokenizer), max_length);
    assert_string_equal(ids_of(tokenizer, "the un the un the un the un the un", -1),
                        max_length == 4 ? "[CLS] the un [SEP]"
                                        : "[CLS] the un the un the un the un the un [SEP]");
    aift_tokenizer_release(tokenizer);
    aift__free(f->context, saved);
}

static void sets_max_length_in_the_file(void **state)
{
    fixture f;
    begin(&f);
    check_saved(&f, "null", 4,
                "{\"direction\":\"Right\",\"max_length\":4,\"strategy\":\"LongestFirst\",\"stride\":0}");
    check_saved(&f, "{\"max_length\":9,\"strategy\":\"OnlyFirst\",\"stride\":2}", 32,
                "{\"max_length\":32,\"strategy\":\"OnlyFirst\",\"stride\":2}");
    check_saved(&f, "{\"max_length\":9,\"strategy\":\"OnlyFirst\",\"stride\":2}", 4,
                "{\"max_length\":4,\"strategy\":\"OnlyFirst\",\"stride\":0}");
    end(&f);
}

typedef struct sweep_arg {
    const char *text;
    bool big; /* texts that make every buffer grow */
} sweep_arg;

static aift_status load_encode_and_save(aift_context *context, void *arg)
{
    static const char mail[] =
        "Hello [MASK] e\u0301\u0327\u0323 caf\u00e9 <New> x word, "
        "un\u0327\u0301\u0323\u0307\u0301\u0301\u0301"
        "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301affable [SEP] \ud55c";
    const sweep_arg *a = arg;
    aift_tokenizer *tokenizer = NULL;
    aift_encoding *encoding = NULL;
    char *saved = NULL;
    size_t size = 0;
    aift__ids ids;
    aift__ids_init(&ids, context);
    aift_status status = golden_load(context, a->text, strlen(a->text), &tokenizer);
    if (status != AIFT_OK) {
        assert_null(tokenizer);
        goto out;
    }
    static char text[sizeof mail * 12];
    size_t n = 0;
    for (int i = 0; i < (a->big ? 12 : 1); i++, n += sizeof mail - 1)
        memcpy(text + n, mail, sizeof mail - 1);
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    options.max_length = 0;
    options.offset_unit = AIFT_OFFSET_CODE_POINT;
    status = aift_tokenizer_encode(tokenizer, text, n, &options, &encoding);
    if (status != AIFT_OK) {
        assert_null(encoding);
        goto out;
    }
    AIFT__GOTO(aift__tokenizer_encode_ids(tokenizer, "x", 1, 0, true, &ids));
    status = aift__tokenizer_encode_ids(tokenizer, text, n, 0, true, &ids);
    assert_int_equal(ids.n, status == AIFT_OK ? 3 + aift_encoding_length(encoding) : 3);
    if (status == AIFT_OK)
        status = aift__tokenizer_json_with_max_length(tokenizer, 7, &saved, &size);
    if (status != AIFT_OK)
        assert_null(saved);
out:
    aift__free(context, saved);
    aift_encoding_release(encoding);
    aift__ids_finish(&ids);
    aift_tokenizer_release(tokenizer);
    return status;
}

/* A small vocabulary, as every JSON value is an allocation. */
static const char small[] =
    "{\"version\":\"1.0\",\"padding\":{\"strategy\":{\"Fixed\":9}},\"added_tokens\":["
    "{\"id\":2,\"content\":\"[MASK]\",\"single_word\":false,\"lstrip\":true,\"rstrip\":false,\"normalized\":"
    "false,\"special\":true},"
    "{\"id\":5,\"content\":\"<New>\",\"single_word\":false,\"lstrip\":false,\"rstrip\":true,\"normalized\":"
    "true,\"special\":false}],"
    "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFD\"},{\"type\":\"BertNormalizer\","
    "\"clean_text\":true,"
    "\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true}]},"
    "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
    "\"post_processor\":{\"type\":\"BertProcessing\",\"cls\":[\"a\",3],\"sep\":[\"b\",4]},"
    "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_"
    "input_chars_per_word\":100,"
    "\"vocab\":{\"[UNK]\":0,\"un\":1,\"[MASK]\":2,\"a\":3,\"b\":4}}}";

/* What the file holds beside comes out whole, or not at all. */
static aift_status save_long(aift_context *context, void *arg)
{
    enum { LONG = 100000 };
    static char text[sizeof small + LONG + 32];
    size_t n = (size_t)sprintf(text, "{\"decoder\":\"");
    memset(text + n, 'x', LONG);
    sprintf(text + n + LONG, "\",%s", small + 1);
    aift_tokenizer *tokenizer;
    char *saved;
    size_t size;
    AIFT__TRY(golden_load(context, text, strlen(text), &tokenizer));
    aift_status status = aift__tokenizer_json_with_max_length(tokenizer, 7, &saved, &size);
    if (status == AIFT_OK)
        assert_int_equal(strspn(strstr(saved, "xx"), "x"), LONG);
    aift__free(context, saved);
    aift_tokenizer_release(tokenizer);
    return status;
}

static void survives_failing_allocations(void **state)
{
    sweep_arg args[] = {{small, false}, {small, true}};
    aift_test_sweep(load_encode_and_save, &args[0]);
    aift_test_sweep(load_encode_and_save, &args[1]);
    aift_test_sweep(save_long, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_file_back),
        cmocka_unit_test(sets_max_length_in_the_file),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
