/* Tokenizers as objects: loading from anywhere, questions, options, a large vocabulary, hostile texts. */
#include "tokenizer.h"

static int64_t read_some(void *user, void *buffer, size_t size)
{
    const char **at = user;
    size_t n = AIFT__MIN(AIFT__MIN(size, strlen(*at)), 1000);
    memcpy(buffer, *at, n);
    *at += n;
    return (int64_t)n;
}

static void loads_from_a_file_a_folder_and_a_callback(void **state)
{
    fixture f;
    begin(&f);
    const char *folder = aift_test_folder(), *path = aift_test_join(folder, "tokenizer.json"), *at = f.text;
    aift_test_write(path, f.text, strlen(f.text));
    aift_source source = AIFT_SOURCE_INIT;
    source.read = read_some;
    source.user = (void *)&at;
    aift_tokenizer *loaded[3];
    assert_ok(aift_tokenizer_load(f.context, path, &loaded[0]));
    assert_ok(aift_tokenizer_load(f.context, folder, &loaded[1]));
    assert_ok(aift_tokenizer_load_source(f.context, &source, &loaded[2]));
    for (int i = 0; i < 3; i++) {
        assert_string_equal(ids_of(loaded[i], "Hello, unaffable", 0), "[CLS] hello , un ##aff ##able [SEP]");
        aift_tokenizer_release(loaded[i]);
    }
    end(&f);
}

static void answers_questions(void **state)
{
    fixture f;
    begin(&f);
    const aift__json *tokenizer = aift__json_get(f.golden, "tokenizer");
    int32_t n = (int32_t)aift__json_size(aift__json_path(tokenizer, "model.vocab"));
    assert_int_equal(aift_tokenizer_vocab_size(f.tokenizer), n + 2); /* two added tokens are new */
    assert_int_equal(aift_tokenizer_token_to_id(f.tokenizer, "[CLS]"), 2);
    assert_int_equal(aift_tokenizer_token_to_id(f.tokenizer, "<New>"), n);
    assert_int_equal(aift_tokenizer_token_to_id(f.tokenizer, "nothing"), -1);
    assert_int_equal(aift_tokenizer_token_to_id(f.tokenizer, ""), -1);
    assert_string_equal(aift_tokenizer_id_to_token(f.tokenizer, n + 1), "word");
    assert_null(aift_tokenizer_id_to_token(f.tokenizer, n + 2));
    assert_null(aift_tokenizer_id_to_token(f.tokenizer, -1));
    for (int32_t id = 0; id < n + 2; id++)
        assert_int_equal(aift_tokenizer_token_to_id(f.tokenizer, aift_tokenizer_id_to_token(f.tokenizer, id)),
                         id);
    assert_int_equal(aift__tokenizer_num_special(f.tokenizer), 2);
    assert_int_equal(aift__tokenizer_max_length(f.tokenizer), 10);
    assert_ptr_equal(aift_tokenizer_retain(f.tokenizer), f.tokenizer);
    aift_tokenizer_release(f.tokenizer);
    assert_string_equal(ids_of(f.tokenizer, "un", 0), "[CLS] un [SEP]");
    aift_tokenizer_release(NULL);
    aift_encoding_release(NULL);
    end(&f);
}

static void refuses_bad_texts_and_options(void **state)
{
    fixture f;
    begin(&f);
    aift_encoding *e;
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    assert_fails(aift_tokenizer_encode(f.tokenizer, "ab\xff", 3, NULL, &e), AIFT_E_FORMAT,
                 "byte 3 of the text is not valid UTF-8 (0xff)");
    assert_null(e);
    assert_fails(aift_tokenizer_encode(f.tokenizer, "\xed\xa0\x80", 3, NULL, &e), AIFT_E_FORMAT, "byte 1");
    assert_fails(aift_tokenizer_encode(f.tokenizer, "x", (size_t)INT32_MAX + 1, NULL, &e), AIFT_E_RANGE,
                 "at most 2147483647");
    assert_fails(aift_tokenizer_encode(f.tokenizer, NULL, 1, NULL, &e), AIFT_E_INVALID, "text is NULL");
    assert_fails(aift_tokenizer_encode(NULL, "x", 1, NULL, &e), AIFT_E_INVALID, "tokenizer is NULL");
    assert_fails(aift_tokenizer_encode(f.tokenizer, "x", 1, NULL, NULL), AIFT_E_INVALID, "out is NULL");
    options.max_length = 1;
    assert_fails(aift_tokenizer_encode(f.tokenizer, "x", 1, &options, &e), AIFT_E_RANGE,
                 "max_length is 1: the special tokens alone are 2");
    assert_null(e);
    options.max_length = -2;
    assert_fails(aift_tokenizer_encode(f.tokenizer, "x", 1, &options, &e), AIFT_E_RANGE, "max_length is -2");
    options.max_length = 0;
    options.add_special_tokens = 2;
    assert_fails(aift_tokenizer_encode(f.tokenizer, "x", 1, &options, &e), AIFT_E_RANGE,
                 "add_special_tokens is 2");
    options.add_special_tokens = 0;
    options.offset_unit = (aift_offset_unit)7;
    assert_fails(aift_tokenizer_encode(f.tokenizer, "x", 1, &options, &e), AIFT_E_RANGE, "offset_unit is 7");
    options.offset_unit = AIFT_OFFSET_BYTE;
    assert_ok(aift_tokenizer_encode(f.tokenizer, NULL, 0, &options, &e));
    assert_int_equal(aift_encoding_length(e), 0);
    assert_non_null(aift_encoding_ids(e));
    aift_encoding_release(e);
    aift__ids ids;
    aift__ids_init(&ids, f.context);
    assert_ok(aift__tokenizer_encode_ids(f.tokenizer, "un un", 5, 0, true, &ids));
    assert_fails(aift__tokenizer_encode_ids(f.tokenizer, "un \xff", 4, 0, true, &ids), AIFT_E_FORMAT,
                 "byte 4");
    assert_fails(aift__tokenizer_encode_ids(f.tokenizer, "un", 2, 1, true, &ids), AIFT_E_RANGE,
                 "max_length is 1");
    assert_int_equal(ids.n, 4); /* as it was */
    aift__ids_finish(&ids);
    end(&f);
}

static void only_second_cuts_no_single_text(void **state)
{
    fixture f;
    begin(&f);
    char *at = strstr(f.text, "LongestFirst");
    memcpy(at, "OnlySecond", 10);
    memmove(at + 10, at + 12, strlen(at + 12) + 1);
    aift_tokenizer *tokenizer;
    aift_encoding *e;
    assert_ok(golden_load(f.context, f.text, strlen(f.text), &tokenizer));
    assert_string_equal(ids_of(tokenizer, "a b c d e f g h", -1), "[CLS] a b c d e f g h [SEP]");
    assert_fails(aift_tokenizer_encode(tokenizer, "a b c d e f g h i", 17, NULL, &e), AIFT_E_UNSUPPORTED,
                 "\"OnlySecond\"");
    assert_string_equal(ids_of(tokenizer, "a b c d e f g h i", 10), "[CLS] a b c d e f g h [SEP]");
    aift_tokenizer_release(tokenizer);
    end(&f);
}

static void reads_a_million_tokens(void **state)
{
    enum { TOKENS = 1000000 };
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    char *text = malloc(40 * TOKENS), *p = text;
    assert_non_null(text);
    p += sprintf(
        p, "{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"t7\",\"continuing_subword_prefix\":\"##\","
           "\"max_input_chars_per_word\":100,\"vocab\":{\"t0\":0");
    for (int i = 1; i < TOKENS; i++)
        p += sprintf(p, ",\"%st%d\":%d", i % 3 ? "" : "##", i, TOKENS - i);
    p += sprintf(p, "}}}");
    aift_tokenizer *tokenizer;
    assert_ok(golden_load(context, text, (size_t)(p - text), &tokenizer));
    free(text);
    assert_int_equal(aift_tokenizer_vocab_size(tokenizer), TOKENS);
    assert_int_equal(aift_tokenizer_token_to_id(tokenizer, "t999997"), 3);
    assert_string_equal(aift_tokenizer_id_to_token(tokenizer, 4), "##t999996");
    assert_string_equal(ids_of(tokenizer, "t500000t999999", 0), "t500000 ##t999999");
    aift_tokenizer_release(tokenizer);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* Texts that could take time with the square of their length. */
static void long_runs_take_linear_time(void **state)
{
    fixture f;
    begin(&f);
    enum { SIZE = 400000 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    static const char *const runs[] = {"a",      " ", "\u0301\u0327", "[MASK]", " [MASK] ", "<new> ",
                                       "\ud55c", "[", "\U0002f801",   "word"};
    aift__ids ids;
    aift__ids_init(&ids, f.context);
    for (size_t i = 0; i < AIFT__COUNT(runs); i++) {
        size_t n = strlen(runs[i]), size = SIZE / n * n;
        for (size_t at = 0; at < size; at += n)
            memcpy(text + at, runs[i], n);
        ids.n = 0;
        assert_ok(aift__tokenizer_encode_ids(f.tokenizer, text, size, 0, false, &ids));
        aift_encoding *e;
        assert_ok(aift_tokenizer_encode(f.tokenizer, text, size, NULL, &e));
        assert_true(aift_encoding_length(e) <= 10);
        aift_encoding_release(e);
    }
    aift__ids_finish(&ids);
    free(text);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_from_a_file_a_folder_and_a_callback),
        cmocka_unit_test(answers_questions),
        cmocka_unit_test(refuses_bad_texts_and_options),
        cmocka_unit_test(only_second_cuts_no_single_text),
        cmocka_unit_test(reads_a_million_tokens),
        cmocka_unit_test(long_runs_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
