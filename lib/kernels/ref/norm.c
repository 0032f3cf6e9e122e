/* Reference of layer normalisation: the formulas as they stand in a textbook. */
#include <math.h>

#include "kernels/norm.h"

void aift__layer_norm_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, double eps,
                          const double *x, const double *weight, const double *bias, double *y, double *mean,
                          double *rstd)
{
    for (int64_t i = 0; i < m; i++) {
        const double *row = x + i * n;
        double mu = 0, squares = 0;
        for (int64_t j = 0; j < n; j++)
            mu += row[j];
        mu /= (double)n;
        for (int64_t j = 0; j < n; j++)
            squares += (row[j] - mu) * (row[j] - mu);
        double scale = 1 / sqrt(squares / (double)n + eps);
        for (int64_t j = 0; j < n; j++)
            y[i * n + j] = (row[j] - mu) * scale * weight[j] + bias[j];
        if (mean)
            mean[i] = mu;
        if (rstd)
            rstd[i] = scale;
    }
}

/* With u = (x - mean) rstd and g = weight dy: dx = rstd (g - mean(g) - u mean(g u)). */
void aift__layer_norm_grad_input_f64(const aift__kernel_context *kernel, int64_t m, int64_t n,
                                     const double *x, const double *weight, const double *mean,
                                     const double *rstd, const double *grad_y, double *grad_x)
{
    for (int64_t i = 0; i < m; i++) {
        double g_mean = 0, gu_mean = 0;
        for (int64_t j = 0; j < n; j++) {
            double u = (x[i * n + j] - mean[i]) * rstd[i], g = weight[j] * grad_y[i * n + j];
            g_mean += g / (double)n;
            gu_mean += g * u / (double)n;
        }
        for (int64_t j = 0; j < n; j++) {
            double u = (x[i * n + j] - mean[i]) * rstd[i], g = weight[j] * grad_y[i * n + j];
            grad_x[i * n + j] = rstd[i] * (g - g_mean - u * gu_mean);
        }
    }
}

void aift__layer_norm_grad_weight_f64(const aift__kernel_context *kernel, int64_t m, int64_t n,
                                      const double *x, const double *mean, const double *rstd,
                                      const double *grad_y, bool add, double *grad_weight, double *grad_bias)
{
    for (int64_t j = 0; j < n; j++) {
        double weight = 0, bias = 0;
        for (int64_t i = 0; i < m; i++) {
            weight += grad_y[i * n + j] * (x[i * n + j] - mean[i]) * rstd[i];
            bias += grad_y[i * n + j];
        }
        grad_weight[j] = add ? grad_weight[j] + weight : weight;
        grad_bias[j] = add ? grad_bias[j] + bias : bias;
    }
}
