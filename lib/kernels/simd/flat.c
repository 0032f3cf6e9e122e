/* Passes over flat buffers. */
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

typedef double dvec __attribute__((vector_size(32)));
typedef float half_vec __attribute__((vector_size(16), aligned(4), may_alias));

AIFT__INLINE dvec wide(const float *p)
{
    return __builtin_convertvector(*(const half_vec *)p, dvec);
}

void AIFT__SIMD(sum_of_squares)(int64_t n, const float *x, double *sum)
{
    dvec a = {0}, b = {0}, c = {0}, d = {0};
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        dvec p = wide(x + i), q = wide(x + i + 4), r = wide(x + i + 8), s = wide(x + i + 12);
        a += p * p;
        b += q * q;
        c += r * r;
        d += s * s;
    }
    a = (a + b) + (c + d);
    double total = (a[0] + a[2]) + (a[1] + a[3]);
    for (; i < n; i++)
        total += (double)x[i] * x[i];
    *sum = total;
}

struct step {
    vec decay, scale, beta1, beta2, rest1, rest2, rate, root, epsilon;
};

AIFT__INLINE vec adamw(const struct step *s, vec grad, vec param, vec *m, vec *v)
{
    vec g = grad * s->scale;
    *m = *m * s->beta1 + g * s->rest1;
    *v = *v * s->beta2 + g * g * s->rest2;
    return param * s->decay - s->rate * *m / (vec_sqrt(*v) * s->root + s->epsilon);
}

void AIFT__SIMD(adamw)(const aift__adamw *o, int64_t n, const float *grad, float *param, float *m, float *v)
{
    double correction1 = 1.0 - pow(o->beta1, (double)o->t), correction2 = 1.0 - pow(o->beta2, (double)o->t);
    const struct step s = {vec_of((float)(1.0 - o->learning_rate * o->weight_decay)),
                           vec_of((float)o->grad_scale),
                           vec_of((float)o->beta1),
                           vec_of((float)o->beta2),
                           vec_of((float)(1.0 - o->beta1)),
                           vec_of((float)(1.0 - o->beta2)),
                           vec_of((float)(o->learning_rate / correction1)),
                           vec_of((float)(1.0 / sqrt(correction2))),
                           vec_of((float)o->epsilon)};
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        vec mi = vec_load(m + i), vi = vec_load(v + i);
        vec_store(param + i, adamw(&s, vec_load(grad + i), vec_load(param + i), &mi, &vi));
        vec_store(m + i, mi);
        vec_store(v + i, vi);
    }
    if (i < n) {
        vec mi = vec_load_some(m + i, n - i), vi = vec_load_some(v + i, n - i);
        vec p = adamw(&s, vec_load_some(grad + i, n - i), vec_load_some(param + i, n - i), &mi, &vi);
        vec_store_some(param + i, p, n - i);
        vec_store_some(m + i, mi, n - i);
        vec_store_some(v + i, vi, n - i);
    }
}

void AIFT__SIMD(stream)(int64_t m, int64_t n, int64_t from_pitch, const float *from, int64_t to_pitch,
                        float *to)
{
#ifdef __AVX2__
    for (int64_t i = 0; i < m; i++, from += from_pitch, to += to_pitch) {
        int64_t j = 0;
        for (; j < n && (uintptr_t)(to + j) % sizeof(vec); j++)
            to[j] = from[j];
        for (; j + LANES <= n; j += LANES)
            _mm256_stream_ps(to + j, (__m256)vec_load(from + j));
        for (; j < n; j++)
            to[j] = from[j];
    }
    _mm_sfence();
#else
    for (int64_t i = 0; i < m; i++)
        memcpy(to + i * to_pitch, from + i * from_pitch, (size_t)n * sizeof *to);
#endif
}
