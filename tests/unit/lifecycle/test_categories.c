/* lifecycle: the tasks that a problem is about: the table, the order of proposals, refusals. How good they are is
 * measured with a real encoder (tests/compat/test_categories.py). */
#include "aift/aift.h"
#include "golden.h"
#include "lifecycle/categories.h"
#include "lifecycle/templates.h"

static void has_every_template(void **state)
{
    size_t n = 0;
    (void)state;
    for (; aift__templates[n].name; n++) {
        assert_string_equal(aift__categories[n].task, aift__templates[n].name);
        for (size_t i = 0; i < AIFT__CATEGORY_EXAMPLES; i++)
            assert_true(strlen(aift__categories[n].examples[i]) > 10);
    }
    assert_null(aift__categories[n].task);
}

static void proposes_the_likeliest_first(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift_model *model = golden_model(context);
    aift_text *text, *again;
    aift__json *tree;
    double last = 2;
    (void)state;
    assert_ok(aift_categorize(model, "Summarise long documents and meetings.", 100, &text));
    assert_ok(aift_categorize(model, "Summarise long documents and meetings.", 100, &again));
    assert_string_equal(aift_text_data(text), aift_text_data(again));
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "answer", &tree));
    const aift__json *proposals = aift__json_get(tree, "proposals");
    assert_int_equal(aift__json_size(proposals), 12);
    for (size_t i = 0; i < 12; i++) {
        const double score = aift__json_real(aift__json_get(aift__json_at(proposals, i), "score"), 9);
        assert_true(score <= last && score >= -1.000001);
        last = score;
        const aift__template *known;
        assert_ok(aift__template_find(
            aift__json_text(aift__json_get(aift__json_at(proposals, i), "task"), NULL), &known));
    }
    aift__json_free(tree);
    aift_text_release(text);
    aift_text_release(again);
    assert_ok(aift_categorize(model, "mail", 3, &text));
    assert_ok(aift__json_parse(aift_text_data(text), aift_text_size(text), "answer", &tree));
    assert_int_equal(aift__json_size(aift__json_get(tree, "proposals")), 3);
    aift__json_free(tree);
    aift_text_release(text);
    assert_fails(aift_categorize(model, " \n", 3, &text), AIFT_E_INVALID, "the problem is empty");
    assert_null(text);
    assert_fails(aift_categorize(model, "x", 0, &text), AIFT_E_RANGE, "top is 0");
    assert_fails(aift_categorize(model, "bad \xff", 3, &text), AIFT_E_FORMAT, "UTF-8");
    aift_model_release(model);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static aift_status swept(aift_context *context, void *arg)
{
    aift_model *model;
    aift_text *text;
    (void)arg;
    AIFT__TRY(aift_model_load(context, aift_test_path("golden/tiny-bert"), NULL, &model));
    aift_status status = aift_categorize(model, "mail", 1, &text);
    assert_true((status == AIFT_OK) == (text != NULL));
    aift_text_release(text);
    aift_model_release(model);
    return status;
}

static void survives_allocation_failure(void **state)
{
    (void)state;
    aift_test_sweep(swept, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_every_template),
        cmocka_unit_test(proposes_the_likeliest_first),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
