/* base/context: options, the allocator, the log, references, allocation failure. */
#include "support.h"

#include "base/base.h"
#include "base/log.h"

static void the_defaults_work(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    assert_in_range(aift_context_num_threads(context), 1, 1024);
    assert_ptr_equal(aift_context_retain(context), context);
    aift_context_release(context);
    aift__log(context, AIFT_LOG_ERROR, "no sink: this goes nowhere");
    aift_context_release(context);
    aift_context_release(NULL);
}

static void options_out_of_range_are_refused(void **state)
{
    aift_context *context = (aift_context *)state;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = -1;
    assert_fails(aift_context_create(&options, &context), AIFT_E_RANGE, "num_threads is -1");
    assert_null(context);
    options.num_threads = 1025;
    assert_fails(aift_context_create(&options, &context), AIFT_E_RANGE, "0 to 1024");
    options.num_threads = 1;
    aift_test_heap *heap = aift_test_heap_create();
    options.allocator = aift_test_heap_allocator(heap);
    options.allocator.realloc = NULL;
    assert_fails(aift_context_create(&options, &context), AIFT_E_INVALID, "or none of them");
    assert_null(context);
    aift_test_heap_destroy(heap);
    options.struct_size = 3;
    assert_fails(aift_context_create(&options, &context), AIFT_E_INVALID, "struct_size is 3");
}

static void creation_survives_failing_allocations(void **state)
{
    for (int64_t nth = 1; nth < 100; nth++) {
        aift_test_heap *heap = aift_test_heap_create();
        aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
        options.allocator = aift_test_heap_allocator(heap);
        options.num_threads = 3;
        aift_context *context = (aift_context *)state;
        aift_test_heap_fail(heap, nth, false);
        aift_status status = aift_context_create(&options, &context);
        if (!aift_test_heap_failed(heap)) {
            assert_int_equal(status, AIFT_OK);
            assert_true(nth > 1);
            aift_context_release(context);
            aift_test_heap_destroy(heap);
            return;
        }
        assert_int_equal(status, AIFT_E_NOMEM);
        assert_contains(aift_last_error(), "out of memory");
        assert_null(context);
        aift_test_heap_destroy(heap);
    }
    fail_msg("no end");
}

typedef struct sink {
    int lines;
    aift_log_level level;
    char line[2000];
} sink;

static void take(void *user, aift_log_level level, const char *line)
{
    sink *s = user;
    s->lines++;
    s->level = level;
    snprintf(s->line, sizeof s->line, "%s", line);
}

static void the_log_gets_what_was_asked_for(void **state)
{
    sink s = {0};
    aift_context *context;
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.log = take;
    options.log_user = &s;
    options.num_threads = 1;
    assert_ok(aift_context_create(&options, &context));
    aift__log(context, AIFT_LOG_INFO, "too detailed");
    assert_int_equal(s.lines, 0);
    aift__log(context, AIFT_LOG_WARNING, "rows %d", 7);
    assert_int_equal(s.lines, 1);
    assert_int_equal(s.level, AIFT_LOG_WARNING);
    assert_string_equal(s.line, "rows 7");
    aift_context_release(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_work),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(creation_survives_failing_allocations),
        cmocka_unit_test(the_log_gets_what_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
