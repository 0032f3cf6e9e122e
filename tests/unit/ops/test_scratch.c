/* The scratch memory of operators: what was planned for large sizes does for all that are smaller, and none is planned for
 * what takes none. */
#include "support.h"

#include "cases/ops.h"
#include "graph/plan.h"

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

/* Bytes planned for one picture of 64 channels and a convolution that makes 96 of them. */
static size_t planned(aift_context *context, int64_t kernel, bool moments)
{
    aift__graph *g;
    aift__plan *plan;
    aift__value out[2];
    assert_ok(aift__graph_create(context, &g));
    const aift__dim side = aift__dim_const(g->dims, 8),
                    dims[] = {aift__dim_symbol(g->dims, "rows"), side, side, aift__dim_const(g->dims, 64)};
    const int64_t shape[] = {96, 64, kernel, kernel};
    const aift__value in[] = {aift__graph_input(g, "x", AIFT_DTYPE_F32, 4, dims),
                              aift__graph_parameter(g, "weight", AIFT_DTYPE_F32, 4, shape)};
    assert_ok(aift__graph_node(g, "conv2d", NULL, in, 2, out, 2));
    aift__graph_output(g, "y", out[0]);
    if (moments)
        aift__graph_output(g, "moments", out[1]);
    assert_ok(aift__plan_create(g, (const int64_t[]){1}, &plan));
    const size_t bytes = plan->scratch_bytes;
    aift__plan_destroy(plan);
    aift__graph_destroy(g);
    return bytes;
}

static void a_dense_product_takes_none(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    assert_int_equal(planned(context, 1, false), 0);
    assert_true(planned(context, 1, true) > 0);
    assert_true(planned(context, 3, false) > 0);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows_with_the_sizes),
                                       cmocka_unit_test(a_dense_product_takes_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
