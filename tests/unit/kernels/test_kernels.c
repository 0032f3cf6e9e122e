/* Every kernel in float against its reference in double, over the table of cases, at each instruction set, and
 * bit by bit the same for 1, 2 and 3 threads. */
#include <math.h>
#include <stdlib.h>

#include "cases/kernels.h"
#include "kernels/simd/simd.h"
#include "support.h"

static aift__kernel_context kernel_of(aift_context *context, aift__simd_level level)
{
    return (aift__kernel_context){.context = context,
                                  .seed = 0xfedcba9876543210u,
                                  .step = 41,
                                  .row_base = 1000,
                                  .training = true,
                                  .simd = level};
}

static double largest(const kernel_data *d, int i)
{
    double max = 0;
    for (int64_t j = 0; j < d->out_size[i]; j++)
        max = fmax(max, fabs(d->out64[i][j]));
    return max;
}

/* The worst error, in units of what is allowed; at most 1. */
static double worst_error(const kernel_case *c, const kernel_kind *kind, const kernel_data *d)
{
    double worst = 0, loose = c->loose > 0 ? c->loose : 1;
    for (int i = 0; i < MAX_BUFFERS; i++) {
        double max = fmax(largest(d, i), 0.1);
        for (int64_t j = 0; j < d->out_size[i]; j++) {
            double want = d->out64[i][j], error = fabs(d->out[i][j] - want);
            double allowed = loose * (kind->relative * fabs(want) + kind->absolute * max) + 1e-37;
            if (!(error / allowed <= worst)) /* NaN gets through */
                worst = isnan(error) ? INFINITY : error / allowed;
        }
    }
    return worst;
}

/* Are the outputs those kept, but for what a split may do? */
static bool same(const kernel_kind *kind, const kernel_data *d, float *const kept[MAX_BUFFERS])
{
    for (int i = 0; i < MAX_BUFFERS; i++) {
        size_t bytes = (size_t)d->out_size[i] * sizeof(float);
        if (kind->split == 0 && bytes && memcmp(kept[i], d->out[i], bytes) != 0)
            return false;
        double allowed = kind->split * largest(d, i);
        for (int64_t j = 0; kind->split > 0 && j < d->out_size[i]; j++)
            if (!(fabsf(kept[i][j] - d->out[i][j]) <= allowed))
                return false;
    }
    return true;
}

static void keep(const kernel_data *d, float *kept[MAX_BUFFERS])
{
    for (int i = 0; i < MAX_BUFFERS; i++) {
        kept[i] = malloc((size_t)d->out_size[i] * sizeof(float) + 1);
        memcpy(kept[i], d->out[i], (size_t)d->out_size[i] * sizeof(float));
    }
}

/* At one instruction set. */
static void check_at(const kernel_case *c, const kernel_kind *kind, aift__simd_level level,
                     aift_context *const contexts[3], kernel_data *d)
{
    char text[200];
    float *kept[MAX_BUFFERS];
    kernel_case_text(c, text, sizeof text);
    for (int threads = 1; threads <= 3; threads++) {
        const aift__kernel_context kernel = kernel_of(contexts[threads - 1], level);
        kernel_data_reset(c, d);
        assert_ok(kind->f32(c, &kernel, d));
        double error = worst_error(c, kind, d);
        if (!(error <= 1))
            fail_msg("%s, level %d, %d threads: error is %.2f of what is allowed", text, (int)level, threads,
                     error);
        if (threads == 1)
            keep(d, kept);
        else if (!same(kind, d, kept))
            fail_msg("%s, level %d: %d threads give other numbers than 1", text, (int)level, threads);
    }
    for (int i = 0; i < MAX_BUFFERS; i++)
        free(kept[i]);
}

/* The reference, which takes longest, is computed once. */
static void check_case(const kernel_case *c, aift_context *const contexts[3])
{
    static const aift__simd_level levels[] = {AIFT__SIMD_GENERIC, AIFT__SIMD_AVX2};
    const kernel_kind *kind = kernel_kind_of(c);
    const aift__kernel_context kernel = kernel_of(contexts[0], AIFT__SIMD_GENERIC);
    kernel_data d;
    if (!kind)
        fail_msg("%s: no such kind", c->kind);
    kernel_data_create(c, &kernel, &d);
    assert_ok(kind->f64(c, &kernel, &d));
    for (size_t i = 0; i < AIFT__COUNT(levels); i++)
        if (aift__simd_table(levels[i]))
            check_at(c, kind, levels[i], contexts, &d);
    kernel_data_destroy(&d);
}

static void every_case_at_every_level(void **state)
{
    aift_context *contexts[3];
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    for (int i = 0; i < 3; i++) {
        options.num_threads = i + 1;
        assert_ok(aift_context_create(&options, &contexts[i]));
    }
    for (int32_t i = 0; i < kernel_case_count; i++)
        if (!kernel_cases[i].timed) /* those are large, and like others */
            check_case(&kernel_cases[i], contexts);
    for (int i = 0; i < 3; i++)
        aift_context_release(contexts[i]);
}

static void avx2_was_among_them(void **state)
{
    if (!aift__simd_table(AIFT__SIMD_AVX2))
        skip_because("this processor or build has no AVX2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_at_every_level),
        cmocka_unit_test(avx2_was_among_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
