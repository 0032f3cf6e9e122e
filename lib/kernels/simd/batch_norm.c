/* Batch normalisation of m lines of n channels, one after the other. Sums over lines are taken in floats for some lines,
 * and in doubles over these. */
#include "kernels/simd/act.h"
#include "kernels/simd/level.h"
#include "kernels/simd/vecd.h"

enum { LINES = 64 };

AIFT__INLINE vec load(const float *p, int64_t some)
{
    return some < LANES ? vec_load_some(p, some) : vec_load(p);
}

AIFT__INLINE void store(float *p, vec v, int64_t some)
{
    if (some < LANES)
        vec_store_some(p, v, some);
    else
        vec_store(p, v);
}

AIFT__INLINE void add_double(double *to, vec v, int64_t some)
{
    for (int64_t l = 0; l < LANES && l < some; l++)
        to[l] += (double)v[l];
}

/* ---- sums ---- */

AIFT__INLINE void moments(int64_t m, int64_t pitch, const float *x, const float *shift, double *sum,
                          double *squares, int vecs, int64_t some)
{
    vec a[4] = {{0}}, b[4] = {{0}}, at[4];
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++)
        at[v] = load(shift + v * LANES, some);
    for (int64_t i = 0; i < m; i++, x += pitch)
#pragma GCC unroll 4
        for (int v = 0; v < vecs; v++) {
            vec d = load(x + v * LANES, some) - at[v];
            a[v] += d;
            b[v] += d * d;
        }
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++) {
        add_double(sum + v * LANES, a[v], some);
        add_double(squares + v * LANES, b[v], some);
    }
}

void AIFT__SIMD(batch_moments)(int64_t m, int64_t n, int64_t pitch, const float *x, const float *shift,
                               double *sum, double *squares)
{
    for (int64_t top = 0; top < m; top += LINES, x += LINES * pitch) {
        int64_t lines = m - top < LINES ? m - top : LINES, j = 0;
        for (; j + 4 * LANES <= n; j += 4 * LANES)
            moments(lines, pitch, x + j, shift + j, sum + j, squares + j, 4, LANES);
        for (; j + LANES <= n; j += LANES)
            moments(lines, pitch, x + j, shift + j, sum + j, squares + j, 1, LANES);
        if (j < n)
            moments(lines, pitch, x + j, shift + j, sum + j, squares + j, 1, n - j);
    }
}

AIFT__INLINE void grads(int64_t m, int64_t n, const float *x, const float *grad_y, const float *scale,
                        const float *shift, const float *mean, double *sum, double *dot, int vecs,
                        int64_t some, aift__act act)
{
    vec a[2] = {{0}}, b[2] = {{0}}, by[2], at[2], mu[2];
#pragma GCC unroll 2
    for (int v = 0; v < vecs; v++) {
        by[v] = load(scale + v * LANES, some);
        at[v] = load(shift + v * LANES, some);
        mu[v] = load(mean + v * LANES, some);
    }
    for (int64_t i = 0; i < m; i++, x += n, grad_y += n)
#pragma GCC unroll 2
        for (int v = 0; v < vecs; v++) {
            vec value = load(x + v * LANES, some);
            vec g = vec_act_grad(value * by[v] + at[v], load(grad_y + v * LANES, some), act);
            a[v] += g;
            b[v] += g * (value - mu[v]);
        }
#pragma GCC unroll 2
    for (int v = 0; v < vecs; v++) {
        add_double(sum + v * LANES, a[v], some);
        add_double(dot + v * LANES, b[v], some);
    }
}

AIFT__INLINE void all_grads(int64_t m, int64_t n, const float *x, const float *grad_y, const float *scale,
                            const float *shift, const float *mean, double *sum, double *dot, aift__act act)
{
    for (int64_t top = 0; top < m; top += LINES, x += LINES * n, grad_y += LINES * n) {
        int64_t lines = m - top < LINES ? m - top : LINES, j = 0;
        for (; j + 2 * LANES <= n; j += 2 * LANES)
            grads(lines, n, x + j, grad_y + j, scale + j, shift + j, mean + j, sum + j, dot + j, 2, LANES,
                  act);
        for (; j + LANES <= n; j += LANES)
            grads(lines, n, x + j, grad_y + j, scale + j, shift + j, mean + j, sum + j, dot + j, 1, LANES,
                  act);
        if (j < n)
            grads(lines, n, x + j, grad_y + j, scale + j, shift + j, mean + j, sum + j, dot + j, 1, n - j,
                  act);
    }
}

void AIFT__SIMD(batch_grads)(int64_t m, int64_t n, aift__act act, const float *x, const float *grad_y,
                             const float *scale, const float *shift, const float *mean, double *sum,
                             double *dot){
    AIFT__ACT_SWITCH(act, all_grads, m, n, x, grad_y, scale, shift, mean, sum, dot)}

/* ---- lines ---- */

AIFT__INLINE void apply(int64_t m, int64_t n, const float *x, const float *scale, const float *shift,
                        float *y, aift__act act)
{
    for (int64_t i = 0; i < m; i++, x += n, y += n) {
        int64_t j = 0;
        for (; j + LANES <= n; j += LANES)
            vec_store(y + j, vec_act(vec_load(x + j) * vec_load(scale + j) + vec_load(shift + j), act));
        if (j < n)
            vec_store_some(y + j,
                           vec_act(load(x + j, n - j) * load(scale + j, n - j) + load(shift + j, n - j), act),
                           n - j);
    }
}

void AIFT__SIMD(batch_apply)(int64_t m, int64_t n, aift__act act, const float *x, const float *scale,
                             const float *shift,
                             float *y){AIFT__ACT_SWITCH(act, apply, m, n, x, scale, shift, y)}

AIFT__INLINE void grad_input(int64_t m, int64_t n, const float *x, const float *grad_y, const float *scale,
                             const float *shift, const float *mean, const float *slope, const float *at,
                             float *grad_x, aift__act act)
{
    for (int64_t i = 0; i < m; i++, x += n, grad_y += n, grad_x += n)
        for (int64_t j = 0; j < n; j += LANES) {
            int64_t some = n - j < LANES ? n - j : LANES;
            vec value = load(x + j, some), by = load(scale + j, some);
            vec g = vec_act_grad(value * by + load(shift + j, some), load(grad_y + j, some), act);
            store(grad_x + j,
                  g * by + (value - load(mean + j, some)) * load(slope + j, some) + load(at + j, some), some);
        }
}

void AIFT__SIMD(batch_grad_input)(int64_t m, int64_t n, aift__act act, const float *x, const float *grad_y,
                                  const float *scale, const float *shift, const float *mean,
                                  const float *slope, const float *at, float *grad_x){
    AIFT__ACT_SWITCH(act, grad_input, m, n, x, grad_y, scale, shift, mean, slope, at, grad_x)}

/* ---- by running statistics ---- */

AIFT__INLINE dvec doubles(const float *p)
{
    return __builtin_convertvector(*(const halfvec_anywhere *)p, dvec);
}

AIFT__INLINE void floats(float *p, dvec v)
{
    *(halfvec_anywhere *)p = __builtin_convertvector(v, halfvec);
}

/* Four channels from each pointer on. */
AIFT__INLINE void affine(double eps, const float *weight, const float *bias, const float *mean,
                         const float *var, const float *before, float *scale, float *shift)
{
    const dvec by = doubles(weight) / dvec_sqrt(doubles(var) + dvec_of(eps));
    const dvec at = before ? doubles(before) - doubles(mean) : -doubles(mean);
    floats(scale, by);
    floats(shift, doubles(bias) + at * by);
}

void AIFT__SIMD(norm_affine)(int64_t n, double eps, const float *const *norm, const float *before,
                             float *scale, float *shift)
{
    int64_t i = 0;
    for (; i + DLANES <= n; i += DLANES)
        affine(eps, norm[0] + i, norm[1] + i, norm[2] + i, norm[3] + i, before ? before + i : NULL, scale + i,
               shift + i);
    float last[7][DLANES] = {{0}};
    for (int k = 0; k < 4; k++)
        for (int64_t j = i; j < n; j++)
            last[k][j - i] = norm[k][j];
    for (int64_t j = i; before && j < n; j++)
        last[4][j - i] = before[j];
    if (i < n)
        affine(eps, last[0], last[1], last[2], last[3], last[4], last[5], last[6]);
    for (int64_t j = i; j < n; j++) {
        scale[j] = last[5][j - i];
        shift[j] = last[6][j - i];
    }
}
