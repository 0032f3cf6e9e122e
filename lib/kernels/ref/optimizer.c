/* Reference of the passes over flat buffers. */
#include <math.h>

#include "kernels/optimizer.h"

double aift__sum_of_squares_f64(const aift__kernel_context *kernel, int64_t n, const double *x)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sum;
}

void aift__adamw_f64(const aift__kernel_context *kernel, const aift__adamw *options, int64_t n,
                     const double *grad, double *param, double *m, double *v)
{
    double b1 = options->beta1, b2 = options->beta2, lr = options->learning_rate;
    double correction1 = 1 - pow(b1, (double)options->t), correction2 = 1 - pow(b2, (double)options->t);
    for (int64_t i = 0; i < n; i++) {
        double g = options->grad_scale * grad[i];
        m[i] = b1 * m[i] + (1 - b1) * g;
        v[i] = b2 * v[i] + (1 - b2) * g * g;
        param[i] *= 1 - lr * options->weight_decay;
        param[i] -= lr / correction1 * m[i] / (sqrt(v[i]) / sqrt(correction2) + options->epsilon);
    }
}
