/* Attention of one head of one row. */
#include "kernels/dropout.h"
#include "kernels/simd/level.h"
#include "kernels/simd/math.h"

static float dot(int64_t n, const float *a, const float *b)
{
    float sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add_scaled(int64_t n, float scale, const float *x, float *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] += scale * x[i];
}

/* 0 or 1 / (1 - p) for the pair (query i, key j). */
static float kept(const aift__attention *a, const aift__words *words, uint64_t e)
{
    uint32_t word;
    if (a->dropout == 0)
        return 1.0f;
    AIFT__SIMD(words)(words, e, 1, &word);
    return word >= aift__dropout_threshold(a->dropout) ? (float)(1.0 / (1.0 - a->dropout)) : 0.0f;
}

void AIFT__SIMD(attention)(const aift__attention *a, const aift__words *words, int64_t row, int64_t head,
                           const float *q, const float *k, const float *v, float *o, float *lse)
{
    int64_t queries = a->q_offsets[row + 1] - a->q_offsets[row],
            keys = a->k_offsets[row + 1] - a->k_offsets[row], d = a->head_dim;
    const float *qr = q + a->q_offsets[row] * a->ldq + head * d,
                *kr = k + a->k_offsets[row] * a->ldk + head * d,
                *vr = v + a->k_offsets[row] * a->ldv + head * d;
    for (int64_t i = 0; i < queries; i++) {
        float *to = o + (a->q_offsets[row] + i) * a->ldo + head * d, largest = -INFINITY, sum = 0;
        for (int64_t j = 0; j < keys; j++)
            largest = fmaxf(largest, (float)a->scale * dot(d, qr + i * a->ldq, kr + j * a->ldk));
        memset(to, 0, (size_t)d * sizeof *to);
        for (int64_t j = 0; j < keys; j++) {
            float p = expf((float)a->scale * dot(d, qr + i * a->ldq, kr + j * a->ldk) - largest);
            sum += p;
            add_scaled(d, p * kept(a, words, (uint64_t)((head * queries + i) * keys + j)), vr + j * a->ldv,
                       to);
        }
        for (int64_t c = 0; c < d; c++)
            to[c] /= sum;
        lse[(a->q_offsets[row] + i) * a->heads + head] = largest + logf(sum);
    }
}

void AIFT__SIMD(attention_grad)(const aift__attention *a, const aift__words *words, int64_t row, int64_t head,
                                const float *q, const float *k, const float *v, const float *o,
                                const float *lse, const float *grad_o, float *grad_q, float *grad_k,
                                float *grad_v)
{
    int64_t q0 = a->q_offsets[row], k0 = a->k_offsets[row], d = a->head_dim;
    int64_t queries = a->q_offsets[row + 1] - q0, keys = a->k_offsets[row + 1] - k0;
    for (int64_t i = 0; i < queries; i++)
        memset(grad_q + (q0 + i) * a->ldq + head * d, 0, (size_t)d * sizeof *q);
    for (int64_t j = 0; j < keys; j++) {
        memset(grad_k + (k0 + j) * a->ldk + head * d, 0, (size_t)d * sizeof *q);
        memset(grad_v + (k0 + j) * a->ldv + head * d, 0, (size_t)d * sizeof *q);
    }
    for (int64_t i = 0; i < queries; i++) {
        const float *qi = q + (q0 + i) * a->ldq + head * d, *go = grad_o + (q0 + i) * a->ldo + head * d;
        float delta = dot(d, go, o + (q0 + i) * a->ldo + head * d);
        for (int64_t j = 0; j < keys; j++) {
            const float *kj = k + (k0 + j) * a->ldk + head * d, *vj = v + (k0 + j) * a->ldv + head * d;
            float p = expf((float)a->scale * dot(d, qi, kj) - lse[(q0 + i) * a->heads + head]);
            float keep = kept(a, words, (uint64_t)((head * queries + i) * keys + j));
            float slope = p * (keep * dot(d, go, vj) - delta) * (float)a->scale;
            add_scaled(d, p * keep, go, grad_v + (k0 + j) * a->ldv + head * d);
            add_scaled(d, slope, kj, grad_q + (q0 + i) * a->ldq + head * d);
            add_scaled(d, slope, qi, grad_k + (k0 + j) * a->ldk + head * d);
        }
    }
}
