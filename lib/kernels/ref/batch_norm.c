/* Reference of batch normalisation. */
#include <math.h>

#include "kernels/activation.h"
#include "kernels/batch_norm.h"

static int64_t band_of(const aift__batch_norm *n, int64_t line)
{
    return n->bands > 1 ? line / n->band % n->bands : 0;
}

/* Mean and variance of channel c in band b; returns how many numbers. */
static int64_t moments(const aift__batch_norm *n, int64_t b, int64_t c, const double *x, double *mean,
                       double *var)
{
    int64_t count = 0;
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < n->lines; i++)
        if (band_of(n, i) == b) {
            sum += x[i * n->channels + c];
            count++;
        }
    *mean = sum / (double)count;
    for (int64_t i = 0; i < n->lines; i++)
        if (band_of(n, i) == b) {
            double d = x[i * n->channels + c] - *mean;
            squares += d * d;
        }
    *var = squares / (double)count;
    return count;
}

/* The same of the moments of pictures. */
static int64_t together(const aift__batch_norm *n, int64_t c, const aift__statistics_f64 *s, double *mean,
                        double *var)
{
    double area = (double)(n->lines / s->pictures), squares = 0;
    *mean = 0;
    for (int64_t r = 0; r < s->pictures; r++)
        *mean += s->moments[2 * r * n->channels + c] / (double)s->pictures;
    for (int64_t r = 0; r < s->pictures; r++) {
        double off = s->moments[2 * r * n->channels + c] - *mean;
        squares += s->moments[(2 * r + 1) * n->channels + c] + area * off * off;
    }
    *var = squares / (double)n->lines;
    return n->lines;
}

static aift_status channel(const aift__batch_norm *n, int64_t b, int64_t c, const double *x,
                           const double *weight, const double *bias, const aift__statistics_f64 *s, double *y)
{
    int64_t p = c * n->bands + b;
    double mean = s->running_mean[p], var = s->running_var[p], to_mean = mean, to_var = var;
    if (!n->running) {
        double count =
            (double)(s->moments ? together(n, c, s, &mean, &var) : moments(n, b, c, x, &mean, &var));
        if (count < 2)
            return aift__fail(AIFT_E_RANGE,
                              "batch_norm: one number in a channel: its statistics need two at least");
        to_mean += n->momentum * (mean - to_mean);
        to_var += n->momentum * (var * count / (count - 1) - to_var);
    }
    double rstd = 1 / sqrt(var + n->eps);
    if (s->mean)
        s->mean[b * n->channels + c] = mean;
    if (s->rstd)
        s->rstd[b * n->channels + c] = rstd;
    if (s->to_running_mean)
        s->to_running_mean[p] = to_mean;
    if (s->to_running_var)
        s->to_running_var[p] = to_var;
    for (int64_t i = 0; y && i < n->lines; i++)
        if (band_of(n, i) == b) {
            int64_t at = i * n->channels + c;
            y[at] = aift__act_of(n->act, (x[at] - mean) * rstd * weight[p] + bias[p]);
        }
    return AIFT_OK;
}

aift_status aift__batch_norm_f64(const aift__batch_norm *n, const double *x, const double *weight,
                                 const double *bias, const aift__statistics_f64 *statistics, double *y)
{
    for (int64_t b = 0; b < n->bands; b++)
        for (int64_t c = 0; c < n->channels; c++)
            AIFT__TRY(channel(n, b, c, x, weight, bias, statistics, y));
    return AIFT_OK;
}

void aift__batch_norm_apply_f64(const aift__batch_norm *n, const double *x, const double *weight,
                                const double *bias, const double *mean, const double *rstd, double *y)
{
    for (int64_t i = 0; i < n->lines * n->channels; i++) {
        int64_t b = band_of(n, i / n->channels), c = i % n->channels;
        int64_t p = c * n->bands + b, q = b * n->channels + c;
        y[i] = aift__act_of(n->act, (x[i] - mean[q]) * rstd[q] * weight[p] + bias[p]);
    }
}

/* What the activation's gradient is at line i, and the normalised number there. */
static double grad_at(const aift__batch_norm *n, int64_t at, const double *x, double weight, double bias,
                      double mean, double rstd, const double *grad_y, double *normal)
{
    *normal = (x[at] - mean) * rstd;
    return grad_y[at] * aift__act_slope(n->act, *normal * weight + bias);
}

static void channel_sums(const aift__batch_norm *n, int64_t b, int64_t c, const double *x, double weight,
                         double bias, double mean, double rstd, const double *grad_y, double *dot,
                         double *sum)
{
    double normal;
    *dot = *sum = 0;
    for (int64_t i = 0; i < n->lines; i++)
        if (band_of(n, i) == b) {
            double g = grad_at(n, i * n->channels + c, x, weight, bias, mean, rstd, grad_y, &normal);
            *sum += g;
            *dot += g * normal;
        }
}

static void channel_grad(const aift__batch_norm *n, int64_t b, int64_t c, const double *x, double weight,
                         double bias, double mean, double rstd, const double *grad_y, double dot, double sum,
                         double *grad_x)
{
    const double count = (double)(n->lines / n->bands);
    double normal;
    for (int64_t i = 0; i < n->lines; i++)
        if (band_of(n, i) == b) {
            int64_t at = i * n->channels + c;
            double g = grad_at(n, at, x, weight, bias, mean, rstd, grad_y, &normal);
            grad_x[at] = weight * rstd * (n->running ? g : g - sum / count - normal * dot / count);
        }
}

void aift__batch_norm_grad_f64(const aift__batch_norm *n, const double *x, const double *weight,
                               const double *bias, const double *mean, const double *rstd,
                               const double *grad_y, const double *sums, bool add, double *grad_x,
                               double *grad_weight, double *grad_bias)
{
    for (int64_t b = 0; b < n->bands; b++)
        for (int64_t c = 0; c < n->channels; c++) {
            int64_t p = c * n->bands + b, q = b * n->channels + c;
            double dot, sum;
            channel_sums(n, b, c, x, weight[p], bias[p], mean[q], rstd[q], grad_y, &dot, &sum);
            if (sums) {
                sum = sums[c];
                dot = sums[n->channels + c] * rstd[q];
            }
            if (grad_x)
                channel_grad(n, b, c, x, weight[p], bias[p], mean[q], rstd[q], grad_y, dot, sum, grad_x);
            if (grad_weight)
                grad_weight[p] = dot + (add ? grad_weight[p] : 0);
            if (grad_bias)
                grad_bias[p] = sum + (add ? grad_bias[p] : 0);
        }
}

void aift__batch_norm_sums_f64(const aift__batch_norm *n, const double *x, const double *weight,
                               const double *bias, const double *mean, const double *rstd,
                               const double *grad_y, double *sums)
{
    for (int64_t c = 0; c < n->channels; c++) {
        channel_sums(n, 0, c, x, weight[c], bias[c], mean[c], rstd[c], grad_y, &sums[n->channels + c],
                     &sums[c]);
        sums[n->channels + c] /= rstd[c];
    }
}
