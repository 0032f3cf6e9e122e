/* Mel spectra, four frames at once. */
#include "kernels/mel.h"
#include "kernels/simd/level.h"
#include "kernels/simd/math.h"
#include "kernels/simd/vecd.h"

/* The samples of a frame: where they lie, or a copy with what stands around the sound's ends. */
static const float *frame_at(const aift__mel *mel, int64_t count, const float *samples, int64_t frame,
                             float *copy)
{
    const aift__mel_options *o = &mel->options;
    int64_t begin = frame * o->hop_length - (o->center ? o->n_fft / 2 - (o->n_fft - o->win_length) / 2 : 0);
    if (begin >= 0 && begin + o->win_length <= count)
        return samples + begin;
    for (int64_t i = 0; i < o->win_length; i++) {
        int64_t at = aift__mel_padded(o->pad_mode, begin + i, count);
        copy[i] = at < 0 ? 0.0f : samples[at];
    }
    return copy;
}

/* Sample i of four frames in the lanes of x[i]. */
static void gather(int64_t n, const float *const frame[DLANES], double *x)
{
    int64_t i = 0;
    for (; i + DLANES <= n; i += DLANES) {
        halfvec r[DLANES];
        for (int j = 0; j < DLANES; j++)
            r[j] = *(const halfvec_anywhere *)(frame[j] + i);
        halfvec_transpose(r);
        for (int j = 0; j < DLANES; j++)
            dvec_store(x + (i + j) * DLANES, __builtin_convertvector(r[j], dvec));
    }
    for (; i < n; i++)
        dvec_store(x + i * DLANES, (dvec){frame[0][i], frame[1][i], frame[2][i], frame[3][i]});
}

static void shape_frames(const aift__mel *mel, double *x)
{
    const aift__mel_options *o = &mel->options;
    const int64_t n = o->win_length;
    if (o->remove_dc_offset) {
        dvec sum = dvec_of(0);
        for (int64_t i = 0; i < n; i++)
            sum += dvec_load(x + i * DLANES);
        sum /= (double)n;
        for (int64_t i = 0; i < n; i++)
            dvec_store(x + i * DLANES, dvec_load(x + i * DLANES) - sum);
    }
    for (int64_t i = n - 1; i >= 0 && o->preemphasis > 0; i--)
        dvec_store(x + i * DLANES,
                   dvec_load(x + i * DLANES) - dvec_load(x + (i ? i - 1 : 0) * DLANES) * o->preemphasis);
    for (int64_t i = 0; i < n; i++)
        dvec_store(x + i * DLANES, dvec_load(x + i * DLANES) * mel->window[i]);
    memset(x + n * DLANES, 0, (size_t)((o->n_fft - n) * DLANES) * sizeof *x);
}

/* The triangles' sums of `lines` (1 to 4) frames. */
static void sum_filters(const aift__mel *mel, const double *power, int64_t lines, float *out)
{
    const int64_t n = mel->options.n_mels;
    for (int64_t m = 0; m < n; m++) {
        const aift__mel_filter *filter = mel->filters + m;
        const double *at = power + filter->first * DLANES;
        dvec sum = dvec_of(0);
        for (int64_t i = 0; i < filter->count; i++)
            sum += dvec_load(at + i * DLANES) * filter->weights[i];
        halfvec four = __builtin_convertvector(sum, halfvec);
        for (int64_t line = 0; line < lines; line++)
            out[line * n + m] = four[line];
    }
}

static void logarithms(const aift__mel_options *o, int64_t n, float *x)
{
    const float factors[] = {
        [AIFT__LOG_E] = 1.0f, [AIFT__LOG_10] = 0.434294482f, [AIFT__LOG_DB] = 4.34294482f};
    const float factor = factors[o->log];
    const vec floor = vec_of((float)o->floor);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        vec_store(x + i, vec_log(vec_max(floor, vec_load(x + i))) * factor);
    if (i < n)
        vec_store_some(x + i, vec_log(vec_max(floor, vec_load_some(x + i, n - i))) * factor, n - i);
}

void AIFT__SIMD(mel)(const aift__mel *mel, int64_t count, const float *samples, int64_t frames, void *memory,
                     float *out)
{
    const aift__mel_options *o = &mel->options;
    double *x = memory, *work = x + aift__fft_memory(&mel->fft.complex) / 2;
    double *power = work + aift__fft_memory(&mel->fft.complex) / 2;
    const int64_t bins = o->n_fft / 2 + 1;
    float *copies = (float *)(power + bins * DLANES);
    for (int64_t first = 0; first < frames; first += DLANES) {
        const int64_t lines = frames - first < DLANES ? frames - first : DLANES;
        const float *frame[DLANES];
        for (int64_t j = 0; j < DLANES; j++)
            frame[j] =
                j < lines ? frame_at(mel, count, samples, first + j, copies + j * o->win_length) : frame[0];
        gather(o->win_length, frame, x);
        shape_frames(mel, x);
        AIFT__SIMD(fft_power)(&mel->fft, x, work, power);
        for (int64_t k = 0; k < bins && o->magnitude; k++)
            dvec_store(power + k * DLANES, dvec_sqrt(dvec_load(power + k * DLANES)));
        float *to = out + first * o->n_mels;
        sum_filters(mel, power, lines, to);
        if (o->log != AIFT__LOG_NONE)
            logarithms(o, lines * o->n_mels, to);
    }
}
