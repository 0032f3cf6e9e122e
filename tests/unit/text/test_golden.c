/* Ids, offsets, segments and masks of two tiny tokenizers against what Hugging Face's tokenizers gives. */
#include "golden.h"

static void check_numbers(const aift__json *golden, const char *name, const int32_t *narrow,
                          const int64_t *wide, size_t n, const char *text)
{
    const aift__json *list = aift__json_get(golden, name);
    bool equal = aift__json_size(list) == n;
    for (size_t i = 0; equal && i < n; i++)
        equal = aift__json_int(aift__json_at(list, i), -9) == (narrow ? narrow[i] : wide[i]);
    if (!equal)
        fail_msg("%s of \"%s\"", name, text);
}

static void check_case(const aift_tokenizer *tokenizer, const aift__json *golden, aift__ids *ids)
{
    size_t size;
    const char *text = aift__json_text(aift__json_get(golden, "text"), &size);
    aift_encode_options options = AIFT_ENCODE_OPTIONS_INIT;
    options.max_length = (int32_t)aift__json_int(aift__json_get(golden, "max_length"), -9);
    options.add_special_tokens = (int32_t)aift__json_int(aift__json_get(golden, "add_special_tokens"), -9);
    for (int unit = AIFT_OFFSET_BYTE; unit <= AIFT_OFFSET_CODE_POINT; unit++) {
        aift_encoding *e;
        options.offset_unit = (aift_offset_unit)unit;
        assert_ok(aift_tokenizer_encode(tokenizer, text, size, &options, &e));
        size_t n = aift_encoding_length(e);
        check_numbers(golden, "ids", aift_encoding_ids(e), NULL, n, text);
        check_numbers(golden, "type_ids", aift_encoding_type_ids(e), NULL, n, text);
        check_numbers(golden, "special_tokens_mask", aift_encoding_special_tokens_mask(e), NULL, n, text);
        check_numbers(golden, unit == AIFT_OFFSET_BYTE ? "byte_offsets" : "offsets", NULL,
                      aift_encoding_offsets(e), 2 * n, text);
        aift_encoding_release(e);
    }
    size_t before = ids->n;
    assert_ok(aift__tokenizer_encode_ids(tokenizer, text, size, options.max_length,
                                         options.add_special_tokens, ids));
    check_numbers(golden, "ids", ids->data + before, NULL, ids->n - before, text);
}

static void check_file(const char *name)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__json *golden = golden_read(name);
    aift_tokenizer *tokenizer = golden_tokenizer(context, golden);
    const aift__json *cases = aift__json_get(golden, "cases");
    aift__ids ids;
    aift__ids_init(&ids, context);
    assert_true(aift__json_size(cases) > 100);
    for (size_t i = 0; i < aift__json_size(cases); i++)
        check_case(tokenizer, aift__json_at(cases, i), &ids);
    /* Once it has met all texts, the list of ids allocates nothing. */
    int64_t allocations = aift_test_heap_count(heap);
    ids.n = 0;
    for (size_t i = 0; i < aift__json_size(cases); i++) {
        size_t size;
        const char *text = aift__json_text(aift__json_get(aift__json_at(cases, i), "text"), &size);
        assert_ok(aift__tokenizer_encode_ids(tokenizer, text, size, -1, true, &ids));
    }
    assert_int_equal(aift_test_heap_count(heap), allocations);
    aift__ids_finish(&ids);
    aift_tokenizer_release(tokenizer);
    aift__json_free(golden);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void an_uncased_tokenizer_with_a_template(void **state)
{
    check_file("uncased");
}

static void a_cased_tokenizer_with_sequences(void **state)
{
    check_file("cased");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_uncased_tokenizer_with_a_template),
        cmocka_unit_test(a_cased_tokenizer_with_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
