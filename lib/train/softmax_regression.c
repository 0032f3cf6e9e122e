/* Multinomial logistic regression: products in float, sums over rows in double. */
#include <math.h>

#include "kernels/products.h"
#include "train/lbfgs.h"
#include "train/softmax_regression.h"

/* Of the mean's derivatives. At scikit-learn's 1e-4 two ways down end so far apart that some rows get other labels; here
 * whoever goes as far finds the same ones. */
static const double tolerance = 1e-6;
enum { MAX_ITERATIONS = 1000 };

typedef struct fit {
    aift__softmax_regression *head;
    const float *x;
    const int32_t *y;
    int64_t n;
    double penalty; /* of half the weights' squares, where the cross entropy is a mean */
    float *logits;  /* [n, labels]; then probabilities less what should be */
    float *slopes;  /* [labels, features] */
} fit;

/* logits = x weight^T */
static aift_status products(const aift__softmax_regression *head, const float *x, int64_t n, float *logits)
{
    const aift__kernel_context kernel = {.context = head->context};
    const aift__gemm gemm = {.tb = true,
                             .m = n,
                             .n = head->labels,
                             .k = head->features,
                             .alpha = 1,
                             .a = x,
                             .lda = head->features,
                             .b = head->weight,
                             .ldb = head->features,
                             .c = logits,
                             .ldc = head->labels};
    return aift__gemm_f32(&kernel, &gemm);
}

/* slopes = residuals^T x */
static aift_status slopes_of(const fit *f)
{
    const aift__kernel_context kernel = {.context = f->head->context};
    const aift__gemm gemm = {.ta = true,
                             .m = f->head->labels,
                             .n = f->head->features,
                             .k = f->n,
                             .alpha = 1,
                             .a = f->logits,
                             .lda = f->head->labels,
                             .b = f->x,
                             .ldb = f->head->features,
                             .c = f->slopes,
                             .ldc = f->head->features};
    return aift__gemm_f32(&kernel, &gemm);
}

/* Makes of a row's logits what they are wrong by; its cross entropy. */
static double residuals(float *row, const float *bias, int64_t labels, int32_t y)
{
    double most = -INFINITY, sum = 0;
    for (int64_t k = 0; k < labels; k++)
        most = fmax(most, (double)row[k] + (double)bias[k]);
    const double own = (double)row[y] + (double)bias[y] - most;
    for (int64_t k = 0; k < labels; k++) {
        row[k] = expf((float)((double)row[k] + (double)bias[k] - most));
        sum += (double)row[k];
    }
    for (int64_t k = 0; k < labels; k++)
        row[k] = (float)((double)row[k] / sum);
    row[y] -= 1;
    return log(sum) - own;
}

/* The mean cross entropy and its derivatives, weights first, then biases. */
static aift_status evaluate(void *user, const double *at, double *gradient, double *value)
{
    const fit *f = user;
    const aift__softmax_regression *head = f->head;
    const int64_t weights = head->labels * head->features, labels = head->labels;
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < weights; i++)
        head->weight[i] = (float)at[i];
    for (int64_t k = 0; k < labels; k++) {
        head->bias[k] = (float)at[weights + k];
        gradient[weights + k] = 0;
    }
    AIFT__TRY(products(head, f->x, f->n, f->logits));
    for (int64_t row = 0; row < f->n; row++) {
        float *logits = f->logits + row * labels;
        sum += residuals(logits, head->bias, labels, f->y[row]);
        for (int64_t k = 0; k < labels; k++)
            gradient[weights + k] += (double)logits[k];
    }
    AIFT__TRY(slopes_of(f));
    for (int64_t k = 0; k < labels; k++)
        gradient[weights + k] /= (double)f->n;
    for (int64_t i = 0; i < weights; i++) {
        gradient[i] = (double)f->slopes[i] / (double)f->n + f->penalty * at[i];
        squares += at[i] * at[i];
    }
    *value = sum / (double)f->n + f->penalty * squares / 2;
    return AIFT_OK;
}

void aift__softmax_regression_free(aift__softmax_regression *head)
{
    if (head->context) {
        aift__free(head->context, head->weight);
        aift__free(head->context, head->bias);
    }
    *head = (aift__softmax_regression){.context = NULL};
}

static aift_status run(fit *f, double *at)
{
    aift__softmax_regression *head = f->head;
    const size_t numbers = (size_t)(head->labels * (head->features + 1));
    double value, *gradient = aift__malloc(head->context, numbers, sizeof *gradient);
    aift_status status = gradient ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__lbfgs(head->context, numbers, at, MAX_ITERATIONS, tolerance, evaluate, f);
    if (status == AIFT_OK)
        status = evaluate(f, at, gradient, &value); /* leaves the best in the head */
    aift__free(head->context, gradient);
    return status;
}

aift_status aift__softmax_regression_fit(aift_context *context, const float *x, const int32_t *y, int64_t n,
                                         int64_t features, int64_t labels, double c,
                                         aift__softmax_regression *out)
{
    const size_t weights = (size_t)(labels * features);
    *out = (aift__softmax_regression){context, features, labels,
                                      aift__calloc(context, weights, sizeof *out->weight),
                                      aift__calloc(context, (size_t)labels, sizeof *out->bias)};
    /* Of two labels scikit-learn fits one vector, whose square counts as much as four times that of each of ours. */
    fit f = {.head = out, .x = x, .y = y, .n = n, .penalty = (labels == 2 ? 2 : 1) / (c * (double)n)};
    f.logits = aift__malloc(context, (size_t)n * (size_t)labels, sizeof *f.logits);
    f.slopes = aift__malloc(context, weights, sizeof *f.slopes);
    double *at = aift__calloc(context, weights + (size_t)labels, sizeof *at);
    const bool made = out->weight && out->bias && f.logits && f.slopes && at;
    const aift_status status = made ? run(&f, at) : AIFT_E_NOMEM;
    aift__free(context, f.logits);
    aift__free(context, f.slopes);
    aift__free(context, at);
    if (status != AIFT_OK)
        aift__softmax_regression_free(out);
    return status;
}

aift_status aift__softmax_regression_predict(const aift__softmax_regression *head, const float *x, int64_t n,
                                             int32_t *out)
{
    float *logits = aift__malloc(head->context, (size_t)n * (size_t)head->labels, sizeof *logits);
    if (!logits)
        return AIFT_E_NOMEM;
    const aift_status status = products(head, x, n, logits);
    for (int64_t row = 0; row < n && status == AIFT_OK; row++) {
        const float *of = logits + row * head->labels;
        int32_t best = 0;
        for (int32_t k = 1; k < head->labels; k++)
            if (of[k] + head->bias[k] > of[best] + head->bias[best])
                best = k;
        out[row] = best;
    }
    aift__free(head->context, logits);
    return status;
}
