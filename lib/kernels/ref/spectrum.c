/* Reference of pictures of sounds. */
#include "kernels/spectrum.h"
#include "kernels/words.h"

void aift__transpose_f64(const aift__kernel_context *kernel, int64_t rows, int64_t m, int64_t n,
                         const double *x, double *y)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t i = 0; i < m; i++)
            for (int64_t j = 0; j < n; j++)
                y[(r * n + j) * m + i] = x[(r * m + i) * n + j];
}

void aift__dropout_channels_f64(const aift__kernel_context *kernel, const aift__picture *s, double p,
                                uint64_t stream, const double *x, double *y)
{
    const int64_t n = s->height * s->width * s->channels;
    for (int64_t i = 0; i < s->rows * n; i++) {
        uint32_t word = aift__dropout_word(kernel, stream, i / n, (uint64_t)(i % s->channels));
        y[i] = word >= aift__dropout_threshold(p) ? x[i] * (p < 1 ? 1 / (1 - p) : 0) : 0;
    }
}
