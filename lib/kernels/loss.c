/* Softmax, cut over the threads; cross entropy of one batch, which is small. */
#include <math.h>

#include "base/parallel.h"
#include "kernels/loss.h"
#include "kernels/simd/simd.h"

enum { GRAIN = 16384 }; /* numbers a piece */

struct job {
    const aift__simd *simd;
    int64_t classes;
    const float *x, *grad_y;
    float *y;
    /* cross entropy */
    const int32_t *labels;
    const float *targets, *weights;
    double smoothing, factor, weight_sum;
    float *row_loss;
};

static void run(const aift__kernel_context *kernel, int64_t rows, aift_range_fn fn, struct job *job)
{
    if (job->classes <= 0)
        return;
    job->simd = aift__simd_of(kernel);
    aift__parallel_for(kernel->context, rows, AIFT__MAX(1, GRAIN / job->classes), fn, job);
}

static void softmax(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->softmax(end - begin, job->classes, job->x + begin * job->classes,
                       job->y + begin * job->classes);
}

static void softmax_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    int64_t from = begin * job->classes;
    job->simd->softmax_grad(end - begin, job->classes, job->x + from, job->grad_y + from, job->y + from);
}

static double weight_of(const float *weights, int64_t c)
{
    return weights ? (double)weights[c] : 1.0;
}

static aift_status check_labels(int64_t rows, int64_t classes, const int32_t *labels)
{
    for (int64_t r = 0; labels && r < rows; r++)
        if (labels[r] < 0 || labels[r] >= classes)
            return aift__fail(AIFT_E_RANGE, "cross entropy: label %d of row %lld: expected 0 to %lld",
                              (int)labels[r], (long long)r, (long long)classes - 1);
    return AIFT_OK;
}

/* log(sum(exp(x))), in double: -log p must come out right for a p near 1. */
static double log_sum(int64_t n, const float *x)
{
    float largest = x[0];
    for (int64_t c = 1; c < n; c++)
        largest = x[c] > largest ? x[c] : largest;
    double sum = 0;
    for (int64_t c = 0; c < n; c++)
        sum += exp((double)x[c] - largest);
    return largest + log(sum);
}

static void row_losses(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++) {
        const float *x = job->x + r * job->classes;
        double norm = log_sum(job->classes, x), spread = 0;
        if (job->smoothing > 0)
            for (int64_t c = 0; c < job->classes; c++)
                spread += weight_of(job->weights, c) * (norm - x[c]);
        int32_t label = job->labels[r];
        job->row_loss[r] =
            (float)(weight_of(job->weights, label) * (1.0 - job->smoothing) * (norm - x[label]) +
                    job->smoothing / (double)job->classes * spread);
    }
}

static void row_grads(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    double even = job->smoothing / (double)job->classes;
    for (int64_t r = begin; r < end; r++) {
        const float *x = job->x + r * job->classes;
        double norm = log_sum(job->classes, x), target = weight_of(job->weights, job->labels[r]);
        target *= 1.0 - job->smoothing;
        for (int64_t c = 0; c < job->classes; c++) {
            double p = exp(x[c] - norm), w = weight_of(job->weights, c);
            double grad =
                p * (target + even * job->weight_sum) - even * w - (c == job->labels[r] ? target : 0);
            job->y[r * job->classes + c] = (float)(grad * job->factor);
        }
    }
}

/* What -log p[c] counts in the loss of a row of targets. */
static double share(const struct job *job, int64_t r, int64_t c)
{
    const double target = job->targets[r * job->classes + c];
    return weight_of(job->weights, c) *
           (target * (1.0 - job->smoothing) + job->smoothing / (double)job->classes);
}

static void target_losses(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++) {
        const float *x = job->x + r * job->classes;
        double norm = log_sum(job->classes, x), sum = 0;
        for (int64_t c = 0; c < job->classes; c++)
            sum += share(job, r, c) * (norm - x[c]);
        job->row_loss[r] = (float)sum;
    }
}

static void target_grads(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++) {
        const float *x = job->x + r * job->classes;
        double norm = log_sum(job->classes, x), shares = 0;
        for (int64_t c = 0; c < job->classes; c++)
            shares += share(job, r, c);
        for (int64_t c = 0; c < job->classes; c++)
            job->y[r * job->classes + c] =
                (float)(job->factor * (shares * exp(x[c] - norm) - share(job, r, c)));
    }
}

/* What the sum of the rows' losses is divided by. */
static double total_weight(int64_t rows, const int32_t *labels, const float *weights)
{
    double sum = labels ? 0 : (double)rows;
    for (int64_t r = 0; labels && r < rows; r++)
        sum += weight_of(weights, labels[r]);
    return sum;
}

void aift__softmax_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes, const float *x,
                       float *y)
{
    run(kernel, rows, softmax, &(struct job){.classes = classes, .x = x, .y = y});
}

void aift__softmax_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes, const float *y,
                            const float *grad_y, float *grad_x)
{
    run(kernel, rows, softmax_grad, &(struct job){.classes = classes, .x = y, .grad_y = grad_y, .y = grad_x});
}

aift_status aift__cross_entropy_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const float *logits, const int32_t *labels, const float *targets,
                                    const float *class_weights, double smoothing, float *loss,
                                    float *row_loss)
{
    AIFT__TRY(check_labels(rows, classes, labels));
    run(kernel, rows, labels ? row_losses : target_losses,
        &(struct job){.classes = classes,
                      .x = logits,
                      .labels = labels,
                      .targets = targets,
                      .weights = class_weights,
                      .smoothing = smoothing,
                      .row_loss = row_loss});
    double sum = 0;
    for (int64_t r = 0; r < rows; r++)
        sum += row_loss[r];
    *loss = (float)(sum / total_weight(rows, labels, class_weights));
    return AIFT_OK;
}

aift_status aift__cross_entropy_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const float *logits, const int32_t *labels, const float *targets,
                                         const float *class_weights, double smoothing, const float *grad_loss,
                                         float *grad_logits)
{
    AIFT__TRY(check_labels(rows, classes, labels));
    struct job job = {.classes = classes,
                      .x = logits,
                      .y = grad_logits,
                      .labels = labels,
                      .targets = targets,
                      .weights = class_weights,
                      .smoothing = smoothing,
                      .factor = *grad_loss / total_weight(rows, labels, class_weights)};
    for (int64_t c = 0; c < classes; c++)
        job.weight_sum += weight_of(class_weights, c);
    run(kernel, rows, labels ? row_grads : target_grads, &job);
    return AIFT_OK;
}

/* ---- a sigmoid for each class: one batch of logits is small ---- */

void aift__binary_cross_entropy_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                    const float *logits, const float *targets, float *loss, float *row_loss)
{
    double all = 0;
    for (int64_t r = 0; r < rows; r++) {
        double sum = 0;
        for (int64_t c = 0; c < classes; c++) {
            double x = logits[r * classes + c], t = targets[r * classes + c];
            sum += fmax(x, 0) - x * t + log1p(exp(-fabs(x)));
        }
        row_loss[r] = (float)(sum / (double)classes);
        all += sum;
    }
    *loss = (float)(all / (double)(rows * classes));
}

void aift__binary_cross_entropy_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t classes,
                                         const float *logits, const float *targets, const float *grad_loss,
                                         float *grad_logits)
{
    const double factor = (double)*grad_loss / (double)(rows * classes);
    for (int64_t i = 0; i < rows * classes; i++)
        grad_logits[i] = (float)(factor * (1 / (1 + exp(-(double)logits[i])) - (double)targets[i]));
}
