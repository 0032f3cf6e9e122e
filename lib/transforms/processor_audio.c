/* Hugging Face's feature extractors for sound: Whisper's, the audio spectrogram transformer's, Wav2Vec2's. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "codec/json_field.h"
#include "transforms/processor.h"

enum {
    MOST_RATE = 100000000,
    MOST_CHUNK = 3600,
    MOST_N_FFT = 1 << 17,
    MOST_BINS = 1024,
    MOST_FRAMES = 1 << 20
};

static const char *const classes[] = {"WhisperFeatureExtractor", "ASTFeatureExtractor",
                                      "Wav2Vec2FeatureExtractor", NULL};

/* n_samples, nb_max_frames and mel_filters are Whisper's, made of the others. */
static const char *const keys[] = {
    "feature_size", "sampling_rate", "hop_length",  "chunk_length", "n_fft", "padding_value",
    "dither",       "num_mel_bins",  "max_length",  "mean",         "std",   "do_normalize",
    "n_samples",    "nb_max_frames", "mel_filters", NULL,
};

static aift_status integer(const aift__json *config, const char *name, int64_t most, int64_t otherwise,
                           int64_t *out)
{
    *out = otherwise;
    return aift__json_given(config, name) ? aift__json_field_int(config, NULL, name, 1, most, out) : AIFT_OK;
}

static aift_status real(const aift__json *config, const char *name, double otherwise, double *out)
{
    *out = otherwise;
    return aift__json_given(config, name) ? aift__json_field_real(config, NULL, name, -1e30, 1e30, out)
                                          : AIFT_OK;
}

static aift_status flag(const aift__json *config, const char *name, bool otherwise, bool *out)
{
    *out = otherwise;
    return aift__json_given(config, name) ? aift__json_field_bool(config, NULL, name, out) : AIFT_OK;
}

static aift_status add(aift__json *list, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a step, printed as JSON. */
static aift_status add(aift__json *list, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    aift__json *step = NULL;
    AIFT__TRY(aift__json_parse(text, (size_t)size, "a step", &step));
    return aift__json_push(list, step);
}

/* What all begin with: one channel, at the rate. */
static aift_status add_rate(aift__json *list, int64_t rate)
{
    AIFT__TRY(add(list, "{\"type\": \"mono\"}"));
    return add(list, "{\"type\": \"resample\", \"sampling_rate\": %lld}", (long long)rate);
}

static aift_status add_pad(aift__json *list, int64_t length, double value)
{
    char number[32];
    return add(list, "{\"type\": \"pad_or_trim\", \"length\": %lld, \"value\": %s}", (long long)length,
               aift__dtoa(number, value));
}

static aift_status add_scale(aift__json *list, double mean, double std)
{
    char numbers[2][32];
    return add(list, "{\"type\": \"scale_spectrum\", \"mean\": %s, \"std\": %s}",
               aift__dtoa(numbers[0], mean), aift__dtoa(numbers[1], std));
}

static aift_status read_whisper(const aift__json *config, int64_t rate, aift__json *list)
{
    int64_t bins, hop, seconds, n_fft;
    double padding, dither;
    AIFT__TRY(integer(config, "feature_size", MOST_BINS, 80, &bins));
    AIFT__TRY(integer(config, "hop_length", MOST_N_FFT, 160, &hop));
    AIFT__TRY(integer(config, "chunk_length", MOST_CHUNK, 30, &seconds));
    AIFT__TRY(integer(config, "n_fft", MOST_N_FFT, 400, &n_fft));
    AIFT__TRY(real(config, "padding_value", 0, &padding));
    AIFT__TRY(real(config, "dither", 0, &dither));
    if (dither != 0)
        return aift__fail(AIFT_E_UNSUPPORTED, "dither is not 0: use the augmentation add_noise");
    AIFT__TRY(add_rate(list, rate));
    AIFT__TRY(add_pad(list, seconds * rate, padding));
    AIFT__TRY(add(list,
                  "{\"type\": \"log_mel\", \"sampling_rate\": %lld, \"n_fft\": %lld, \"hop_length\": %lld, "
                  "\"pad_mode\": \"reflect\", \"drop_last\": true, \"n_mels\": %lld, \"f_max\": 8000, "
                  "\"log\": \"log10\", \"range\": 8}",
                  (long long)rate, (long long)n_fft, (long long)hop, (long long)bins));
    return add_scale(list, -4, 4);
}

/* Kaldi's frames: 25 ms each 10 ms, transformed with zeros behind up to a power of two. */
static aift_status read_ast(const aift__json *config, int64_t rate, aift__json *list)
{
    int64_t bins, frames, window = rate * 25 / 1000, n_fft = 2;
    double mean, std;
    bool do_normalize;
    AIFT__TRY(integer(config, "num_mel_bins", MOST_BINS, 128, &bins));
    AIFT__TRY(integer(config, "max_length", MOST_FRAMES, 1024, &frames));
    AIFT__TRY(flag(config, "do_normalize", true, &do_normalize));
    AIFT__TRY(real(config, "mean", -4.2677393, &mean));
    AIFT__TRY(real(config, "std", 4.5689974, &std));
    while (n_fft < window)
        n_fft *= 2;
    AIFT__TRY(add_rate(list, rate));
    AIFT__TRY(add(list,
                  "{\"type\": \"log_mel\", \"sampling_rate\": %lld, \"n_fft\": %lld, \"win_length\": %lld, "
                  "\"hop_length\": %lld, \"periodic\": false, \"center\": false, \"remove_dc_offset\": true, "
                  "\"preemphasis\": 0.97, \"n_mels\": %lld, \"f_min\": 20, \"mel_scale\": \"kaldi\", "
                  "\"norm\": \"none\", \"mel_floor\": 1.1920928955078125e-07, \"log\": \"log\"}",
                  (long long)rate, (long long)n_fft, (long long)AIFT__MAX(window, 1),
                  (long long)AIFT__MAX(rate / 100, 1), (long long)bins));
    AIFT__TRY(add_pad(list, frames, 0));
    return do_normalize ? add_scale(list, mean, 2 * std) : AIFT_OK;
}

static aift_status read_wav2vec2(const aift__json *config, int64_t rate, aift__json *list)
{
    bool do_normalize;
    AIFT__TRY(flag(config, "do_normalize", true, &do_normalize));
    AIFT__TRY(add_rate(list, rate));
    return do_normalize ? add(list, "{\"type\": \"standardize\"}") : AIFT_OK;
}

static aift_status read(const aift__json *config, const char *class, aift__json *transforms)
{
    int64_t rate;
    AIFT__TRY(integer(config, "sampling_rate", MOST_RATE, 16000, &rate));
    if (strcmp(class, classes[0]) == 0)
        return read_whisper(config, rate, transforms);
    return strcmp(class, classes[1]) == 0 ? read_ast(config, rate, transforms)
                                          : read_wav2vec2(config, rate, transforms);
}

/* The step of a type, NULL: there is none. */
static const aift__json *find(const aift__json *transforms, const char *type)
{
    for (size_t i = 0; i < aift__json_size(transforms); i++) {
        const aift__json *step = aift__json_at(transforms, i);
        if (strcmp(aift__json_text(aift__json_get(step, "type"), NULL), type) == 0)
            return step;
    }
    return NULL;
}

/* A key of the configuration, from a step's field. */
static aift_status copy(const aift__json *step, const char *field, const char *key, aift__json *config)
{
    aift__json *value = NULL;
    AIFT__TRY(aift__json_copy(aift__json_get(step, field), &value));
    return aift__json_set(config, key, value);
}

static aift_status write_whisper(const aift__json *pad, const aift__json *mel, aift__json *config)
{
    int64_t rate = aift__json_int(aift__json_get(mel, "sampling_rate"), 1);
    int64_t length = aift__json_int(aift__json_get(pad, "length"), 0);
    AIFT__TRY(copy(mel, "n_mels", "feature_size", config));
    AIFT__TRY(copy(mel, "hop_length", "hop_length", config));
    AIFT__TRY(copy(mel, "n_fft", "n_fft", config));
    AIFT__TRY(copy(pad, "value", "padding_value", config));
    return aift__json_set(config, "chunk_length", aift__json_new_int(length / rate));
}

static aift_status write_ast(const aift__json *pad, const aift__json *mel, const aift__json *scale,
                             aift__json *config)
{
    AIFT__TRY(aift__json_set(config, "feature_size", aift__json_new_int(1)));
    AIFT__TRY(copy(mel, "n_mels", "num_mel_bins", config));
    AIFT__TRY(copy(pad, "length", "max_length", config));
    AIFT__TRY(aift__json_set(config, "do_normalize", aift__json_new_bool(scale != NULL)));
    if (!scale)
        return AIFT_OK;
    double std = aift__json_real(aift__json_get(scale, "std"), 1);
    AIFT__TRY(copy(scale, "mean", "mean", config));
    return aift__json_set(config, "std", aift__json_new_real(std / 2));
}

/* The pipeline reads what is written again and compares, so what has no key need not be looked for. */
static aift_status write(const aift__json *transforms, const char *class, aift__json *config, bool *said)
{
    const aift__json *pad = find(transforms, "pad_or_trim"), *mel = find(transforms, "log_mel");
    const aift__json *resample = find(transforms, "resample"), *scale = find(transforms, "scale_spectrum");
    bool is_speech = strcmp(class, classes[2]) == 0;
    *said = resample && (is_speech || (pad && mel));
    if (!*said)
        return AIFT_OK;
    AIFT__TRY(copy(resample, "sampling_rate", "sampling_rate", config));
    if (strcmp(class, classes[0]) == 0)
        return write_whisper(pad, mel, config);
    if (strcmp(class, classes[1]) == 0)
        return write_ast(pad, mel, scale, config);
    AIFT__TRY(aift__json_set(config, "feature_size", aift__json_new_int(1)));
    return aift__json_set(config, "do_normalize",
                          aift__json_new_bool(find(transforms, "standardize") != NULL));
}

const aift__processor aift__processor_audio = {
    .classes = classes,
    .keys = keys,
    .read = read,
    .write = write,
};
