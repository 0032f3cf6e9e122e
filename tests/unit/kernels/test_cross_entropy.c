/* Cross entropy of probabilities, with weights and smoothing, against the number that PyTorch 2.13 gives. */
#include "kernels/loss.h"
#include "support.h"

static void probabilities_as_pytorch(void **state)
{
    static const double x64[] = {0.2, -1.3, 0.7, 1.5, 0.1, -0.4}, t64[] = {0.3, 0.7, 0, 0, 0.25, 0.75},
                        w64[] = {0.5, 2, 1.25}, expected = 3.225902534275617;
    float x[6], t[6], w[3], loss, row_loss[2];
    double loss64, row_loss64[2];
    aift_context *context;
    (void)state;
    for (int i = 0; i < 6; i++) {
        x[i] = (float)x64[i];
        t[i] = (float)t64[i];
        w[i / 2] = (float)w64[i / 2];
    }
    assert_ok(aift_context_create(NULL, &context));
    const aift__kernel_context kernel = {.context = context};
    assert_ok(aift__cross_entropy_f64(&kernel, 2, 3, x64, NULL, t64, w64, 0.1, &loss64, row_loss64));
    assert_ok(aift__cross_entropy_f32(&kernel, 2, 3, x, NULL, t, w, 0.1, &loss, row_loss));
    assert_close(loss64, expected, 1e-14);
    assert_close(loss, expected, 1e-6);
    aift_context_release(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(probabilities_as_pytorch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
