/* Templates by task: every one is a whole record that a use case can begin with. */
#include "lifecycle/templates.h"
#include "lifecycle/usecase.h"
#include "support.h"

static void test_every_template_is_a_record(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    size_t n = 0;
    for (const aift__template *t = aift__templates; t->name; t++, n++) {
        const aift__template *found;
        aift__json *record, *checked;
        assert_ok(aift__template_find(t->name, &found));
        assert_ptr_equal(found, t);
        assert_true(strlen(t->about) > 150 && t->title && t->modality);
        assert_ok(aift__template_record(t, &record));
        assert_ok(aift__usecase_record(context, record, t->name, &checked));
        assert_string_equal(aift__json_text(aift__json_get(checked, "task"), NULL), t->name);
        assert_true(aift__json_size(aift__json_get(checked, "kpis")) >= 2);
        assert_true(aift__json_size(aift__json_get(checked, "objectives")) >= 2);
        assert_true(aift__json_size(aift__json_get(checked, "requirements")) >= 2);
        assert_true(aift__json_size(aift__json_get(checked, "risks")) >= 2);
        aift__json_free(record);
        aift__json_free(checked);
    }
    assert_int_equal(n, 12);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void test_json(void **state)
{
    const aift__template *task;
    aift__json *json;
    assert_fails(aift__template_find("texts", &task), AIFT_E_NOT_FOUND,
                 "\"texts\": there are text-classification, token-classification, ");
    assert_null(task);
    assert_contains(aift_last_error(), "human-machine-interaction");
    assert_ok(aift__template_find("automatic-speech-recognition", &task));
    assert_ok(aift__template_json(task, &json));
    assert_string_equal(aift__json_text(aift__json_get(json, "title"), NULL), "Speech recognition");
    const aift__json *kpi = aift__json_at(aift__json_path(json, "record.kpis"), 0);
    assert_string_equal(aift__json_text(aift__json_get(kpi, "direction"), NULL), "lower");
    assert_string_equal(aift__json_text(aift__json_get(kpi, "metric"), NULL), "wer");
    aift__json_free(json);
}

static aift_status make(aift_context *context, void *arg)
{
    aift__json *json = NULL;
    aift_status status = aift__template_json(&aift__templates[0], &json);
    if (status != AIFT_OK)
        assert_null(json);
    aift__json_free(json);
    return status;
}

static void test_allocations(void **state)
{
    aift_test_sweep(make, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_template_is_a_record),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
