/* Tokenizers as objects: loading from anywhere, questions, options, saving, a large vocabulary, hostile texts, and
 * failing allocations. */
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

static void begin(fixture *f)
{
    f->heap = aift_test_heap_create();
    f->context = aift_test_context(f->heap, 1);
    f->golden = golden_read("uncased");
    assert_ok(aift__json_write(f->context, aift__json_get(f->golden, "tokenizer"), 2, &f->text));
    assert_ok(golden_load(f->context, f->text, strlen(f->text), &f->tokenizer));
}

static void end(fixture *f)
{
    aift_tokenizer_release(f->tokenizer);
    aift__free(f->context, f->text);
    aift__json_free(f->golden);
    aift_context_release(f->context);
    aift_test_heap_destroy(f->heap);
}

/* The ids of a text, as text. */
static const char *ids_of(const aift_tokenizer *tokenizer, const char *text, int32_t max_length)
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
        cmocka_unit_test(loads_from_a_file_a_folder_and_a_callback),
        cmocka_unit_test(answers_questions),
        cmocka_unit_test(refuses_bad_texts_and_options),
        cmocka_unit_test(only_second_cuts_no_single_text),
        cmocka_unit_test(gives_the_file_back),
        cmocka_unit_test(sets_max_length_in_the_file),
        cmocka_unit_test(reads_a_million_tokens),
        cmocka_unit_test(long_runs_take_linear_time),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
