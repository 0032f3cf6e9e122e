/* Windows, triangles and checks of mel spectra. */
#include <math.h>

#include "base/number.h"
#include "kernels/mel.h"
#include "kernels/simd/simd.h"

static double to_mel(aift__mel_scale scale, double hertz)
{
    if (scale == AIFT__MEL_HTK)
        return 2595.0 * log10(1.0 + hertz / 700.0);
    if (scale == AIFT__MEL_KALDI)
        return 1127.0 * log(1.0 + hertz / 700.0);
    return hertz < 1000.0 ? 3.0 * hertz / 200.0 : 15.0 + log(hertz / 1000.0) * (27.0 / log(6.4));
}

static double to_hertz(aift__mel_scale scale, double mel)
{
    if (scale == AIFT__MEL_HTK)
        return 700.0 * (pow(10.0, mel / 2595.0) - 1.0);
    if (scale == AIFT__MEL_KALDI)
        return 700.0 * (exp(mel / 1127.0) - 1.0);
    return mel < 15.0 ? 200.0 * mel / 3.0 : 1000.0 * exp(log(6.4) / 27.0 * (mel - 15.0));
}

/* Corner i of the triangles, 0 to n_mels + 1, in what they are straight in. */
static double corner(const aift__mel_options *o, int64_t i)
{
    double from = to_mel(o->scale, o->f_min), to = to_mel(o->scale, o->f_max);
    double mel = from + (to - from) * (double)i / (double)(o->n_mels + 1);
    return o->scale == AIFT__MEL_KALDI ? mel : to_hertz(o->scale, mel);
}

static double place(const aift__mel_options *o, int64_t bin)
{
    double hertz = (double)bin * o->rate / (double)o->n_fft;
    return o->scale == AIFT__MEL_KALDI ? to_mel(o->scale, hertz) : hertz;
}

/* Filter m; weights are written to `to` when it is not NULL. No filter from m on begins in front of the bin *begin: all of
 * them together take time by the bins, not by the bins of each. */
static aift__mel_filter make_filter(const aift__mel_options *o, int64_t m, int64_t *begin, double *to)
{
    double left = corner(o, m), middle = corner(o, m + 1), right = corner(o, m + 2);
    double scale = o->slaney_norm ? 2.0 / (right - left) : 1.0;
    aift__mel_filter filter = {.weights = to};
    while (*begin <= o->n_fft / 2 && place(o, *begin) < left)
        ++*begin;
    for (int64_t bin = *begin; bin <= o->n_fft / 2; bin++) {
        double at = place(o, bin);
        double weight = fmin((at - left) / (middle - left), (right - at) / (right - middle));
        if (!(weight > 0)) {
            if (filter.count > 0 || at > right)
                break;
            continue;
        }
        if (filter.count == 0)
            filter.first = bin;
        if (to)
            to[filter.count] = weight * scale;
        filter.count++;
    }
    return filter;
}

static aift_status make_filters(aift__mel *mel)
{
    const aift__mel_options *o = &mel->options;
    mel->filters = aift__calloc(mel->context, (size_t)o->n_mels, sizeof *mel->filters);
    if (!mel->filters)
        return AIFT_E_NOMEM;
    size_t total = 0;
    for (int64_t m = 0, begin = 0; m < o->n_mels; m++)
        total += (size_t)make_filter(o, m, &begin, NULL).count;
    mel->weights = aift__calloc(mel->context, total, sizeof *mel->weights);
    if (!mel->weights)
        return AIFT_E_NOMEM;
    double *to = mel->weights;
    for (int64_t m = 0, begin = 0; m < o->n_mels; m++) {
        mel->filters[m] = make_filter(o, m, &begin, to);
        to += mel->filters[m].count;
    }
    return AIFT_OK;
}

static aift_status make_window(aift__mel *mel)
{
    const aift__mel_options *o = &mel->options;
    mel->window = aift__calloc(mel->context, (size_t)o->win_length, sizeof *mel->window);
    if (!mel->window)
        return AIFT_E_NOMEM;
    double period = (double)(o->periodic ? o->win_length : AIFT__MAX(1, o->win_length - 1));
    for (int64_t i = 0; i < o->win_length; i++) {
        double wave = cos(2.0 * 3.14159265358979323846 * (double)i / period);
        double hann = 0.5 - 0.5 * wave;
        mel->window[i] = o->window == AIFT__WINDOW_NONE      ? 1.0
                         : o->window == AIFT__WINDOW_HAMMING ? 0.54 - 0.46 * wave
                         : o->window == AIFT__WINDOW_POVEY   ? pow(hann, 0.85)
                                                             : hann;
    }
    if (o->win_length == 1)
        mel->window[0] = 1.0;
    return AIFT_OK;
}

static aift_status check_int(const char *name, int64_t value, int64_t min, int64_t max)
{
    if (value >= min && value <= max)
        return AIFT_OK;
    return aift__fail(AIFT_E_RANGE, "%s is %lld: expected %lld to %lld", name, (long long)value,
                      (long long)min, (long long)max);
}

/* The comparison is false of a NaN. */
static aift_status check_real(const char *name, double value, double min, double max)
{
    if (value >= min && value <= max)
        return AIFT_OK;
    char met[32], low[32], high[32];
    return aift__fail(AIFT_E_RANGE, "%s is %s: expected %s to %s", name, aift__dtoa(met, value),
                      aift__dtoa(low, min), aift__dtoa(high, max));
}

static aift_status check(const aift__mel_options *o)
{
    AIFT__TRY(check_real("sampling_rate", o->rate, 1, 1e9));
    AIFT__TRY(check_int("n_fft", o->n_fft, 2, AIFT__FFT_MOST));
    AIFT__TRY(check_int("win_length", o->win_length, 1, o->n_fft));
    AIFT__TRY(check_int("hop_length", o->hop_length, 1, AIFT__FFT_MOST));
    AIFT__TRY(check_int("n_mels", o->n_mels, 1, AIFT__MEL_MOST));
    AIFT__TRY(check_real("preemphasis", o->preemphasis, 0, 1));
    AIFT__TRY(check_real("f_max", o->f_max, 0, 1e9));
    AIFT__TRY(check_real("f_min", o->f_min, 0, o->f_max));
    if (o->f_min == o->f_max)
        return aift__fail(AIFT_E_RANGE, "f_min and f_max are equal: expected f_min to be smaller");
    return o->log == AIFT__LOG_NONE ? AIFT_OK : check_real("mel_floor", o->floor, 1e-37, 1e37);
}

static aift_status make(aift__mel *mel)
{
    AIFT__TRY(aift__real_fft_init(mel->context, mel->options.n_fft, &mel->fft));
    AIFT__TRY(make_window(mel));
    return make_filters(mel);
}

aift_status aift__mel_init(aift_context *context, const aift__mel_options *options, aift__mel *out)
{
    *out = (aift__mel){0};
    AIFT__TRY(check(options));
    out->context = context;
    out->options = *options;
    aift_status status = make(out);
    if (status != AIFT_OK)
        aift__mel_finish(out);
    return status;
}

void aift__mel_finish(aift__mel *mel)
{
    if (mel->context) {
        aift__free(mel->context, mel->window);
        aift__free(mel->context, mel->filters);
        aift__free(mel->context, mel->weights);
    }
    aift__real_fft_finish(&mel->fft);
    *mel = (aift__mel){0};
}

int64_t aift__mel_frames(const aift__mel_options *o, int64_t samples)
{
    int64_t rest = o->center ? samples + o->n_fft / 2 * 2 - o->n_fft : samples - o->win_length;
    return samples <= 0 || rest < 0 ? 0 : rest / o->hop_length + 1;
}

int64_t aift__mel_padded(aift__pad_mode mode, int64_t i, int64_t count)
{
    if (i >= 0 && i < count)
        return i;
    if (mode == AIFT__PAD_CONSTANT)
        return -1;
    if (mode == AIFT__PAD_EDGE || count == 1)
        return i < 0 ? 0 : count - 1;
    int64_t period = 2 * (count - 1), j = i % period; /* there and back, without the ends twice */
    j = j < 0 ? j + period : j;
    return j < count ? j : period - j;
}

/* The transform's, four lines of samples for frames that reach over an end, and the power spectra. */
size_t aift__mel_memory(const aift__mel *mel)
{
    size_t doubles = aift__fft_memory(&mel->fft.complex);
    doubles += (size_t)(mel->options.n_fft / 2 + 1) * AIFT__FFT_LANES;
    return doubles * sizeof(double) +
           (size_t)(mel->options.win_length + AIFT__FFT_LANES) * AIFT__FFT_LANES * sizeof(float);
}

void aift__mel_f32(const aift__mel *mel, aift__simd_level level, int64_t count, const float *samples,
                   int64_t frames, void *memory, float *out)
{
    aift__simd_table(level)->mel(mel, count, samples, frames, memory, out);
}
