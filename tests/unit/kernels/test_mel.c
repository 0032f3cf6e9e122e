/* Fourier transforms and mel spectra of each instruction set against their references. */
#include <math.h>
#include <stdlib.h>

#include "base/philox.h"
#include "kernels/simd/simd.h"
#include "support.h"

static const aift__simd_level levels[] = {AIFT__SIMD_GENERIC, AIFT__SIMD_AVX2};

static void draw(float *x, int64_t n, uint64_t seed)
{
    aift__rng rng;
    aift__rng_init(&rng, seed, 0);
    for (int64_t i = 0; i < n; i++)
        x[i] = (float)aift__rng_normal(&rng);
}

/* The power spectra of four real signals, against the sums. */
static void check_power(aift_context *context, const aift__simd *simd, int64_t n)
{
    aift__real_fft fft;
    assert_ok(aift__real_fft_init(context, n, &fft));
    size_t half = aift__fft_memory(&fft.complex) / 2;
    double *x = aift__aligned_alloc(context, (2 * half + ((size_t)n / 2 + 1) * 4) * sizeof *x);
    double *pairs = aift__calloc(context, (size_t)n * 2 * 4 * 2, sizeof *pairs);
    float *signal = aift__calloc(context, (size_t)n * 4, sizeof *signal);
    draw(signal, 4 * n, (uint64_t)n);
    for (int64_t lane = 0; lane < 4; lane++)
        for (int64_t i = 0; i < n; i++)
            pairs[(lane * n + i) * 2] = x[i * 4 + lane] = signal[lane * n + i];
    double *power = x + 2 * half, *want = pairs + 8 * n;
    simd->fft_power(&fft, x, x + half, power);
    for (int64_t lane = 0; lane < 4; lane++) {
        aift__fft_f64(n, pairs + lane * n * 2, want);
        for (int64_t k = 0; k <= n / 2; k++)
            assert_close(power[k * 4 + lane], want[2 * k] * want[2 * k] + want[2 * k + 1] * want[2 * k + 1],
                         1e-12 * (double)n * (double)n);
    }
    aift__free(context, signal);
    aift__free(context, pairs);
    aift__aligned_free(context, x);
    aift__real_fft_finish(&fft);
}

static void test_lengths(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    static const int64_t lengths[] = {400, 441, 512, 551, 600, 640, 882, 960, 1009, 1024, 1102, 1200};
    for (size_t l = 0; l < AIFT__COUNT(levels); l++) {
        const aift__simd *simd = aift__simd_table(levels[l]);
        if (!simd)
            continue;
        for (int64_t n = 1; n <= 130; n++)
            check_power(context, simd, n);
        for (size_t i = 0; i < AIFT__COUNT(lengths); i++)
            check_power(context, simd, lengths[i]);
    }
    aift_context_release(context);
}

static void test_bad_lengths(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    static const int64_t lengths[] = {0, -1, AIFT__FFT_MOST + 1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < AIFT__COUNT(lengths); i++) {
        aift__fft fft;
        aift__real_fft real;
        assert_fails(aift__fft_init(context, lengths[i], &fft), AIFT_E_RANGE, "expected 1 to");
        assert_fails(aift__real_fft_init(context, lengths[i], &real), AIFT_E_RANGE, "expected 1 to");
        assert_null(fft.tables);
        assert_null(real.split);
    }
    aift_context_release(context);
}

/* The settings of Whisper; cases change some. */
static const aift__mel_options whisper = {.rate = 16000,
                                          .n_fft = 400,
                                          .win_length = 400,
                                          .hop_length = 160,
                                          .periodic = true,
                                          .center = true,
                                          .n_mels = 80,
                                          .f_max = 8000,
                                          .slaney_norm = true,
                                          .floor = 1e-10,
                                          .log = AIFT__LOG_10};

static aift__mel_options settings(int32_t i)
{
    aift__mel_options o = whisper;
    switch (i) {
    case 1: /* Kaldi's */
        o.n_fft = 512;
        o.periodic = o.center = o.slaney_norm = false;
        o.remove_dc_offset = true;
        o.preemphasis = 0.97;
        o.n_mels = 128;
        o.f_min = 20;
        o.scale = AIFT__MEL_KALDI;
        o.floor = 1.1920928955078125e-07;
        o.log = AIFT__LOG_E;
        break;
    case 2:
        o.n_fft = 2048;
        o.win_length = 1001;
        o.hop_length = 512;
        o.pad_mode = AIFT__PAD_CONSTANT;
        o.log = AIFT__LOG_DB;
        break;
    case 3:
        o.n_fft = 441;
        o.win_length = 441;
        o.window = AIFT__WINDOW_HAMMING;
        o.pad_mode = AIFT__PAD_EDGE;
        o.scale = AIFT__MEL_HTK;
        o.magnitude = true;
        o.n_mels = 13;
        o.log = AIFT__LOG_NONE;
        break;
    case 4:
        o.win_length = 1;
        o.hop_length = 1000;
        o.window = AIFT__WINDOW_NONE;
        break;
    case 5:
        o.n_fft = 2;
        o.win_length = 2;
        o.window = AIFT__WINDOW_POVEY;
        o.n_mels = 1;
        break;
    default:
        break;
    }
    return o;
}

static void check_mel(aift_context *context, const aift__mel_options *o, aift__simd_level level,
                      int64_t count)
{
    aift__mel mel;
    assert_ok(aift__mel_init(context, o, &mel));
    int64_t frames = aift__mel_frames(o, count), n = frames * o->n_mels;
    float *samples = aift__calloc(context, (size_t)count, sizeof *samples);
    float *got = aift__calloc(context, (size_t)n, sizeof *got);
    double *want = aift__calloc(context, (size_t)n, sizeof *want);
    void *memory = aift__aligned_alloc(context, aift__mel_memory(&mel));
    draw(samples, count, 7);
    aift__mel_f32(&mel, level, count, samples, frames, memory, got);
    assert_ok(aift__mel_f64(&mel, count, samples, frames, want));
    for (int64_t i = 0; i < n; i++)
        assert_close(got[i], want[i], 3e-7 * (fabs(want[i]) + 1));
    /* One by one they are the same, bit for bit. */
    for (int64_t frame = 0; frame < frames && !o->center; frame++) {
        float alone[AIFT__MEL_MOST];
        aift__mel_f32(&mel, level, o->win_length, samples + frame * o->hop_length, 1, memory, alone);
        assert_memory_equal(alone, got + frame * o->n_mels, (size_t)o->n_mels * sizeof *alone);
    }
    aift__aligned_free(context, memory);
    aift__free(context, want);
    aift__free(context, got);
    aift__free(context, samples);
    aift__mel_finish(&mel);
}

static void test_mel(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    for (size_t l = 0; l < AIFT__COUNT(levels); l++)
        for (int32_t i = 0; i < 6 && aift__simd_table(levels[l]); i++) {
            aift__mel_options o = settings(i);
            check_mel(context, &o, levels[l], 2500);
            check_mel(context, &o, levels[l], o.win_length);
            if (o.center)
                check_mel(context, &o, levels[l], 1);
        }
    aift_context_release(context);
}

/* A frame that is not a number leaves its neighbours alone; loud and silent ones have the logarithms of their sums. */
static void test_extremes(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    aift__mel mel;
    aift__mel_options o = whisper;
    o.center = false;
    o.hop_length = 400;
    assert_ok(aift__mel_init(context, &o, &mel));
    float samples[4 * 400], got[4 * 80];
    draw(samples, 4 * 400, 1);
    samples[100] = NAN;
    for (int32_t i = 0; i < 400; i++) {
        samples[400 + i] = 0;
        samples[800 + i] *= 1e30f;
    }
    void *memory = aift__aligned_alloc(context, aift__mel_memory(&mel));
    for (size_t l = 0; l < AIFT__COUNT(levels); l++) {
        if (!aift__simd_table(levels[l]))
            continue;
        aift__mel_f32(&mel, levels[l], 1600, samples, 4, memory, got);
        for (int32_t m = 0; m < 80; m++) {
            assert_true(isnan(got[m]));
            assert_close(got[80 + m], -10, 1e-6);
            assert_true(got[160 + m] > 0 && isinf(got[160 + m]));
            assert_true(isfinite(got[240 + m]) && got[240 + m] > -10);
        }
    }
    aift__aligned_free(context, memory);
    aift__mel_finish(&mel);
    aift_context_release(context);
}

static void test_frames(void **state)
{
    aift__mel_options o = whisper;
    assert_int_equal(aift__mel_frames(&o, 480000), 3001);
    assert_int_equal(aift__mel_frames(&o, 1), 1);
    assert_int_equal(aift__mel_frames(&o, 0), 0);
    o.center = false;
    assert_int_equal(aift__mel_frames(&o, 399), 0);
    assert_int_equal(aift__mel_frames(&o, 400), 1);
    assert_int_equal(aift__mel_frames(&o, 560), 2);
    static const int64_t mirrored[] = {2, 1, 0, 1, 2, 1, 0, 1, 2};
    for (int64_t i = -2; i < 7; i++)
        assert_int_equal(aift__mel_padded(AIFT__PAD_REFLECT, i, 3), mirrored[i + 2]);
    assert_int_equal(aift__mel_padded(AIFT__PAD_EDGE, -9, 3), 0);
    assert_int_equal(aift__mel_padded(AIFT__PAD_EDGE, 9, 3), 2);
    assert_int_equal(aift__mel_padded(AIFT__PAD_CONSTANT, 3, 3), -1);
    assert_int_equal(aift__mel_padded(AIFT__PAD_REFLECT, 5, 1), 0);
}

static void test_bad_options(void **state)
{
    aift_context *context;
    assert_ok(aift_context_create(NULL, &context));
    aift__mel mel;
    aift__mel_options o;
#define BAD(member, value, part)                                                                             \
    o = whisper;                                                                                             \
    o.member = (value);                                                                                      \
    assert_fails(aift__mel_init(context, &o, &mel), AIFT_E_RANGE, part)
    BAD(rate, 0, "sampling_rate is 0");
    BAD(rate, NAN, "sampling_rate");
    BAD(n_fft, 1, "n_fft is 1");
    BAD(n_fft, INT64_MAX, "n_fft");
    BAD(win_length, 401, "win_length is 401: expected 1 to 400");
    BAD(hop_length, 0, "hop_length is 0");
    BAD(n_mels, 1025, "n_mels is 1025");
    BAD(preemphasis, 1.5, "preemphasis is 1.5");
    BAD(f_max, INFINITY, "f_max");
    BAD(f_min, 8001, "f_min is 8001: expected 0 to 8000");
    BAD(f_min, 8000, "f_min and f_max are equal");
    BAD(floor, 0, "mel_floor is 0");
#undef BAD
    assert_null(mel.filters);
    aift_context_release(context);
}

static aift_status make_one(aift_context *context, void *arg)
{
    aift__mel_options o = settings(*(int32_t *)arg);
    aift__mel mel;
    aift_status status = aift__mel_init(context, &o, &mel);
    if (status != AIFT_OK) {
        assert_null(mel.filters);
        assert_null(mel.window);
    }
    aift__mel_finish(&mel);
    return status;
}

static void test_memory(void **state)
{
    int32_t plain = 0, convolved = 3;
    aift_test_sweep(make_one, &plain);
    aift_test_sweep(make_one, &convolved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths), cmocka_unit_test(test_bad_lengths),
        cmocka_unit_test(test_mel),     cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_frames),  cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
