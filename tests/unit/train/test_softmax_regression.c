/* L-BFGS on functions whose least value is known, and a linear head whose derivatives vanish where it ends. */
#include <math.h>

#include "fixture.h"

#include "base/philox.h"
#include "train/lbfgs.h"
#include "train/softmax_regression.h"

/* ---- L-BFGS ---- */

/* A valley: (1 - x)^2 + 100 (y - x^2)^2, least at (1, 1). */
static aift_status valley(void *user, const double *x, double *gradient, double *value)
{
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    ++*(int *)user;
    *value = a * a + 100 * b * b;
    gradient[0] = -2 * a - 400 * x[0] * b;
    gradient[1] = 200 * b;
    return AIFT_OK;
}

/* The sum of i * (x_i - i)^2. */
static aift_status bowl(void *user, const double *x, double *gradient, double *value)
{
    *value = 0;
    for (int i = 0; i < 50; i++) {
        const double off = x[i] - i, weight = 1 + 20 * i;
        *value += weight * off * off;
        gradient[i] = 2 * weight * off;
    }
    return AIFT_OK;
}

static aift_status refuses(void *user, const double *x, double *gradient, double *value)
{
    return aift__fail(AIFT_E_RANGE, "no");
}

static void the_least_value_is_found(void **state)
{
    double x[50] = {-1.2, 1};
    int calls = 0;
    assert_ok(aift__lbfgs(context, 2, x, 200, 1e-10, valley, &calls));
    assert_close(x[0], 1, 1e-8);
    assert_close(x[1], 1, 1e-8);
    assert_true(calls < 200);
    memset(x, 0, sizeof x);
    assert_ok(aift__lbfgs(context, 50, x, 200, 1e-9, bowl, NULL));
    for (int i = 0; i < 50; i++)
        assert_close(x[i], i, 1e-9);
    assert_int_equal(aift__lbfgs(context, 50, x, 200, 1e-9, refuses, NULL), AIFT_E_RANGE);
}

/* ---- the head ---- */

enum { ROWS = 120, FEATURES = 7, LABELS = 4 };

/* Clouds around a point for each label. */
static void draw(float *x, int32_t *y, int32_t labels, double noise)
{
    aift__rng rng;
    aift__rng_init(&rng, 7, 1);
    for (int row = 0; row < ROWS; row++) {
        y[row] = row % labels;
        for (int k = 0; k < FEATURES; k++)
            x[row * FEATURES + k] = (float)((k == y[row]) + noise * aift__rng_normal(&rng));
    }
}

/* The largest derivative of sum of cross entropies + squares / 2, by scikit-learn's definition. */
static double largest_derivative(const aift__softmax_regression *head, const float *x, const int32_t *y)
{
    double slopes[LABELS][FEATURES + 1] = {{0}}, most = 0;
    for (int row = 0; row < ROWS; row++) {
        double p[LABELS], sum = 0;
        for (int k = 0; k < head->labels; k++) {
            p[k] = (double)head->bias[k];
            for (int f = 0; f < FEATURES; f++)
                p[k] += (double)head->weight[k * FEATURES + f] * (double)x[row * FEATURES + f];
            p[k] = exp(p[k]);
            sum += p[k];
        }
        for (int k = 0; k < head->labels; k++) {
            const double off = p[k] / sum - (k == y[row]);
            for (int f = 0; f < FEATURES; f++)
                slopes[k][f] += off * (double)x[row * FEATURES + f];
            slopes[k][FEATURES] += off;
        }
    }
    for (int k = 0; k < head->labels; k++)
        for (int f = 0; f <= FEATURES; f++) {
            const double penalty =
                head->labels == 2 ? 2 : 1; /* one vector w - v: |w - v|^2 = 2 (|w|^2 + |v|^2) */
            const double own = f < FEATURES ? penalty * (double)head->weight[k * FEATURES + f] : 0;
            most = fmax(most, fabs(slopes[k][f] + own));
        }
    return most;
}

static void the_head_is_the_best_one(void **state)
{
    float x[ROWS * FEATURES];
    int32_t y[ROWS], found[ROWS];
    for (int32_t labels = 2; labels <= LABELS; labels++) {
        aift__softmax_regression head;
        int right = 0;
        draw(x, y, labels, 0.2);
        assert_ok(aift__softmax_regression_fit(context, x, y, ROWS, FEATURES, labels, 1, &head));
        assert_true(largest_derivative(&head, x, y) < 2e-4 * ROWS); /* the mean's is below 1e-4 */
        assert_ok(aift__softmax_regression_predict(&head, x, ROWS, found));
        for (int row = 0; row < ROWS; row++)
            right += found[row] == y[row];
        assert_true(right >= ROWS - 2);
        aift__softmax_regression_free(&head);
        assert_null(head.weight);
    }
}

static void the_same_rows_give_the_same_head(void **state)
{
    float x[ROWS * FEATURES];
    int32_t y[ROWS];
    aift__softmax_regression a, b;
    draw(x, y, LABELS, 1);
    assert_ok(aift__softmax_regression_fit(context, x, y, ROWS, FEATURES, LABELS, 1, &a));
    assert_ok(aift__softmax_regression_fit(context, x, y, ROWS, FEATURES, LABELS, 1, &b));
    assert_memory_equal(a.weight, b.weight, LABELS * FEATURES * sizeof(float));
    aift__softmax_regression_free(&a);
    aift__softmax_regression_free(&b);
}

static aift_status fit_and_predict(aift_context *ctx, void *arg)
{
    float x[ROWS * FEATURES];
    int32_t y[ROWS], found[ROWS];
    aift__softmax_regression head;
    draw(x, y, LABELS, 1);
    aift_status status = aift__softmax_regression_fit(ctx, x, y, ROWS, FEATURES, LABELS, 1, &head);
    if (status == AIFT_OK)
        status = aift__softmax_regression_predict(&head, x, ROWS, found);
    else
        assert_null(head.weight);
    aift__softmax_regression_free(&head);
    return status;
}

static void survives_failing_allocations(void **state)
{
    aift_test_sweep(fit_and_predict, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_least_value_is_found),
        CASE(the_head_is_the_best_one),
        CASE(the_same_rows_give_the_same_head),
        CASE(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
