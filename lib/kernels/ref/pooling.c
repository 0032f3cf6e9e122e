/* Reference of the poolings of ragged rows. */
#include <string.h>

#include "kernels/pooling.h"

void aift__first_token_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width, int64_t count,
                           const int32_t *offsets, const double *x, double *y)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < width; j++) {
            double sum = 0;
            for (int64_t t = offsets[r]; t < offsets[r] + count; t++)
                sum += x[t * width + j];
            y[r * width + j] = sum / (double)count;
        }
}

void aift__first_token_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                int64_t count, const int32_t *offsets, const double *grad_y, double *grad_x)
{
    memset(grad_x, 0, (size_t)(offsets[rows] * width) * sizeof *grad_x);
    for (int64_t r = 0; r < rows; r++)
        for (int64_t t = offsets[r]; t < offsets[r] + count; t++)
            for (int64_t j = 0; j < width; j++)
                grad_x[t * width + j] = grad_y[r * width + j] / (double)count;
}

void aift__mean_pool_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                         const int32_t *offsets, const double *x, double *y)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < width; j++) {
            double sum = 0;
            for (int64_t t = offsets[r]; t < offsets[r + 1]; t++)
                sum += x[t * width + j];
            y[r * width + j] = sum / (offsets[r + 1] - offsets[r]);
        }
}

void aift__mean_pool_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                              const int32_t *offsets, const double *grad_y, double *grad_x)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t t = offsets[r]; t < offsets[r + 1]; t++)
            for (int64_t j = 0; j < width; j++)
                grad_x[t * width + j] = grad_y[r * width + j] / (offsets[r + 1] - offsets[r]);
}
