/* Reference of mel spectra: one frame after the other, sums as they are defined. */
#include <math.h>
#include <string.h>

#include "kernels/mel.h"

static void take_frame(const aift__mel *mel, int64_t count, const float *samples, int64_t frame, double *x)
{
    const aift__mel_options *o = &mel->options;
    int64_t begin = frame * o->hop_length - (o->center ? o->n_fft / 2 - (o->n_fft - o->win_length) / 2 : 0);
    double mean = 0;
    for (int64_t i = 0; i < o->win_length; i++) {
        int64_t at = aift__mel_padded(o->pad_mode, begin + i, count);
        x[i] = at < 0 ? 0 : samples[at];
        mean += x[i] / (double)o->win_length;
    }
    for (int64_t i = 0; i < o->win_length && o->remove_dc_offset; i++)
        x[i] -= mean;
    for (int64_t i = o->win_length - 1; i >= 0; i--)
        x[i] = (x[i] - o->preemphasis * x[i ? i - 1 : 0]) * mel->window[i];
}

static double logarithm(const aift__mel_options *o, double x)
{
    if (o->log == AIFT__LOG_NONE)
        return x;
    x = x < o->floor ? o->floor : x;
    return o->log == AIFT__LOG_E ? log(x) : o->log == AIFT__LOG_10 ? log10(x) : 10.0 * log10(x);
}

aift_status aift__mel_f64(const aift__mel *mel, int64_t count, const float *samples, int64_t frames,
                          double *out)
{
    const aift__mel_options *o = &mel->options;
    double *x = aift__calloc(mel->context, (size_t)o->n_fft * 5, sizeof *x);
    if (!x)
        return AIFT_E_NOMEM;
    double *z = x + o->n_fft, *y = z + 2 * o->n_fft;
    for (int64_t frame = 0; frame < frames; frame++) {
        take_frame(mel, count, samples, frame, x);
        for (int64_t i = 0; i < o->n_fft; i++) {
            z[2 * i] = i < o->win_length ? x[i] : 0;
            z[2 * i + 1] = 0;
        }
        aift__fft_f64(o->n_fft, z, y);
        for (int64_t m = 0; m < o->n_mels; m++) {
            const aift__mel_filter *filter = mel->filters + m;
            double sum = 0;
            for (int64_t i = 0; i < filter->count; i++) {
                const double *bin = y + 2 * (filter->first + i);
                double power = bin[0] * bin[0] + bin[1] * bin[1];
                sum += filter->weights[i] * (o->magnitude ? sqrt(power) : power);
            }
            out[frame * o->n_mels + m] = logarithm(o, sum);
        }
    }
    aift__free(mel->context, x);
    return AIFT_OK;
}
