/* Reference of attention over ragged rows and of its gradient: every score is worked out where it is used. */
#include <math.h>
#include <string.h>

#include "kernels/attention.h"
#include "kernels/words.h"

/* One head of one row; q, k, v, o point at its first token. */
typedef struct head {
    const aift__kernel_context *kernel;
    const aift__attention *shape;
    int64_t row, number, queries, keys;
    const double *q, *k, *v;
} head;

static head head_of(const aift__kernel_context *kernel, const aift__attention *shape, int64_t row,
                    int64_t number, const double *q, const double *k, const double *v)
{
    int64_t q0 = shape->q_offsets[row], k0 = shape->k_offsets[row], column = number * shape->head_dim;
    return (head){.kernel = kernel,
                  .shape = shape,
                  .row = row,
                  .number = number,
                  .queries = shape->q_offsets[row + 1] - q0,
                  .keys = shape->k_offsets[row + 1] - k0,
                  .q = q + q0 * shape->ldq + column,
                  .k = k + k0 * shape->ldk + column,
                  .v = v + k0 * shape->ldv + column};
}

static double dot(int64_t n, const double *a, const double *b)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* y += factor * x */
static void add_times(int64_t n, double factor, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] += factor * x[i];
}

static double score(const head *h, int64_t i, int64_t j)
{
    return h->shape->scale * dot(h->shape->head_dim, h->q + i * h->shape->ldq, h->k + j * h->shape->ldk);
}

/* What dropout multiplies the probability (i, j) with. */
static double kept(const head *h, int64_t i, int64_t j)
{
    double p = h->shape->dropout;
    if (p == 0)
        return 1;
    uint64_t element = (uint64_t)((h->number * h->queries + i) * h->keys + j);
    uint32_t word = aift__dropout_word(h->kernel, h->shape->stream, h->row, element);
    return word >= aift__dropout_threshold(p) && p < 1 ? 1 / (1 - p) : 0;
}

static double log_sum_exp(const head *h, int64_t i)
{
    double max = -INFINITY, sum = 0;
    for (int64_t j = 0; j < h->keys; j++)
        max = fmax(max, score(h, i, j));
    for (int64_t j = 0; j < h->keys; j++)
        sum += exp(score(h, i, j) - max);
    return max + log(sum);
}

void aift__attention_f64(const aift__kernel_context *kernel, const aift__attention *shape, const double *q,
                         const double *k, const double *v, double *o, double *lse)
{
    for (int64_t row = 0; row < shape->rows; row++)
        for (int64_t number = 0; number < shape->heads; number++) {
            head h = head_of(kernel, shape, row, number, q, k, v);
            for (int64_t i = 0; i < h.queries; i++) {
                int64_t token = shape->q_offsets[row] + i;
                double *y = o + token * shape->ldo + number * shape->head_dim;
                double *l = lse + token * shape->heads + number;
                *l = log_sum_exp(&h, i);
                memset(y, 0, (size_t)shape->head_dim * sizeof *y);
                for (int64_t j = 0; j < h.keys; j++)
                    add_times(shape->head_dim, exp(score(&h, i, j) - *l) * kept(&h, i, j),
                              h.v + j * shape->ldv, y);
            }
        }
}

/* One query: with p = exp(score - lse) and keep the factor of dropout,
 * dv_j += p keep do; dscore = p (keep do . v_j - do . o); dq += scale dscore k_j; dk_j += scale dscore q. */
static void grad_of_query(const head *h, int64_t i, double lse, const double *o, const double *grad_o,
                          double *grad_q, double *grad_k, double *grad_v)
{
    const aift__attention *shape = h->shape;
    int64_t n = shape->head_dim;
    double do_o = dot(n, grad_o, o);
    for (int64_t j = 0; j < h->keys; j++) {
        double p = exp(score(h, i, j) - lse), keep = kept(h, i, j);
        double grad_score = p * (keep * dot(n, grad_o, h->v + j * shape->ldv) - do_o);
        add_times(n, p * keep, grad_o, grad_v + j * shape->ldv);
        add_times(n, shape->scale * grad_score, h->k + j * shape->ldk, grad_q);
        add_times(n, shape->scale * grad_score, h->q + i * shape->ldq, grad_k + j * shape->ldk);
    }
}

/* Only the columns of the heads: between them and the next token may lie somebody else's. */
static void zero(int64_t tokens, int64_t width, int64_t ld, double *x)
{
    for (int64_t t = 0; t < tokens; t++)
        memset(x + t * ld, 0, (size_t)width * sizeof *x);
}

void aift__attention_grad_f64(const aift__kernel_context *kernel, const aift__attention *shape,
                              const double *q, const double *k, const double *v, const double *o,
                              const double *lse, const double *grad_o, double *grad_q, double *grad_k,
                              double *grad_v)
{
    int64_t width = shape->heads * shape->head_dim;
    zero(shape->q_offsets[shape->rows], width, shape->ldq, grad_q);
    zero(shape->k_offsets[shape->rows], width, shape->ldk, grad_k);
    zero(shape->k_offsets[shape->rows], width, shape->ldv, grad_v);
    for (int64_t row = 0; row < shape->rows; row++)
        for (int64_t number = 0; number < shape->heads; number++) {
            head h = head_of(kernel, shape, row, number, q, k, v);
            int64_t column = number * shape->head_dim, k0 = shape->k_offsets[row];
            for (int64_t i = 0; i < h.queries; i++) {
                int64_t t = shape->q_offsets[row] + i;
                grad_of_query(&h, i, lse[t * shape->heads + number], o + t * shape->ldo + column,
                              grad_o + t * shape->ldo + column, grad_q + t * shape->ldq + column,
                              grad_k + k0 * shape->ldk + column, grad_v + k0 * shape->ldv + column);
            }
        }
}
