/* log_mel: sound to a mel spectrum, [frames, bins], and its logarithm. The settings are those of librosa's
 * melspectrogram and power_to_db, torchaudio's MelSpectrogram, Whisper's and Kaldi's features (kernels/mel.h says what
 * each does); the defaults are librosa's, at 16 kHz. */
#include <math.h>

#include "kernels/mel.h"
#include "transforms/sound.h"

typedef struct log_mel {
    int64_t sampling_rate, n_fft, win_length, hop_length;
    int32_t window;
    bool periodic, center;
    int32_t pad_mode;
    bool drop_last; /* the last frame: Whisper's */
    bool remove_dc_offset;
    double preemphasis;
    int64_t power; /* 2, or 1: of magnitudes */
    int64_t n_mels;
    double f_min, f_max;
    int32_t mel_scale, norm;
    double mel_floor;
    int32_t log, reference;
    double range; /* what is further below the largest of all is raised to there; in units of the logarithm */
    aift__mel mel;
} log_mel;

static const char *const windows[] = {"hann", "hamming", "povey", "none", NULL};
static const char *const pad_modes[] = {"reflect", "constant", "edge", NULL};
static const char *const scales[] = {"slaney", "htk", "kaldi", NULL};
static const char *const norms[] = {"none", "slaney", NULL};
static const char *const logs[] = {"none", "log", "log10", "dB", NULL};
static const char *const references[] = {"one", "max", NULL};

static const aift__field fields[] = {
    AIFT__F_INT(log_mel, sampling_rate, 1, 100000000, 16000),
    AIFT__F_INT(log_mel, n_fft, 2, AIFT__FFT_MOST, 2048),
    AIFT__F_INT(log_mel, win_length, 0, AIFT__FFT_MOST, 0), /* 0: n_fft */
    AIFT__F_INT(log_mel, hop_length, 1, AIFT__FFT_MOST, 512),
    AIFT__F_CHOICE(log_mel, window, windows, AIFT__WINDOW_HANN),
    AIFT__F_BOOL(log_mel, periodic, true),
    AIFT__F_BOOL(log_mel, center, true),
    AIFT__F_CHOICE(log_mel, pad_mode, pad_modes, AIFT__PAD_CONSTANT),
    AIFT__F_BOOL(log_mel, drop_last, false),
    AIFT__F_BOOL(log_mel, remove_dc_offset, false),
    AIFT__F_REAL(log_mel, preemphasis, 0, 1, 0),
    AIFT__F_INT(log_mel, power, 1, 2, 2),
    AIFT__F_INT(log_mel, n_mels, 1, AIFT__MEL_MOST, 128),
    AIFT__F_REAL(log_mel, f_min, 0, 1e9, 0),
    AIFT__F_REAL(log_mel, f_max, 0, 1e9, 0), /* 0: half of the rate */
    AIFT__F_CHOICE(log_mel, mel_scale, scales, AIFT__MEL_SLANEY),
    AIFT__F_CHOICE(log_mel, norm, norms, 1),
    AIFT__F_REAL(log_mel, mel_floor, 1e-37, 1e37, 1e-10),
    AIFT__F_CHOICE(log_mel, log, logs, AIFT__LOG_DB),
    AIFT__F_CHOICE(log_mel, reference, references, 0),
    AIFT__F_REAL(log_mel, range, 0, 1e9, 0), /* 0: no matter how far */
    AIFT__F_END,
};

static aift_status prepare(aift_context *context, void *parameters)
{
    log_mel *self = parameters;
    double half = (double)self->sampling_rate / 2;
    if (self->log == AIFT__LOG_NONE && (self->range > 0 || self->reference))
        return aift__fail(AIFT_E_INVALID, "range and reference are for logarithms, but log is \"none\"");
    if (self->f_max > half)
        return aift__fail(AIFT_E_RANGE, "f_max is above half of sampling_rate, which is %lld",
                          (long long)self->sampling_rate);
    const aift__mel_options options = {
        .rate = (double)self->sampling_rate,
        .n_fft = self->n_fft,
        .win_length = self->win_length ? self->win_length : self->n_fft,
        .hop_length = self->hop_length,
        .window = (aift__mel_window)self->window,
        .periodic = self->periodic,
        .center = self->center,
        .pad_mode = (aift__pad_mode)self->pad_mode,
        .remove_dc_offset = self->remove_dc_offset,
        .preemphasis = self->preemphasis,
        .magnitude = self->power == 1,
        .n_mels = self->n_mels,
        .f_min = self->f_min,
        .f_max = self->f_max > 0 ? self->f_max : half,
        .scale = (aift__mel_scale)self->mel_scale,
        .slaney_norm = self->norm != 0,
        .floor = self->mel_floor,
        .log = (aift__mel_log)self->log,
    };
    return aift__mel_init(context, &options, &self->mel);
}

static void finish(aift_context *context, void *parameters)
{
    aift__mel_finish(&((log_mel *)parameters)->mel);
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const log_mel *self = parameters;
    int64_t samples = shape->size[1], frames = AIFT__SHAPE_VARIES;
    AIFT__TRY(aift__sound_expect_mono(shape));
    if (shape->rate != 0 && shape->rate != self->sampling_rate)
        return aift__fail(AIFT_E_INVALID,
                          "the sound has %d Hz, but sampling_rate is %lld: put resample in front",
                          shape->rate, (long long)self->sampling_rate);
    if (samples != AIFT__SHAPE_VARIES) {
        frames = aift__mel_frames(&self->mel.options, samples) - self->drop_last;
        if (frames < 1)
            return aift__fail(AIFT_E_SHAPE, "the sound has %lld samples, which is less than a frame",
                              (long long)samples);
    }
    *shape = (aift__shape){AIFT__SAMPLE_SPECTRUM, {frames, self->n_mels, 1}, 0};
    return AIFT_OK;
}

/* What depends on the largest of all numbers. */
static void relate(const log_mel *self, float *x, size_t n)
{
    float largest = x[0];
    for (size_t i = 1; i < n; i++)
        largest = x[i] > largest ? x[i] : largest;
    float least = self->range > 0 ? (float)(largest - self->range) : -INFINITY;
    float zero = self->reference ? largest : 0;
    for (size_t i = 0; i < n; i++)
        x[i] = (x[i] < least ? least : x[i]) - zero;
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const log_mel *self = parameters;
    const uintptr_t line = 64; /* bytes, of memory for vectors */
    aift__shape made = sample->shape;
    AIFT__TRY(shape(self, &made));
    AIFT__TRY(aift__sound_check(sample));
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    char *work = aift__workspace_bytes(space, aift__mel_memory(&self->mel) + line);
    if (!work)
        return AIFT_E_NOMEM;
    aift__mel_f32(&self->mel, AIFT__SIMD_BEST, sample->shape.size[1], sample->values, made.size[0],
                  work + (line - (uintptr_t)work % line), space->spare.values);
    if (self->range > 0 || self->reference)
        relate(self, space->spare.values, aift__shape_count(&made));
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_log_mel = {
    .name = "log_mel",
    .takes = AIFT__SAMPLE_SOUND,
    .gives = AIFT__SAMPLE_SPECTRUM,
    .size = sizeof(log_mel),
    .fields = fields,
    .prepare = prepare,
    .finish = finish,
    .shape = shape,
    .apply = apply,
};
