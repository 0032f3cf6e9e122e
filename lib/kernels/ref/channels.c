/* Reference of sums over a picture's pixels. */
#include "kernels/channels.h"

void aift__area_sum_f64(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                        double factor, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < rows * channels; i++) {
        double sum = 0;
        for (int64_t p = 0; p < area; p++) {
            int64_t at = (i / channels * area + p) * channels + i % channels;
            sum += b ? a[at] * b[at] : a[at];
        }
        y[i] = factor * sum;
    }
}

void aift__area_scale_f64(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                          double factor, const double *x, const double *s, double *y)
{
    for (int64_t i = 0; i < rows * area * channels; i++)
        y[i] = factor * s[i / channels / area * channels + i % channels] * (x ? x[i] : 1);
}
