/* Transforms of sound: what each does to small sounds, what is drawn, what is refused. The numbers of spectra and of
 * resampling are compared with Python's in tests/compat/test_audio.py. */
#include <math.h>

#include "aift/aift.h"
#include "fixture.h"
#include "transforms/pipeline.h"

static aift__sample sample;
static aift__workspace space;

static int set_up_sample(void **state)
{
    set_up(state);
    aift__sample_init(&sample, context);
    aift__workspace_init(&space, context);
    return 0;
}

static int tear_down_sample(void **state)
{
    aift__sample_finish(&sample);
    aift__workspace_finish(&space);
    return tear_down(state);
}

#define SOUND_CASE(f) cmocka_unit_test_setup_teardown(f, set_up_sample, tear_down_sample)

static aift__pipeline *parse(const char *text)
{
    aift__pipeline *pipeline = NULL;
    assert_ok(aift__pipeline_parse(context, text, strlen(text), "p.json", &pipeline));
    return pipeline;
}

/* Sound of 0.01, 0.02, ...; the second channel is 1 more. */
static void make_sound(aift__sample *to, int64_t channels, int64_t n, int32_t rate)
{
    aift__shape shape = {AIFT__SAMPLE_SOUND, {channels, n, 1}, rate};
    assert_ok(aift__sample_make(to, &shape));
    for (int64_t i = 0; i < channels * n; i++)
        to->values[i] = (float)(i % n + 1) / 100 + (float)(i / n);
}

/* Runs a list of transforms over the sample; its shape is what was foretold. */
static aift_status run(const char *list, const aift__draw *draw)
{
    char text[1024];
    snprintf(text, sizeof text, "{\"transforms\": [%s]}", list);
    aift__pipeline *pipeline = parse(text);
    aift__shape shape = sample.shape;
    aift_status foretold = aift__pipeline_shape(pipeline, draw->training, &shape);
    aift_status status = aift__pipeline_run(pipeline, draw, &space, &sample);
    aift__pipeline_destroy(pipeline);
    if (status == AIFT_OK) {
        assert_int_equal(foretold, AIFT_OK);
        assert_int_equal(shape.kind, sample.shape.kind);
        assert_memory_equal(shape.size, sample.shape.size, sizeof shape.size);
        assert_int_equal(shape.rate, sample.shape.rate);
    }
    return status;
}

static const aift__draw plain = {.training = false};

static void channels_become_one(void **state)
{
    make_sound(&sample, 2, 3, 8000);
    assert_ok(run("{\"type\": \"mono\"}", &plain));
    assert_int_equal(sample.shape.size[0], 1);
    for (int i = 0; i < 3; i++)
        assert_close(sample.values[i], (i + 1) / 100.0 + 0.5, 1e-7);
}

static void lengths_are_settled(void **state)
{
    make_sound(&sample, 2, 3, 8000);
    assert_ok(run("{\"type\": \"pad_or_trim\", \"length\": 5, \"value\": -1}", &plain));
    const float longer[] = {0.01f, 0.02f, 0.03f, -1, -1, 1.01f, 1.02f, 1.03f, -1, -1};
    assert_memory_equal(sample.values, longer, sizeof longer);
    assert_ok(run("{\"type\": \"pad_or_trim\", \"length\": 2}", &plain));
    const float shorter[] = {0.01f, 0.02f, 1.01f, 1.02f};
    assert_memory_equal(sample.values, shorter, sizeof shorter);
    assert_ok(run("{\"type\": \"pad_or_trim\", \"length\": 9, \"pad\": false}", &plain));
    assert_int_equal(sample.shape.size[1], 2);
    assert_ok(run("{\"type\": \"pad_or_trim\", \"length\": 1, \"trim\": false}", &plain));
    assert_int_equal(sample.shape.size[1], 2);
    make_sound(&sample, 1, 800, 16000);
    assert_ok(run("{\"type\": \"log_mel\", \"n_fft\": 64, \"hop_length\": 100, \"n_mels\": 4}, "
                  "{\"type\": \"pad_or_trim\", \"length\": 12, \"value\": 7}",
                  &plain));
    assert_int_equal(sample.shape.size[0], 12);
    assert_true(sample.values[8 * 4 + 3] != 7 && sample.values[9 * 4] == 7 && sample.values[12 * 4 - 1] == 7);
}

static void spectra_are_scaled(void **state)
{
    aift__sample other;
    aift__sample_init(&other, context);
    make_sound(&sample, 1, 4000, 16000);
    make_sound(&other, 1, 4000, 16000);
    assert_ok(run("{\"type\": \"log_mel\", \"range\": 30, \"reference\": \"max\"}", &plain));
    aift__sample_exchange(&sample, &other);
    assert_ok(run("{\"type\": \"log_mel\", \"range\": 30, \"reference\": \"max\"}, "
                  "{\"type\": \"scale_spectrum\", \"mean\": -10, \"std\": 4}",
                  &plain));
    float most = -1000, least = 1000;
    for (size_t i = 0; i < aift__shape_count(&sample.shape); i++) {
        most = fmaxf(most, other.values[i]);
        least = fminf(least, other.values[i]);
        assert_close(sample.values[i], (other.values[i] + 10) / 4, 1e-5);
    }
    assert_close(most, 0, 0);
    assert_close(least, -30, 1e-5);
    aift__sample_finish(&other);
}

/* mfcc against its sum. */
static void cosines_are_summed(void **state)
{
    aift__sample mels;
    aift__sample_init(&mels, context);
    make_sound(&mels, 1, 2000, 16000);
    aift__sample_exchange(&sample, &mels);
    assert_ok(run("{\"type\": \"log_mel\", \"n_mels\": 30}", &plain));
    aift__sample_exchange(&sample, &mels);
    make_sound(&sample, 1, 2000, 16000);
    assert_ok(
        run("{\"type\": \"log_mel\", \"n_mels\": 30}, {\"type\": \"mfcc\", \"n_mfcc\": 12, \"lifter\": 5}",
            &plain));
    assert_int_equal(sample.shape.size[1], 12);
    for (int64_t f = 0; f < sample.shape.size[0]; f++)
        for (int64_t k = 0; k < 12; k++) {
            double want = 0;
            for (int64_t m = 0; m < 30; m++)
                want += mels.values[f * 30 + m] * cos(M_PI / 30 * (double)k * ((double)m + 0.5));
            want *= sqrt((k ? 2 : 1) / 30.0) * (1 + 2.5 * sin(M_PI * (double)(k + 1) / 5));
            assert_close(sample.values[f * 12 + k], want, 1e-4);
        }
    aift__sample_finish(&mels);
}

static void sound_is_standardized(void **state)
{
    make_sound(&sample, 1, 1000, 16000);
    assert_ok(run("{\"type\": \"standardize\"}", &plain));
    double sum = 0, squares = 0;
    for (int i = 0; i < 1000; i++) {
        sum += sample.values[i] / 1000;
        squares += (double)sample.values[i] * sample.values[i] / 1000;
    }
    assert_close(sum, 0, 1e-6);
    assert_close(squares, 1, 1e-6);
    make_sound(&sample, 1, 0, 16000);
    assert_ok(run("{\"type\": \"standardize\"}", &plain));
}

static void rates_change(void **state)
{
    make_sound(&sample, 1, 100, 16000);
    assert_ok(run("{\"type\": \"resample\", \"sampling_rate\": 16000}", &plain));
    assert_close(sample.values[99], 1, 1e-7);
    aift_status status = (make_sound(&sample, 2, 101, 8000),
                          run("{\"type\": \"resample\", \"sampling_rate\": 16000}", &plain));
    if (status == AIFT_E_UNAVAILABLE) {
        assert_contains(aift_last_error(), "libsoxr");
        skip_because("built without libsoxr");
    }
    assert_ok(status);
    assert_int_equal(sample.shape.size[1], 202);
    assert_int_equal(sample.shape.rate, 16000);
    assert_close(sample.values[100], 0.51, 0.01);
    assert_close(sample.values[302], 1.51, 0.01);
    for (int64_t n = 0; n < 3; n++) { /* hardly any sound */
        make_sound(&sample, 1, n, 44100);
        assert_ok(run("{\"type\": \"resample\", \"sampling_rate\": 16000}", &plain));
        assert_int_equal(sample.shape.size[1], (n * 16000 + 22050) / 44100);
    }
    make_sound(&sample, 1, 500000, 10000000);
    assert_ok(run("{\"type\": \"resample\", \"sampling_rate\": 16000}", &plain));
    assert_int_equal(sample.shape.size[1], 800);
}

static const aift__draw drawn = {.training = true, .seed = 3, .epoch = 2, .row = 11};

/* What a random list makes of a sound with these numbers to draw from. */
static void random_run(const char *list, const aift__draw *draw, float *to, size_t n)
{
    make_sound(&sample, 1, 4000, 16000);
    assert_ok(run(list, draw));
    assert_true(n <= aift__shape_count(&sample.shape));
    memcpy(to, sample.values, n * sizeof *to);
}

/* The same numbers give the same sound; another seed, epoch or row another one; outside of training nothing happens. */
static void randomness_is_keyed(void **state)
{
    static const char *const lists[] = {
        "{\"type\": \"add_noise\"}",
        "{\"type\": \"add_noise\", \"color\": \"pink\"}",
        "{\"type\": \"time_shift\"}",
        "{\"type\": \"gain\"}",
        "{\"type\": \"log_mel\", \"hop_length\": 20, \"n_mels\": 40}, {\"type\": \"spec_augment\", "
        "\"value\": -99}",
    };
    static float first[4000], second[4000], unchanged[4000];
    for (size_t i = 0; i < AIFT__COUNT(lists); i++) {
        aift__draw others[] = {drawn, drawn, drawn};
        others[0].seed++;
        others[1].epoch++;
        others[2].row += (uint64_t)1 << 32;
        random_run(lists[i], &drawn, first, 4000);
        random_run(lists[i], &drawn, second, 4000);
        assert_memory_equal(first, second, sizeof first);
        for (size_t j = 0; j < AIFT__COUNT(others); j++) {
            random_run(lists[i], &others[j], second, 4000);
            assert_memory_not_equal(first, second, sizeof first);
        }
        random_run(lists[i], &plain, second, 4000);
        random_run(i < 4 ? "{\"type\": \"mono\"}"
                         : "{\"type\": \"log_mel\", \"hop_length\": 20, \"n_mels\": 40}",
                   &plain, unchanged, 4000);
        assert_memory_equal(unchanged, second, sizeof unchanged);
    }
}

static double power_of(const float *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * x[i];
    return sum / (double)n;
}

static void noise_has_its_ratio(void **state)
{
    static const char *const colors[] = {"white", "pink"};
    static float clean[4000], noisy[4000];
    random_run("{\"type\": \"mono\"}", &plain, clean, 4000);
    for (int color = 0; color < 2; color++)
        for (int snr = -10; snr <= 30; snr += 10) {
            char list[200];
            snprintf(list, sizeof list,
                     "{\"type\": \"add_noise\", \"snr_min\": %d, \"snr_max\": %d, \"color\": \"%s\"}", snr,
                     snr, colors[color]);
            random_run(list, &drawn, noisy, 4000);
            double steps = 0;
            for (int i = 0; i < 4000; i++) {
                noisy[i] -= clean[i];
                steps += i ? (double)(noisy[i] - noisy[i - 1]) * (noisy[i] - noisy[i - 1]) / 4000 : 0;
            }
            double ratio = 10 * log10(power_of(clean, 4000) / power_of(noisy, 4000));
            assert_close(ratio, snr, 0.02);
            /* Neighbours of white noise have nothing to do with each other; those of pink noise are close. */
            double relation = steps / power_of(noisy, 4000);
            assert_true(color ? relation < 1 : relation > 1.9 && relation < 2.1);
        }
    make_sound(&sample, 1, 10, 16000);
    memset(sample.values, 0, 10 * sizeof(float));
    assert_ok(run("{\"type\": \"add_noise\"}", &drawn));
    assert_true(power_of(sample.values, 10) == 0);
    make_sound(&sample, 1, 0, 16000);
    assert_ok(run("{\"type\": \"add_noise\"}, {\"type\": \"time_shift\"}, {\"type\": \"gain\"}", &drawn));
}

/* The slope of pink noise's spectrum: each octave has the same power. */
static void pink_noise_has_equal_octaves(void **state)
{
    double octave[6] = {0};
    for (uint64_t row = 0; row < 20; row++) {
        aift__draw draw = {.training = true, .row = row};
        make_sound(&sample, 1, 16384, 16000);
        for (int i = 0; i < 16384; i++)
            sample.values[i] = i % 2 ? 1e-6f : -1e-6f; /* far above all the octaves, and drowned */
        assert_ok(run("{\"type\": \"add_noise\", \"snr_min\": -60, \"snr_max\": -60, \"color\": \"pink\"}, "
                      "{\"type\": \"log_mel\", \"n_fft\": 4096, \"hop_length\": 1024, \"n_mels\": 300, "
                      "\"log\": \"none\", "
                      "\"norm\": \"none\", \"f_min\": 62.5, \"f_max\": 4000}",
                      &draw));
        /* slaney's bins: 62.5 Hz to 1 kHz in equal steps, then equal ratios */
        double mels = 15 + log(4.0) * 27 / log(6.4) - 62.5 * 3 / 200, first = 62.5 * 3 / 200;
        for (int64_t f = 0; f < sample.shape.size[0]; f++)
            for (int64_t m = 0; m < 300; m++) {
                double mel = first + mels * (double)(m + 1) / 301;
                double hertz = mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27);
                octave[(int)fmin(5, log2(hertz / 62.5))] += (double)sample.values[f * 300 + m];
            }
    }
    for (int i = 1; i < 6; i++)
        assert_true(fabs(10 * log10(octave[i] / octave[i - 1])) < 1.5);
}

static void shifts_and_gains_are_bounded(void **state)
{
    static float x[4000];
    int64_t least = 0, most = 0;
    for (uint64_t row = 0; row < 200; row++) {
        aift__draw draw = {.training = true, .row = row};
        random_run("{\"type\": \"time_shift\", \"seconds\": 0.01}", &draw, x, 4000);
        /* Sample 2001 is 20.01; where it is now says how far. */
        int64_t at = 0;
        while (x[at] != (float)2001 / 100)
            at++;
        least = AIFT__MIN(least, at - 2000);
        most = AIFT__MAX(most, at - 2000);
        for (int64_t i = 0; i < at - 2000; i++)
            assert_true(x[i] == 0);
        for (int64_t i = 4000 - (2000 - at); i < 4000; i++)
            assert_true(x[i] == 0);
        random_run("{\"type\": \"gain\", \"min_db\": -6, \"max_db\": 12}", &draw, x, 4000);
        double db = 20 * log10(x[0] / 0.01);
        assert_true(db >= -6.001 && db <= 12.001);
    }
    assert_true(least >= -160 && least < -140 && most <= 160 && most > 140);
    make_sound(&sample, 1, 5, 16000); /* further than it is long */
    assert_ok(run("{\"type\": \"time_shift\", \"seconds\": 3600}", &drawn));
}

static void masks_are_bounded(void **state)
{
    static float x[40 * 200];
    bool any_bins = false, any_frames = false;
    for (uint64_t row = 0; row < 100; row++) {
        aift__draw draw = {.training = true, .row = row};
        random_run(
            "{\"type\": \"log_mel\", \"hop_length\": 20, \"n_mels\": 40}, {\"type\": \"spec_augment\", "
            "\"freq_masks\": 1, \"freq_mask_param\": 8, \"time_masks\": 1, \"time_mask_param\": 1000, "
            "\"time_ratio\": 0.1, \"value\": -999}",
            &draw, x, 40 * 200);
        int bins = 0, frames = 0;
        for (int m = 0; m < 40; m++) {
            int n = 0;
            for (int f = 0; f < 200; f++)
                n += x[f * 40 + m] == -999;
            bins += n == 200;
        }
        for (int f = 0; f < 200; f++) {
            int n = 0;
            for (int m = 0; m < 40; m++)
                n += x[f * 40 + m] == -999;
            frames += n == 40;
        }
        assert_true(bins <= 8 && frames <= 20);
        any_bins |= bins > 4;
        any_frames |= frames > 10;
    }
    assert_true(any_bins && any_frames);
}

static void bad_sounds_are_named(void **state)
{
    static const struct {
        const char *list;
        int64_t channels, samples;
        int32_t rate;
        aift_status status;
        const char *part;
    } rows[] = {
        {"{\"type\": \"resample\", \"sampling_rate\": 16000}", 1, 10, 1, AIFT_E_RANGE,
         "resample: a sound of 1 Hz to 16000"},
        {"{\"type\": \"resample\", \"sampling_rate\": 16000}", 1, 10, 0, AIFT_E_RANGE, "a sound of 0 Hz"},
        {"{\"type\": \"resample\", \"sampling_rate\": 16000}", 1, 10, -5, AIFT_E_RANGE, "a sound of -5 Hz"},
        {"{\"type\": \"resample\", \"sampling_rate\": 1}", 1, 10, 2000000, AIFT_E_RANGE, "4096"},
        {"{\"type\": \"log_mel\"}", 1, 10, 8000, AIFT_E_INVALID, "8000 Hz, but sampling_rate is 16000"},
        {"{\"type\": \"log_mel\"}", 2, 10, 16000, AIFT_E_SHAPE, "2 channels"},
        {"{\"type\": \"log_mel\"}", 1, 0, 16000, AIFT_E_SHAPE, "0 samples"},
        {"{\"type\": \"log_mel\", \"center\": false}", 1, 2047, 16000, AIFT_E_SHAPE, "2047 samples"},
        {"{\"type\": \"log_mel\", \"drop_last\": true}", 1, 511, 16000, AIFT_E_SHAPE, "511 samples"},
        {"{\"type\": \"log_mel\", \"n_mels\": 10}, {\"type\": \"mfcc\"}", 1, 511, 16000, AIFT_E_SHAPE,
         "mfcc: "},
        {"{\"type\": \"mono\"}", 0, 5, 16000, AIFT_E_SHAPE, "no channels"},
        {"{\"type\": \"pad_or_trim\", \"length\": 536870912}", 2, 5, 16000, AIFT_E_RANGE,
         "a sample has at most"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        make_sound(&sample, rows[i].channels, rows[i].samples, rows[i].rate);
        assert_fails(run(rows[i].list, &plain), rows[i].status, rows[i].part);
    }
    static const char *const finite[] = {"{\"type\": \"log_mel\"}", "{\"type\": \"standardize\"}",
                                         "{\"type\": \"add_noise\"}"};
    for (size_t i = 0; i < AIFT__COUNT(finite); i++) {
        make_sound(&sample, 1, 3000, 16000);
        sample.values[17] = NAN;
        assert_fails(run(finite[i], &drawn), AIFT_E_INVALID, "sample 17 of channel 0 is not a number");
        make_sound(&sample, 1, 3000, 16000);
        sample.values[2999] = -INFINITY;
        assert_fails(run(finite[i], &drawn), AIFT_E_INVALID, "sample 2999 of channel 0 is -infinity");
    }
}

static void bad_settings_are_named(void **state)
{
    static const struct {
        const char *text;
        aift_status status;
        const char *part;
    } rows[] = {
        {"{\"type\": \"resample\"}", AIFT_E_FORMAT, "sampling_rate"},
        {"{\"type\": \"resample\", \"sampling_rate\": 0}", AIFT_E_RANGE, "sampling_rate is 0"},
        {"{\"type\": \"log_mel\", \"win_length\": 4000}", AIFT_E_RANGE,
         "win_length is 4000: expected 1 to 2048"},
        {"{\"type\": \"log_mel\", \"f_max\": 9000}", AIFT_E_RANGE, "f_max is above half of sampling_rate"},
        {"{\"type\": \"log_mel\", \"f_min\": 8000}", AIFT_E_RANGE, "f_min"},
        {"{\"type\": \"log_mel\", \"log\": \"none\", \"range\": 8}", AIFT_E_INVALID, "range and reference"},
        {"{\"type\": \"log_mel\", \"mel_scale\": \"bark\"}", AIFT_E_UNSUPPORTED, "mel_scale"},
        {"{\"type\": \"add_noise\", \"snr_min\": 30}", AIFT_E_RANGE, "snr_min"},
        {"{\"type\": \"gain\", \"min_db\": 30}", AIFT_E_RANGE, "min_db"},
        {"{\"type\": \"pad_or_trim\", \"length\": 0}", AIFT_E_RANGE, "length is 0"},
        {"{\"type\": \"log_mel\"}, {\"type\": \"mono\"}", AIFT_E_INVALID, "mono cannot stand behind log_mel"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        char text[512];
        aift__pipeline *pipeline = NULL;
        snprintf(text, sizeof text, "{\"transforms\": [%s]}", rows[i].text);
        assert_fails(aift__pipeline_parse(context, text, strlen(text), "p.json", &pipeline), rows[i].status,
                     rows[i].part);
        assert_null(pipeline);
    }
}

/* Hugging Face's configurations: as they were, and with another rate that has no key. */
static void extractors_are_read_and_written(void **state)
{
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"{\"feature_extractor_type\": \"WhisperFeatureExtractor\"}", "\"chunk_length\":30"},
        {"{\"feature_extractor_type\": \"WhisperFeatureExtractor\", \"feature_size\": 128, \"chunk_length\": "
         "3, "
         "\"n_samples\": 48000, \"mine\": 1}",
         "\"feature_size\":128"},
        {"{\"feature_extractor_type\": \"ASTFeatureExtractor\", \"mean\": -3.5, \"std\": 0.7}",
         "\"std\":0.7"},
        {"{\"feature_extractor_type\": \"ASTFeatureExtractor\", \"do_normalize\": false}",
         "\"do_normalize\":false"},
        {"{\"feature_extractor_type\": \"Wav2Vec2FeatureExtractor\", \"sampling_rate\": 8000}",
         "\"sampling_rate\":8000"},
        {"{\"feature_extractor_type\": \"ASTFeatureExtractor\", \"augmentations\": [{\"type\": "
         "\"add_noise\"}, "
         "{\"type\": \"spec_augment\"}]}",
         "\"augmentations\":[{\"type\":\"add_noise\""},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__json *json = NULL;
        char *text = NULL, *again = NULL;
        aift__pipeline *pipeline = parse(rows[i].text);
        assert_ok(aift__pipeline_write(pipeline, &json));
        assert_ok(aift__json_write(context, json, 0, &text));
        aift__json_free(json);
        aift__pipeline_destroy(pipeline);
        assert_contains(text, rows[i].part);
        assert_null(strstr(text, "\"transforms\""));
        pipeline = parse(text);
        assert_int_equal(aift__pipeline_takes(pipeline), AIFT__SAMPLE_SOUND);
        assert_ok(aift__pipeline_write(pipeline, &json));
        assert_ok(aift__json_write(context, json, 0, &again));
        assert_string_equal(text, again);
        aift__json_free(json);
        aift__free(context, text);
        aift__free(context, again);
        aift__pipeline_destroy(pipeline);
    }
    aift__pipeline *pipeline = NULL;
    const char *dithered = "{\"feature_extractor_type\": \"WhisperFeatureExtractor\", \"dither\": 1}";
    assert_fails(aift__pipeline_parse(context, dithered, strlen(dithered), "p.json", &pipeline),
                 AIFT_E_UNSUPPORTED, "dither");
}

static aift_status everything(aift_context *swept, void *arg)
{
    const char *text = arg;
    aift__pipeline *pipeline = NULL;
    aift__json *json = NULL;
    aift__sample sound;
    aift__workspace work;
    aift__shape shape = {AIFT__SAMPLE_SOUND, {2, 3000, 1}, 16000};
    aift__sample_init(&sound, swept);
    aift__workspace_init(&work, swept);
    aift_status status = aift__pipeline_parse(swept, text, strlen(text), "p.json", &pipeline);
    if (status == AIFT_OK)
        status = aift__pipeline_write(pipeline, &json);
    else
        assert_null(pipeline);
    if (status == AIFT_OK)
        status = aift__sample_make(&sound, &shape);
    if (status == AIFT_OK) {
        memset(sound.values, 0, aift__shape_bytes(&shape));
        status = aift__pipeline_run(pipeline, &(aift__draw){.training = true}, &work, &sound);
    }
    aift__json_free(json);
    aift__pipeline_destroy(pipeline);
    aift__sample_finish(&sound);
    aift__workspace_finish(&work);
    return status;
}

static void allocations_may_fail(void **state)
{
    char ast[] = "{\"feature_extractor_type\": \"ASTFeatureExtractor\", \"augmentations\": [{\"type\": "
                 "\"add_noise\"}, "
                 "{\"type\": \"spec_augment\"}]}";
    char whisper[] = "{\"feature_extractor_type\": \"WhisperFeatureExtractor\", \"chunk_length\": 1}";
    char other[] = "{\"transforms\": [{\"type\": \"mono\"}, {\"type\": \"time_shift\"}, {\"type\": "
                   "\"gain\"}, {\"type\": "
                   "\"standardize\"}, {\"type\": \"log_mel\", \"n_fft\": 441}, {\"type\": \"mfcc\"}]}";
    aift_test_sweep(everything, ast);
    aift_test_sweep(everything, whisper);
    aift_test_sweep(everything, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SOUND_CASE(channels_become_one),
        SOUND_CASE(lengths_are_settled),
        SOUND_CASE(spectra_are_scaled),
        SOUND_CASE(cosines_are_summed),
        SOUND_CASE(sound_is_standardized),
        SOUND_CASE(rates_change),
        SOUND_CASE(randomness_is_keyed),
        SOUND_CASE(noise_has_its_ratio),
        SOUND_CASE(pink_noise_has_equal_octaves),
        SOUND_CASE(shifts_and_gains_are_bounded),
        SOUND_CASE(masks_are_bounded),
        SOUND_CASE(bad_sounds_are_named),
        SOUND_CASE(bad_settings_are_named),
        SOUND_CASE(extractors_are_read_and_written),
        CASE(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
