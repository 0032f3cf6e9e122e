/* The scratch memory of operators: what was planned for large sizes does for all that are smaller. */
#include "support.h"

#include "cases/ops.h"

enum { SCALES = 7 }; /* from one picture or line to more than any kernel treats as few */

static size_t scratch_of(aift_context *context, const aift_case *source, const char *sizes, int64_t scale)
{
    aift_case_call call;
    aift_case_make(context, source, sizes, scale, AIFT_DTYPE_F32, &call);
    const aift__call run = {
        .kernel = {.context = context}, .attrs = call.attrs, .in = call.in, .out = call.out};
    const size_t bytes = call.op->scratch ? call.op->scratch(&run) : 0;
    aift_case_free(&call);
    return bytes;
}

static void grows_with_the_sizes(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    for (size_t c = 0; c < aift_n_cases; c++)
        for (int s = 0; s < AIFT_CASE_SIZES && aift_cases[c].sizes[s]; s++) {
            const char *sizes = aift_cases[c].sizes[s];
            size_t before = 0;
            for (int64_t scale = 1; scale <= SCALES; scale++) {
                const size_t now = scratch_of(context, &aift_cases[c], sizes, scale);
                if (now < before)
                    fail_msg("%s (%s): %zu bytes times %lld, %zu times %lld", aift_cases[c].op, sizes, before,
                             (long long)scale - 1, now, (long long)scale);
                before = now;
            }
        }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows_with_the_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
