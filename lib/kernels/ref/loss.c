/* Reference of softmax and of cross entropy, of one class and of each class. */
#include <math.h>

#include "kernels/loss.h"

/* log(sum(exp(x))), safe for large x. */
static double log_sum_exp(int64_t n, const double *x)
{
    double max = x[0], sum = 0;
    for (int64_t j = 1; j < n; j++)
        max = fmax(max, x[j]);
    for (int64_t j = 0; j < n; j++)
        sum += exp(x[j] - max);
    return max + log(sum);
}

void aift__softmax_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes, const double *x,
                       double *y)
{
    for (int64_t r = 0; r < rows; r++) {
        double lse = log_sum_exp(classes, x + r * classes);
        for (int64_t c = 0; c < classes; c++)
            y[r * classes + c] = exp(x[r * classes + c] - lse);
    }
}

void aift__softmax_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                            const double *y, const double *grad_y, double *grad_x)
{
    for (int64_t r = 0; r < rows; r++) {
        const double *p = y + r * classes, *g = grad_y + r * classes;
        double dot = 0;
        for (int64_t c = 0; c < classes; c++)
            dot += p[c] * g[c];
        for (int64_t c = 0; c < classes; c++)
            grad_x[r * classes + c] = p[c] * (g[c] - dot);
    }
}

/* Checks the labels, and adds up the weights of their classes; rows of targets count as 1. */
static aift_status total_weight(int64_t rows, int64_t classes, const int32_t *labels,
                                const double *class_weights, double *total)
{
    *total = labels ? 0 : (double)rows;
    for (int64_t r = 0; labels && r < rows; r++) {
        if (labels[r] < 0 || labels[r] >= classes)
            return aift__fail(AIFT_E_RANGE, "cross entropy: label %d of row %lld is outside 0 .. %lld",
                              (int)labels[r], (long long)r, (long long)classes - 1);
        *total += class_weights ? class_weights[labels[r]] : 1;
    }
    return AIFT_OK;
}

/* What -log p[c] counts in the loss of row r. */
static double share(int64_t classes, int64_t r, int64_t c, const int32_t *labels, const double *targets,
                    const double *class_weights, double smoothing)
{
    double weight = class_weights ? class_weights[c] : 1;
    double target = targets ? targets[r * classes + c] : c == labels[r];
    return weight * (target * (1 - smoothing) + smoothing / (double)classes);
}

aift_status aift__cross_entropy_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const double *logits, const int32_t *labels, const double *targets,
                                    const double *class_weights, double smoothing, double *loss,
                                    double *row_loss)
{
    double total;
    AIFT__TRY(total_weight(rows, classes, labels, class_weights, &total));
    *loss = 0;
    for (int64_t r = 0; r < rows; r++) {
        const double *x = logits + r * classes;
        double lse = log_sum_exp(classes, x);
        row_loss[r] = 0;
        for (int64_t c = 0; c < classes; c++)
            row_loss[r] += share(classes, r, c, labels, targets, class_weights, smoothing) * (lse - x[c]);
        *loss += row_loss[r] / total;
    }
    return AIFT_OK;
}

aift_status aift__cross_entropy_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const double *logits, const int32_t *labels, const double *targets,
                                         const double *class_weights, double smoothing,
                                         const double *grad_loss, double *grad_logits)
{
    double total;
    AIFT__TRY(total_weight(rows, classes, labels, class_weights, &total));
    for (int64_t r = 0; r < rows; r++) {
        const double *x = logits + r * classes;
        double lse = log_sum_exp(classes, x), shares = 0;
        for (int64_t c = 0; c < classes; c++)
            shares += share(classes, r, c, labels, targets, class_weights, smoothing);
        for (int64_t c = 0; c < classes; c++)
            grad_logits[r * classes + c] =
                *grad_loss / total *
                (shares * exp(x[c] - lse) - share(classes, r, c, labels, targets, class_weights, smoothing));
    }
    return AIFT_OK;
}

/* -(t log(p) + (1 - t) log(1 - p)) with p = 1 / (1 + exp(-x)), safe for large x. */
static double binary(double x, double t)
{
    return fmax(x, 0) - x * t + log1p(exp(-fabs(x)));
}

void aift__binary_cross_entropy_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const double *logits, const double *targets, double *loss,
                                    double *row_loss)
{
    *loss = 0;
    for (int64_t r = 0; r < rows; r++) {
        row_loss[r] = 0;
        for (int64_t c = 0; c < classes; c++)
            row_loss[r] += binary(logits[r * classes + c], targets[r * classes + c]) / (double)classes;
        *loss += row_loss[r] / (double)rows;
    }
}

void aift__binary_cross_entropy_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const double *logits, const double *targets, const double *grad_loss,
                                         double *grad_logits)
{
    for (int64_t i = 0; i < rows * classes; i++)
        grad_logits[i] = *grad_loss / (double)(rows * classes) * (1 / (1 + exp(-logits[i])) - targets[i]);
}
