/* The gradient of attention of one head of one row: probabilities are computed again from the scores and lse.
 *
 * With P the probabilities, Z = dropout's factors (0 or 1 / (1 - p)) and D = sum of grad_o o over a query's
 * numbers: grad_v = (P Z)^T grad_o, S' = P (Z grad_o v^T - D), grad_q = scale S' k, grad_k = scale S'^T q. */
#include "kernels/simd/attention.h"

struct backward {
    int64_t width, heads;
    float scale;
    lines q, k, v, o, grad_o;
    const float *lse;
    chance chance;
    float *grad_q, *grad_k, *grad_v;
    int64_t ldq, ldk, ldv;
    packed part_q, part_k, part_kt, part_vt, part_grad;
    float *p, *slope; /* [QUERIES, KEYS] */
    uint32_t *word;   /* the same */
};

static float dot(int64_t n, const float *a, const float *b)
{
    vec sum = {0};
    for (int64_t i = 0; i < n; i += LANES)
        sum += load_up_to(a + i, n - i) * load_up_to(b + i, n - i);
    return vec_sum(sum);
}

/* From scores in p and grad_o v^T in slope to P Z in p and S' in slope, for a query whose lse and D are given.
 */
static void bend(int64_t keys, float lse, float delta, const chance *luck, const uint32_t *word, float *p,
                 float *slope)
{
    for (int64_t j = 0; j < keys; j += LANES) {
        vec probability = vec_exp(vec_load(p + j) - lse), grad = vec_load(slope + j), kept = probability;
        if (luck->on) {
            kept = keep(luck, word + j, probability);
            grad = keep(luck, word + j, grad);
        }
        vec_store(p + j, kept);
        vec_store(slope + j, probability * (grad - delta));
    }
}

/* Sums over the queries or keys of the block, for WIDTH columns of a head. */
static void add_up(struct backward *b, int64_t query, int64_t count, int64_t key, int64_t keys,
                   int64_t column)
{
    int64_t width = least(WIDTH, b->width - column), ld = whole_vecs(width);
    pack(&b->part_grad, b->grad_o, query, count, column, width, 1.0f);
    pack(&b->part_q, b->q, query, count, column, width, b->scale);
    pack(&b->part_k, b->k, key, keys, column, width, b->scale);
    float *grad_q = b->grad_q + query * b->ldq + column, *grad_k = b->grad_k + key * b->ldk + column,
          *grad_v = b->grad_v + key * b->ldv + column;
    micro_product to_v = {count, b->p, 1, KEYS, b->part_grad.at, ld, grad_v, b->ldv, query > 0};
    AIFT__SIMD(micro_run)(&to_v, keys, width);
    micro_product to_k = {count, b->slope, 1, KEYS, b->part_q.at, ld, grad_k, b->ldk, query > 0};
    AIFT__SIMD(micro_run)(&to_k, keys, width);
    micro_product to_q = {keys, b->slope, KEYS, 1, b->part_k.at, ld, grad_q, b->ldq, key > 0};
    AIFT__SIMD(micro_run)(&to_q, count, width);
}

static void block(struct backward *b, int64_t query, int64_t count, int64_t key, int64_t keys)
{
    float delta[QUERIES];
    for (int64_t column = 0; column < b->width; column += WIDTH) {
        int64_t width = least(WIDTH, b->width - column);
        pack(&b->part_q, b->q, query, count, column, width, b->scale);
        pack_transposed(&b->part_kt, b->k, key, keys, column, width);
        scores(&b->part_q, &b->part_kt, count, keys, width, column > 0, b->p);
        pack(&b->part_grad, b->grad_o, query, count, column, width, 1.0f);
        pack_transposed(&b->part_vt, b->v, key, keys, column, width);
        scores(&b->part_grad, &b->part_vt, count, keys, width, column > 0, b->slope);
    }
    int64_t distance = draw(&b->chance, query, count, key, keys, b->word);
    for (int64_t i = 0; i < count; i++)
        delta[i] = dot(b->width, b->grad_o.at + (query + i) * b->grad_o.ld, b->o.at + (query + i) * b->o.ld);
    for (int64_t i = 0; i < count; i++)
        bend(keys, b->lse[(query + i) * b->heads], delta[i], &b->chance, b->word + i * distance,
             b->p + i * KEYS, b->slope + i * KEYS);
    for (int64_t column = 0; column < b->width; column += WIDTH)
        add_up(b, query, count, key, keys, column);
}

static void zero_lines(int64_t count, int64_t width, float *x, int64_t ld)
{
    for (int64_t i = 0; i < count; i++)
        memset(x + i * ld, 0, (size_t)width * sizeof *x);
}

static void run(struct backward *b, int64_t queries, int64_t keys)
{
    if (queries == 0 || keys == 0) {
        zero_lines(queries, b->width, b->grad_q, b->ldq);
        zero_lines(keys, b->width, b->grad_k, b->ldk);
        zero_lines(keys, b->width, b->grad_v, b->ldv);
        return;
    }
    for (int64_t key = 0; key < keys; key += KEYS)
        for (int64_t query = 0; query < queries; query += QUERIES)
            block(b, query, least(QUERIES, queries - query), key, least(KEYS, keys - key));
}

void AIFT__SIMD(attention_grad)(const aift__attention *a, const aift__words *words, int64_t row, int64_t head,
                                const float *q, const float *k, const float *v, const float *o,
                                const float *lse, const float *grad_o, float *grad_q, float *grad_k,
                                float *grad_v)
{
    int64_t q0 = a->q_offsets[row], k0 = a->k_offsets[row], column = head * a->head_dim;
    int64_t queries = a->q_offsets[row + 1] - q0, keys = a->k_offsets[row + 1] - k0;
    _Alignas(32) float qs[QUERIES * WIDTH], gs[QUERIES * WIDTH], ks[KEYS * WIDTH], kts[KEYS * WIDTH],
        vts[KEYS * WIDTH], p[QUERIES * KEYS], slope[QUERIES * KEYS];
    uint32_t word[QUERIES * KEYS + LANES];
    struct backward b = {.width = a->head_dim,
                         .heads = a->heads,
                         .scale = (float)a->scale,
                         .q = {q + q0 * a->ldq + column, a->ldq},
                         .k = {k + k0 * a->ldk + column, a->ldk},
                         .v = {v + k0 * a->ldv + column, a->ldv},
                         .o = {o + q0 * a->ldo + column, a->ldo},
                         .grad_o = {grad_o + q0 * a->ldo + column, a->ldo},
                         .lse = lse + q0 * a->heads + head,
                         .chance = chance_of(a, words, head, queries, keys),
                         .grad_q = grad_q + q0 * a->ldq + column,
                         .grad_k = grad_k + k0 * a->ldk + column,
                         .grad_v = grad_v + k0 * a->ldv + column,
                         .ldq = a->ldq,
                         .ldk = a->ldk,
                         .ldv = a->ldv,
                         .part_q = {-1, -1, qs},
                         .part_k = {-1, -1, ks},
                         .part_kt = {-1, -1, kts},
                         .part_vt = {-1, -1, vts},
                         .part_grad = {-1, -1, gs},
                         .p = p,
                         .slope = slope,
                         .word = word};
    run(&b, queries, keys);
}
