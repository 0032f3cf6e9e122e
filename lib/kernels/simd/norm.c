/* Layer normalisation, one line at a time. */
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

/* Two passes. The second also sums x - mean, which corrects the mean for the roundings of the first: a line
 * of equal numbers has exactly variance 0. */
static void moments(int64_t n, const float *x, double eps, float *mean_out, float *rstd_out)
{
    vec sum = {0}, sum2 = {0};
    int64_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
        sum += vec_load(x + i);
        sum2 += vec_load(x + i + LANES);
    }
    float total = vec_sum(sum + sum2);
    for (; i < n; i++)
        total += x[i];
    float mean = total / (float)n;
    vec d1 = {0}, d2 = {0}, s1 = {0}, s2 = {0};
    for (i = 0; i + 2 * LANES <= n; i += 2 * LANES) {
        vec a = vec_load(x + i) - mean, b = vec_load(x + i + LANES) - mean;
        d1 += a;
        d2 += b;
        s1 += a * a;
        s2 += b * b;
    }
    float shift = vec_sum(d1 + d2), squares = vec_sum(s1 + s2);
    for (; i < n; i++) {
        float d = x[i] - mean;
        shift += d;
        squares += d * d;
    }
    double correction = (double)shift / (double)n;
    double variance = (double)squares / (double)n - correction * correction;
    *mean_out = (float)((double)mean + correction);
    *rstd_out = (float)(1.0 / sqrt((variance > 0 ? variance : variance * 0) + eps)); /* NaN stays */
}

void AIFT__SIMD(layer_norm)(int64_t m, int64_t n, double eps, const float *x, const float *weight,
                            const float *bias, float *y, float *mean, float *rstd)
{
    for (int64_t line = 0; line < m; line++, x += n, y += n) {
        float mu, scale;
        moments(n, x, eps, &mu, &scale);
        if (mean)
            mean[line] = mu;
        if (rstd)
            rstd[line] = scale;
        int64_t j = 0;
        for (; j + LANES <= n; j += LANES)
            vec_store(y + j, (vec_load(x + j) - mu) * scale * vec_load(weight + j) + vec_load(bias + j));
        for (; j < n; j++)
            y[j] = (x[j] - mu) * scale * weight[j] + bias[j];
    }
}

/* grad_x = rstd (g - mean(g) - xhat mean(g xhat)) with g = weight grad_y and xhat = (x - mean) rstd. */
static void line_grad(int64_t n, const float *x, const float *weight, float mean, float rstd,
                      const float *grad_y, float *grad_x)
{
    vec a = {0}, b = {0};
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) {
        vec g = vec_load(grad_y + j) * vec_load(weight + j);
        a += g;
        b += g * ((vec_load(x + j) - mean) * rstd);
    }
    float sum = vec_sum(a), dot = vec_sum(b);
    for (; j < n; j++) {
        float g = grad_y[j] * weight[j];
        sum += g;
        dot += g * ((x[j] - mean) * rstd);
    }
    sum /= (float)n;
    dot /= (float)n;
    for (j = 0; j + LANES <= n; j += LANES) {
        vec g = vec_load(grad_y + j) * vec_load(weight + j);
        vec_store(grad_x + j, (g - sum - (vec_load(x + j) - mean) * rstd * dot) * rstd);
    }
    for (; j < n; j++)
        grad_x[j] = (grad_y[j] * weight[j] - sum - (x[j] - mean) * rstd * dot) * rstd;
}

void AIFT__SIMD(layer_norm_grad)(int64_t m, int64_t n, const float *x, const float *weight, const float *mean,
                                 const float *rstd, const float *grad_y, float *grad_x)
{
    for (int64_t i = 0; i < m; i++)
        line_grad(n, x + i * n, weight, mean[i], rstd[i], grad_y + i * n, grad_x + i * n);
}
