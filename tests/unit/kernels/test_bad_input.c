/* Ids and labels outside their range: refused with the value and its place. */
#include "kernels/embedding.h"
#include "kernels/loss.h"
#include "support.h"

static aift__kernel_context kernel_of(aift_context *context)
{
    return (aift__kernel_context){.context = context};
}

static void test_ids(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    aift__kernel_context kernel = kernel_of(context);
    const float table[6] = {0};
    float y[6];
    const int32_t high[] = {0, 2, 3}, low[] = {0, -1, 2};
    assert_fails(aift__embedding_f32(&kernel, 3, 2, 3, table, high, y), AIFT_E_RANGE, "id 3 at place 2");
    assert_fails(aift__embedding_f32(&kernel, 3, 2, 3, table, low, y), AIFT_E_RANGE, "id -1 at place 1");
    assert_fails(aift__embedding_grad_f32(&kernel, 3, 2, 3, -1, high, table, false, y, NULL), AIFT_E_RANGE,
                 "0 to 2");
    aift_context_release(context);
}

static void test_labels(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    aift__kernel_context kernel = kernel_of(context);
    const float logits[4] = {0}, one = 1;
    float y[4], loss;
    const int32_t labels[] = {1, 2};
    assert_fails(aift__cross_entropy_f32(&kernel, 2, 2, logits, labels, NULL, NULL, 0, &loss, y),
                 AIFT_E_RANGE, "label 2 of row 1");
    assert_fails(aift__cross_entropy_grad_f32(&kernel, 2, 2, logits, labels, NULL, NULL, 0, &one, y),
                 AIFT_E_RANGE, "label 2 of row 1");
    aift_context_release(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
