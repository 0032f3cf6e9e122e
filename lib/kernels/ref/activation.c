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
