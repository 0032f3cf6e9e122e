/* Reference of the elementwise functions and their gradients. */
#include <math.h>

#include "kernels/activation.h"

static const double pi = 3.14159265358979323846;

/* The inner argument of the tanh form and its derivative. */
static double inner(double x)
{
    return sqrt(2 / pi) * (x + 0.044715 * x * x * x);
}

static double inner_grad(double x)
{
    return sqrt(2 / pi) * (1 + 3 * 0.044715 * x * x);
}

static double gelu(double x, bool tanh_form)
{
    return tanh_form ? 0.5 * x * (1 + tanh(inner(x))) : 0.5 * x * (1 + erf(x / sqrt(2)));
}

static double gelu_grad(double x, bool tanh_form)
{
    if (!tanh_form) /* Phi(x) + x phi(x) */
        return 0.5 * (1 + erf(x / sqrt(2))) + x * exp(-0.5 * x * x) / sqrt(2 * pi);
    double t = tanh(inner(x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner_grad(x);
}

/* ---- any activation ---- */

/* Between 0 and `high`; a NaN stays one. */
static double between(double x, double high)
{
    return x < 0 ? 0 : x > high ? high : x;
}

double aift__act_of(aift__act act, double x)
{
    switch (act) {
    case AIFT__ACT_GELU:
    case AIFT__ACT_GELU_TANH:
        return gelu(x, act == AIFT__ACT_GELU_TANH);
    case AIFT__ACT_RELU:
        return x < 0 ? 0 : x;
    case AIFT__ACT_RELU6:
        return between(x, 6);
    case AIFT__ACT_SILU:
        return x / (1 + exp(-x));
    case AIFT__ACT_SIGMOID:
        return 1 / (1 + exp(-x));
    case AIFT__ACT_HARD_SWISH:
        return x * between(x + 3, 6) / 6;
    case AIFT__ACT_HARD_SIGMOID:
        return between(x + 3, 6) / 6;
    default:
        return x;
    }
}

double aift__act_slope(aift__act act, double x)
{
    double s = 1 / (1 + exp(-x));
    switch (act) {
    case AIFT__ACT_GELU:
    case AIFT__ACT_GELU_TANH:
        return gelu_grad(x, act == AIFT__ACT_GELU_TANH);
    case AIFT__ACT_RELU:
        return x > 0;
    case AIFT__ACT_RELU6:
        return x > 0 && x < 6;
    case AIFT__ACT_SILU:
        return s * (1 + x * (1 - s));
    case AIFT__ACT_SIGMOID:
        return s * (1 - s);
    case AIFT__ACT_HARD_SWISH:
        return x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5;
    case AIFT__ACT_HARD_SIGMOID:
        return x > -3 && x < 3 ? 1.0 / 6 : 0;
    default:
        return 1;
    }
}

void aift__act_f64(const aift__kernel_context *kernel, int64_t n, aift__act act, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = aift__act_of(act, x[i]);
}

void aift__act_grad_f64(const aift__kernel_context *kernel, int64_t n, aift__act act, const double *x,
                        const double *grad_y, double *grad_x)
{
    for (int64_t i = 0; i < n; i++)
        grad_x[i] = grad_y[i] * aift__act_slope(act, x[i]);
}

void aift__gelu_f64(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = gelu(x[i], tanh_form);
}

void aift__gelu_grad_f64(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const double *x,
                         const double *grad_y, double *grad_x)
{
    for (int64_t i = 0; i < n; i++)
        grad_x[i] = grad_y[i] * gelu_grad(x[i], tanh_form);
}

void aift__tanh_f64(const aift__kernel_context *kernel, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = tanh(x[i]);
}

void aift__tanh_grad_f64(const aift__kernel_context *kernel, int64_t n, const double *y, const double *grad_y,
                         double *grad_x)
{
    for (int64_t i = 0; i < n; i++)
        grad_x[i] = grad_y[i] * (1 - y[i] * y[i]);
}

void aift__relu_f64(const aift__kernel_context *kernel, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = x[i] < 0 ? 0 : x[i]; /* a NaN stays one */
}

void aift__relu_grad_f64(const aift__kernel_context *kernel, int64_t n, const double *y, const double *grad_y,
                         double *grad_x)
{
    for (int64_t i = 0; i < n; i++)
        grad_x[i] = y[i] > 0 ? grad_y[i] : 0;
}

void aift__add_f64(const aift__kernel_context *kernel, int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = a[i] + b[i];
}

void aift__copy_f64(const aift__kernel_context *kernel, int64_t n, const double *x, bool add, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = add ? y[i] + x[i] : x[i];
}
