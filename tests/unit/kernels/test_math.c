/* exp, tanh and gelu of our own against libm in double, densely over all floats; Philox against its scalar
 * definition; the errors that the comments state. */
#include <math.h>
#include <stdlib.h>

#include "kernels/simd/simd.h"
#include "kernels/words.h"
#include "support.h"

enum { BATCH = 4096, STRIDE = 257 }; /* every 257th of all bit patterns */

typedef void (*function)(const aift__simd *simd, int64_t n, const float *x, float *y);

static void run_exp(const aift__simd *simd, int64_t n, const float *x, float *y)
{
    simd->exp_all(n, x, y);
}

static void run_log(const aift__simd *simd, int64_t n, const float *x, float *y)
{
    simd->log_all(n, x, y);
}

static void run_tanh(const aift__simd *simd, int64_t n, const float *x, float *y)
{
    simd->tanh(n, x, y);
}

static void run_gelu(const aift__simd *simd, int64_t n, const float *x, float *y)
{
    simd->gelu(n, false, x, y);
}

static void run_gelu_tanh(const aift__simd *simd, int64_t n, const float *x, float *y)
{
    simd->gelu(n, true, x, y);
}

static double gelu(double x)
{
    return 0.5 * x * erfc(-x / sqrt(2.0));
}

static double gelu_tanh(double x)
{
    double u = 0.7978845608028654 * (x + 0.044715 * x * x * x);
    return x / (1.0 + exp(-2.0 * u));
}

/* relative: allowed error of the value, growing with `grow` times x * x (roundings of an exponent). What is
 * smaller than `tiny` may be off by that. */
static const struct {
    const char *name;
    function run;
    double (*want)(double);
    float low, high;
    double relative, grow, tiny;
} functions[] = {
    {"exp", run_exp, exp, -1e30f, 88, 1e-7, 0, 1.7e-38},
    {"log", run_log, log, 1.17549435e-38f, 3.40282347e+38f, 2e-7, 0, 1e-7},
    {"tanh", run_tanh, tanh, -100, 100, 2e-7, 0, 1.2e-38},
    {"gelu", run_gelu, gelu, -100, 100, 4.5e-7, 6e-8, 4e-37},
    {"gelu_tanh", run_gelu_tanh, gelu_tanh, -100, 100, 3e-7, 4e-7, 2e-37},
};

static double worst_error(const aift__simd *simd, size_t f)
{
    static float x[BATCH], y[BATCH];
    double worst = 0;
    uint64_t bits = 0;
    while (bits <= UINT32_MAX) {
        int64_t n = 0;
        for (; n < BATCH && bits <= UINT32_MAX; bits += STRIDE) {
            uint32_t pattern = (uint32_t)bits;
            memcpy(&x[n], &pattern, sizeof pattern);
            n += x[n] >= functions[f].low && x[n] <= functions[f].high;
        }
        functions[f].run(simd, n, x, y);
        for (int64_t i = 0; i < n; i++) {
            double want = functions[f].want(x[i]), error = fabs(y[i] - want);
            double allowed = (functions[f].relative + functions[f].grow * x[i] * x[i]) * fabs(want);
            if (error > functions[f].tiny && !(error / allowed <= worst))
                worst = error / allowed;
        }
    }
    return worst;
}

static void check_level(aift__simd_level level)
{
    const aift__simd *simd = aift__simd_table(level);
    if (!simd)
        skip();
    for (size_t f = 0; f < AIFT__COUNT(functions); f++) {
        double worst = worst_error(simd, f);
        if (!(worst <= 1))
            fail_msg("%s, %s: the error is %.2f times what is stated", functions[f].name, simd->name, worst);
    }
}

static void test_generic(void **state)
{
    check_level(AIFT__SIMD_GENERIC);
}

static void test_avx2(void **state)
{
    check_level(AIFT__SIMD_AVX2);
}

static void test_ends(void **state)
{
    const float x[] = {0.0f, -0.0f, -INFINITY, NAN, -105.0f, -1e30f, INFINITY, 89.0f, 1e30f};
    enum { N = sizeof x / sizeof *x };
    for (aift__simd_level level = AIFT__SIMD_GENERIC; level <= AIFT__SIMD_AVX2; level++) {
        const aift__simd *simd = aift__simd_table(level);
        float y[N];
        if (!simd)
            continue;
        simd->exp_all(N, x, y);
        const float exps[] = {1, 1, 0, NAN, 0, 0};
        for (int i = 0; i < 6; i++)
            assert_true(isnan(exps[i]) ? isnan(y[i]) : y[i] == exps[i]);
        simd->log_all(N, x, y);
        assert_true(isnan(y[3]) && isinf(y[6]) && y[6] > 0); /* of normal numbers above 0 alone */
        simd->tanh(N, x, y);
        const float tanhs[] = {0, -0.0f, -1, NAN, -1, -1, 1, 1, 1};
        for (int i = 0; i < N; i++)
            assert_true(isnan(tanhs[i]) ? isnan(y[i])
                                        : y[i] == tanhs[i] && !signbit(y[i]) == !signbit(tanhs[i]));
        simd->relu(N, x, y);
        const float relus[] = {0, 0, 0, NAN, 0, 0, INFINITY, 89, 1e30f};
        for (int i = 0; i < N; i++)
            assert_true(isnan(relus[i]) ? isnan(y[i]) : y[i] == relus[i]);
    }
}

/* Words of a row around places where the counter's parts carry. */
static void test_words(void **state)
{
    const uint64_t places[] = {0, 1, 2, 3, 123457, (1ull << 34) - 65, (1ull << 34) - 2, (1ull << 36) + 7};
    const aift__kernel_context kernel = {.seed = 0x123456789abcdef0u, .step = 7, .row_base = 3000000000};
    const uint64_t stream = 0x7edcba9876543210u;
    const aift__words words = aift__words_of(&kernel, stream, 77);
    uint32_t got[300];
    for (aift__simd_level level = AIFT__SIMD_GENERIC; level <= AIFT__SIMD_AVX2; level++) {
        const aift__simd *simd = aift__simd_table(level);
        for (size_t p = 0; simd && p < AIFT__COUNT(places); p++)
            for (int n = 1; n < 300; n += 13) {
                simd->words(&words, places[p], n, got);
                for (int i = 0; i < n; i++)
                    assert_int_equal(got[i],
                                     aift__dropout_word(&kernel, stream, 77, places[p] + (uint64_t)i));
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generic),
        cmocka_unit_test(test_avx2),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
