/* Cells of CSV: quotes where they must be, and nothing that a spreadsheet computes. */
#include "codec/csv_write.h"
#include "support.h"

static void test_cells(void **state)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        {"", ""},
        {"a", "a"},
        {"a,b", "\"a,b\""},
        {"say \"x\"", "\"say \"\"x\"\"\""},
        {"a\nb", "\"a\nb\""},
        {"=1+2", "'=1+2"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@x", "'@x"},
        {"\tx", "'\tx"},
        {"\rx", "\"'\rx\""},
        {"'=x", "''=x"},
        {"'x", "'x"},
        {"'", "'"},
        {"=a,b", "\"'=a,b\""},
        {" a", "\" a\""},
        {"1-2", "1-2"},
    };
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__buf out;
    aift__buf_init(&out, context, 100);
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift__buf_clear(&out);
        assert_ok(aift__csv_cell(&out, cases[i].text, strlen(cases[i].text)));
        assert_string_equal(out.data, cases[i].cell);
    }
    assert_true(aift__csv_guarded("'=x", 3) && aift__csv_guarded("''-", 3));
    assert_false(aift__csv_guarded("'x", 2) || aift__csv_guarded("=x", 2) || aift__csv_guarded("'", 1) ||
                 aift__csv_guarded("", 0));
    aift__buf_finish(&out);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
