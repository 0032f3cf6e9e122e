/* Elementwise functions and their gradients. */
#include "kernels/simd/level.h"
#include "kernels/simd/math.h"

static const float tanh_scale = 1.59576912160573072f; /* 2 sqrt(2 / pi) */
static const float tanh_cubic = 0.044715f;

AIFT__INLINE vec gelu_erf(vec x)
{
    vec density;
    return x * vec_normal(x, &density);
}

AIFT__INLINE vec gelu_erf_grad(vec x, vec grad)
{
    vec density, p = vec_normal(x, &density);
    return grad * (x * density + p);
}

/* 0.5 (1 + tanh u) is the logistic function of 2 u; beyond 12 it is 0 or 1 to the last bit. */
AIFT__INLINE vec gelu_tanh(vec x)
{
    vec bounded = vec_max(vec_of(-12.0f), x), near = vec_min(vec_of(12.0f), bounded);
    vec u = near * tanh_scale * (near * near * tanh_cubic + 1.0f);
    return bounded / (1.0f + vec_exp(vec_min(vec_of(88.0f), -u)));
}

AIFT__INLINE vec gelu_tanh_grad(vec x, vec grad)
{
    vec near = vec_max(vec_of(-12.0f), vec_min(vec_of(12.0f), x));
    vec u = near * tanh_scale * (near * near * tanh_cubic + 1.0f);
    vec e = vec_exp(vec_min(vec_of(80.0f), -u));
    vec s = 1.0f / (1.0f + e); /* and 1 - s = e s, without the cancellation */
    vec slope = near * near * (tanh_scale * 3.0f * tanh_cubic) + tanh_scale;
    return grad * (s + near * s * (e * s) * slope);
}

AIFT__INLINE vec tanh_grad(vec y, vec grad)
{
    return grad * (1.0f - y * y);
}

/* NaN stays: max gives its second where one is NaN. */
AIFT__INLINE vec relu(vec x)
{
    return vec_max(vec_of(0.0f), x);
}

AIFT__INLINE vec relu_grad(vec y, vec grad)
{
    return (vec)((ivec)grad & (y > 0.0f));
}

AIFT__INLINE vec add(vec a, vec b)
{
    return a + b;
}

void AIFT__SIMD(gelu)(int64_t n, bool tanh_form, const float *x, float *y)
{
    if (tanh_form)
        vec_map(n, x, y, gelu_tanh);
    else
        vec_map(n, x, y, gelu_erf);
}

void AIFT__SIMD(gelu_grad)(int64_t n, bool tanh_form, const float *x, const float *grad_y, float *grad_x)
{
    if (tanh_form)
        vec_map2(n, x, grad_y, grad_x, gelu_tanh_grad);
    else
        vec_map2(n, x, grad_y, grad_x, gelu_erf_grad);
}

void AIFT__SIMD(exp_all)(int64_t n, const float *x, float *y)
{
    vec_map(n, x, y, vec_exp);
}

void AIFT__SIMD(log_all)(int64_t n, const float *x, float *y)
{
    vec_map(n, x, y, vec_log);
}

void AIFT__SIMD(tanh)(int64_t n, const float *x, float *y)
{
    vec_map(n, x, y, vec_tanh);
}

void AIFT__SIMD(tanh_grad)(int64_t n, const float *y, const float *grad_y, float *grad_x)
{
    vec_map2(n, y, grad_y, grad_x, tanh_grad);
}

void AIFT__SIMD(relu)(int64_t n, const float *x, float *y)
{
    vec_map(n, x, y, relu);
}

void AIFT__SIMD(relu_grad)(int64_t n, const float *y, const float *grad_y, float *grad_x)
{
    vec_map2(n, y, grad_y, grad_x, relu_grad);
}

void AIFT__SIMD(add)(int64_t n, const float *a, const float *b, float *y)
{
    vec_map2(n, a, b, y, add);
}
