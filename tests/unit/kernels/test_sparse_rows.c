/* A sparse gradient over several steps is the dense one, and AdamW over its rows gives the same numbers bit by bit,
 * without touching what belongs to rows that were never part of it. */
#include <math.h>
#include <stdlib.h>

#include "base/philox.h"
#include "kernels/embedding.h"
#include "kernels/optimizer.h"
#include "support.h"

enum { ROWS = 700, WIDTH = 101, N = 60, STEPS = 4, PADDING = 14 };

typedef struct side {
    float *grad, *param, *m, *v;
} side;

static float *numbers(float value)
{
    float *x = malloc(ROWS * WIDTH * sizeof *x);
    for (int64_t i = 0; i < ROWS * WIDTH; i++)
        x[i] = value == 0 ? 0 : value * (float)(i % 13 - 6);
    return x;
}

static side make(void)
{
    return (side){numbers(0), numbers(0.1f), numbers(0), numbers(0)};
}

static void end(side *s)
{
    free(s->grad);
    free(s->param);
    free(s->m);
    free(s->v);
}

static bool equal(const float *a, const float *b)
{
    return memcmp(a, b, ROWS * WIDTH * sizeof *a) == 0;
}

/* One optimizer step out of two batches: the second is added. */
static void step(const aift__kernel_context *kernel, int64_t t, double decay, side *sparse, int32_t *marks,
                 side *dense)
{
    float dy[N * WIDTH];
    int32_t ids[N];
    aift__rng rng;
    aift__rng_init(&rng, 5, (uint64_t)t);
    for (int batch = 0; batch < 2; batch++) {
        for (int64_t i = 0; i < N; i++)
            ids[i] = (int32_t)aift__rng_below(&rng, 100) * 7; /* so that most rows never come */
        for (int64_t i = 0; i < N * WIDTH; i++)
            dy[i] = (float)aift__rng_normal(&rng);
        assert_ok(
            aift__embedding_grad_f32(kernel, ROWS, WIDTH, N, PADDING, ids, dy, batch, dense->grad, NULL));
        assert_ok(
            aift__embedding_grad_f32(kernel, ROWS, WIDTH, N, PADDING, ids, dy, batch, sparse->grad, marks));
    }
    assert_true(equal(sparse->grad, dense->grad));
    double all = aift__sum_of_squares_f32(kernel, ROWS * WIDTH, dense->grad);
    double some = aift__sum_of_squares_rows_f32(kernel, ROWS, WIDTH, marks, sparse->grad);
    assert_true(all > 1 && fabs(some - all) <= 1e-12 * all);
    const aift__adamw o = {1e-2, 0.9, 0.999, 1e-8, decay, 0.5, t};
    aift__adamw_f32(kernel, &o, ROWS * WIDTH, dense->grad, dense->param, dense->m, dense->v);
    aift__adamw_rows_f32(kernel, &o, ROWS, WIDTH, marks, sparse->grad, sparse->param, sparse->m, sparse->v);
    assert_true(equal(sparse->param, dense->param));
    assert_true(equal(sparse->m, dense->m));
    assert_true(equal(sparse->v, dense->v));
}

static void check(int32_t threads, double decay)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    aift_context *context;
    options.num_threads = threads;
    assert_ok(aift_context_create(&options, &context));
    const aift__kernel_context kernel = {.context = context};
    side sparse = make(), dense = make();
    int32_t marks[ROWS] = {0};
    int64_t ever = 0;
    for (int64_t t = 1; t <= STEPS; t++)
        step(&kernel, t, decay, &sparse, marks, &dense);
    for (int64_t r = 0; r < ROWS; r++)
        ever += (marks[r] & AIFT__ROW_EVER) != 0;
    assert_true(ever > 50 && ever < 100);
    assert_int_equal(marks[PADDING], 0); /* which came, too */
    end(&sparse);
    end(&dense);
    aift_context_release(context);
}

static void sparse_is_dense(void **state)
{
    for (int32_t threads = 1; threads <= 3; threads++) {
        check(threads, 0);
        check(threads, 0.1);
    }
}

/* A row that never came is not even read: its moments may be pages that do not exist yet. */
static void untouched_rows_stay_untouched(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    const aift__kernel_context kernel = {.context = context};
    const int32_t marks[3] = {0, AIFT__ROW_EVER, 0};
    float grad[6] = {NAN, NAN, 0, 0, NAN, NAN}, param[6] = {1, 2, 3, 4, 5, 6};
    float m[6] = {7, 7, 0.5f, 0.5f, 7, 7}, v[6] = {8, 8, 0.1f, 0.1f, 8, 8};
    const aift__adamw o = {1e-2, 0.9, 0.999, 1e-8, 0.1, 1, 5};
    assert_close(aift__sum_of_squares_rows_f32(&kernel, 3, 2, marks, grad), 0, 0);
    aift__adamw_rows_f32(&kernel, &o, 3, 2, marks, grad, param, m, v);
    assert_close(param[0], 1 * (1 - 1e-3), 1e-6);
    assert_close(param[5], 6 * (1 - 1e-3), 1e-6);
    assert_close(m[0], 7, 0);
    assert_close(v[5], 8, 0);
    assert_close(m[2], 0.45, 1e-6); /* came before: its moments go on */
    assert_true(param[2] < 3 * (1 - 1e-3) - 1e-4);
    aift_context_release(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sparse_is_dense),
        cmocka_unit_test(untouched_rows_stay_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
