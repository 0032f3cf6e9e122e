/* Fourier transforms of any length, of four signals at once: each lane of a vector is another signal.
 *
 * They work in double: what lies 80 dB below the loudest sound of a frame has three digits left in float, and
 * log-mel spectra show it. A number of four complex signals is eight doubles: four real parts, four imaginary.
 * Lengths of factors 2, 3 and 5 go through Stockham's passes; others become a convolution of such a length
 * (Bluestein).
 */
#ifndef AIFT_LIB_KERNELS_FFT_H
#define AIFT_LIB_KERNELS_FFT_H

#include "kernels/kernel.h"

enum {
    AIFT__FFT_LANES = 4,
    AIFT__FFT_PASSES = 24,   /* more than any length needs */
    AIFT__FFT_MOST = 1 << 17 /* the longest transform */
};

typedef struct aift__fft_pass {
    int32_t radix;          /* 2 .. 5 */
    int64_t groups, stride; /* radix * groups * stride is the whole length */
    const double *twiddles; /* of each group but the first, radix - 1 pairs of cosine and sine */
} aift__fft_pass;

/* Of complex signals. It never changes once made, and is shared by threads. */
typedef struct aift__fft {
    aift_context *context;
    int64_t n;
    int32_t passes;
    int64_t inner; /* the length that passes work on: n, or the convolution's */
    aift__fft_pass pass[AIFT__FFT_PASSES];
    const double *chirp;          /* Bluestein: e^(-i pi j^2 / n), j < n; else NULL */
    const double *chirp_spectrum; /* transform of its conjugate, over `inner` */
    double *tables;
} aift__fft;

/* 1 to AIFT__FFT_MOST; else AIFT_E_RANGE. On failure *out is zeroed. */
aift_status aift__fft_init(aift_context *context, int64_t n, aift__fft *out);
void aift__fft_finish(aift__fft *fft); /* a zeroed one is accepted */

/* Of real signals: for even n, a complex one of half the length and a step that takes two halves apart. */
typedef struct aift__real_fft {
    int64_t n;
    aift__fft complex; /* of n / 2, or of an odd n */
    double *split;     /* e^(-2 pi i k / n), k <= n / 4; NULL: n is odd */
} aift__real_fft;

aift_status aift__real_fft_init(aift_context *context, int64_t n, aift__real_fft *out);
void aift__real_fft_finish(aift__real_fft *fft);

/* Doubles of memory that a transform needs: its input, and as much again. 64-byte aligned. */
static inline size_t aift__fft_memory(const aift__fft *fft)
{
    return (size_t)fft->inner * 2 * 2 * AIFT__FFT_LANES;
}

/* The reference, of one signal: sums as they are defined. x and y are n pairs. */
void aift__fft_f64(int64_t n, const double *x, double *y);

#endif
