/* Mel spectra: frames of sound, windowed, their power spectrum, sums of it under triangles, logarithms.
 *
 * The settings cover the definitions of librosa, torchaudio, Whisper and Kaldi. Everything up to the logarithm is
 * computed in double.
 */
#ifndef AIFT_LIB_KERNELS_MEL_H
#define AIFT_LIB_KERNELS_MEL_H

#include "kernels/fft.h"

typedef enum aift__mel_window {
    AIFT__WINDOW_HANN,
    AIFT__WINDOW_HAMMING,
    AIFT__WINDOW_POVEY,
    AIFT__WINDOW_NONE
} aift__mel_window;

typedef enum aift__mel_scale {
    AIFT__MEL_SLANEY, /* linear up to 1 kHz, then logarithmic */
    AIFT__MEL_HTK,    /* 2595 log10(1 + f / 700) */
    AIFT__MEL_KALDI   /* the same curve; its triangles are straight on the mel scale, not in Hz */
} aift__mel_scale;

typedef enum aift__mel_log { AIFT__LOG_NONE, AIFT__LOG_E, AIFT__LOG_10, AIFT__LOG_DB } aift__mel_log;

typedef enum aift__pad_mode { AIFT__PAD_REFLECT, AIFT__PAD_CONSTANT, AIFT__PAD_EDGE } aift__pad_mode;

typedef struct aift__mel_options {
    double rate;        /* Hz */
    int64_t n_fft;      /* 2 to AIFT__FFT_MOST */
    int64_t win_length; /* 1 to n_fft */
    int64_t hop_length;
    aift__mel_window window;
    bool periodic; /* window: as one period of a longer one; else symmetric */
    bool center; /* frame t is centred at sample t * hop_length, and the sound padded; else frames lie within
                            * the sound, and the first begins with it */
    aift__pad_mode pad_mode;
    bool remove_dc_offset; /* of each frame */
    double
        preemphasis; /* x[i] - preemphasis * x[i - 1] in each frame; the first sample is its own neighbour */
    bool magnitude;  /* of the spectrum, not its power */
    int64_t n_mels;
    double f_min, f_max; /* Hz */
    aift__mel_scale scale;
    bool slaney_norm; /* each triangle divided by half its width in Hz */
    double floor;     /* what is smaller counts as this before the logarithm */
    aift__mel_log log;
} aift__mel_options;

/* The bins that a triangle covers, and its weights. */
typedef struct aift__mel_filter {
    int64_t first, count;
    const double *weights;
} aift__mel_filter;

/* Settings with their tables; never changes once made, and is shared by threads. */
typedef struct aift__mel {
    aift_context *context;
    aift__mel_options options;
    aift__real_fft fft;
    double *window; /* [win_length] */
    aift__mel_filter *filters;
    double *weights; /* of all filters */
} aift__mel;

enum { AIFT__MEL_MOST = 1024 }; /* mel bins */

/* AIFT_E_RANGE names the option that is out of range. On failure *out is zeroed. */
aift_status aift__mel_init(aift_context *context, const aift__mel_options *options, aift__mel *out);
void aift__mel_finish(aift__mel *mel); /* a zeroed one is accepted */

/* Frames of so many samples; 0: fewer than a frame. */
int64_t aift__mel_frames(const aift__mel_options *options, int64_t samples);

/* Bytes of memory that a run needs, 64-byte aligned. */
size_t aift__mel_memory(const aift__mel *mel);

/* The sample that stands at place i of the padded sound, -1 for silence. count is at least 1. */
int64_t aift__mel_padded(aift__pad_mode mode, int64_t i, int64_t count);

/* out[frames, n_mels] of the first `frames` of the sound's frames, on the calling thread. */
void aift__mel_f32(const aift__mel *mel, aift__simd_level level, int64_t count, const float *samples,
                   int64_t frames, void *memory, float *out);

/* The reference, without the tables' FFT; out is double, memory is taken from the context. */
aift_status aift__mel_f64(const aift__mel *mel, int64_t count, const float *samples, int64_t frames,
                          double *out);

#endif
