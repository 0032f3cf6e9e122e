/* Attention of one head of one row, by blocks: no matrix of all scores (Dao et al. 2022).
 *
 * For each query the largest score so far and the sum of exp(score - largest) are kept; where a later block
 * has a larger score, what was summed up is scaled down. */
#include "kernels/simd/attention.h"

enum { SPAN = 14 * QUERIES }; /* queries whose state is kept: keys are copied once for so many */

struct forward {
    int64_t width; /* of a head */
    float scale;
    lines q, k, v;
    chance chance;
    float *o;
    int64_t ldo;
    packed part_q, part_kt, part_v;
    float *score;   /* [QUERIES, KEYS] */
    uint32_t *word; /* the same */
    float largest[SPAN], sum[SPAN];
};

/* The largest score of each query so far; shrink[i] is what sums and results so far are to be multiplied by.
 */
static void raise_largest(int64_t count, int64_t keys, float *score, float *largest, float *shrink)
{
    for (int64_t i = 0; i < count; i++, score += KEYS) {
        vec most = vec_of(largest[i]);
        for (int64_t j = keys; j < whole_vecs(keys); j++)
            score[j] = -INFINITY;
        for (int64_t j = 0; j < keys; j += LANES)
            most = vec_max(vec_load(score + j), most);
        float now = vec_largest(most);
        shrink[i] = largest[i] - now;
        largest[i] = now;
    }
    vec_map(count, shrink, shrink, vec_exp);
}

/* Scores to probabilities, not yet divided by their sums. A pass of its own: with no wait for each query's
 * largest score, the exponentials follow each other without a gap. */
static void soften(int64_t count, int64_t keys, const chance *luck, const uint32_t *word, int64_t distance,
                   float *score, const float *largest, const float *shrink, float *sum)
{
    for (int64_t i = 0; i < count; i++, score += KEYS, word += distance) {
        vec total = {0}, now = vec_of(largest[i]);
        for (int64_t j = 0; j < keys; j += LANES) {
            vec p = vec_exp(vec_load(score + j) - now);
            total += p;
            vec_store(score + j, luck->on ? keep(luck, word + j, p) : p);
        }
        sum[i] = sum[i] * shrink[i] + vec_sum(total);
    }
}

static void shrink_line(int64_t n, float scale, float *x)
{
    for (int64_t i = 0; i < n; i++)
        x[i] *= scale;
}

/* The queries query .. query + count - 1 meet the keys key .. key + keys - 1. */
static void block(struct forward *f, int64_t span, int64_t query, int64_t count, int64_t key, int64_t keys)
{
    float *o = f->o + query * f->ldo, *largest = f->largest + query - span, shrink[QUERIES];
    for (int64_t column = 0; column < f->width; column += WIDTH) {
        int64_t width = least(WIDTH, f->width - column);
        pack(&f->part_q, f->q, query, count, column, width, f->scale);
        pack_transposed(&f->part_kt, f->k, key, keys, column, width);
        scores(&f->part_q, &f->part_kt, count, keys, width, column > 0, f->score);
    }
    int64_t distance = draw(&f->chance, query, count, key, keys, f->word);
    raise_largest(count, keys, f->score, largest, shrink);
    soften(count, keys, &f->chance, f->word, distance, f->score, largest, shrink, f->sum + query - span);
    for (int64_t i = 0; i < count && key > 0; i++)
        if (shrink[i] != 1.0f)
            shrink_line(f->width, shrink[i], o + i * f->ldo);
    for (int64_t column = 0; column < f->width; column += WIDTH) {
        int64_t width = least(WIDTH, f->width - column);
        pack(&f->part_v, f->v, key, keys, column, width, 1.0f);
        micro_product p = {keys,       f->score, KEYS,   1, f->part_v.at, whole_vecs(width),
                           o + column, f->ldo,   key > 0};
        AIFT__SIMD(micro_run)(&p, count, width);
    }
}

static void run(struct forward *f, int64_t queries, int64_t keys, float *lse, int64_t heads)
{
    for (int64_t span = 0; span < queries; span += SPAN) {
        int64_t end = least(queries, span + SPAN);
        for (int64_t i = 0; i < end - span; i++) {
            f->largest[i] = -INFINITY;
            f->sum[i] = 0;
        }
        for (int64_t key = 0; key < keys; key += KEYS)
            for (int64_t query = span; query < end; query += QUERIES)
                block(f, span, query, least(QUERIES, end - query), key, least(KEYS, keys - key));
        for (int64_t i = span; i < end; i++) {
            shrink_line(f->width, 1.0f / f->sum[i - span], f->o + i * f->ldo);
            lse[i * heads] = f->largest[i - span] + logf(f->sum[i - span]);
        }
    }
}

void AIFT__SIMD(attention)(const aift__attention *a, const aift__words *words, int64_t row, int64_t head,
                           const float *q, const float *k, const float *v, float *o, float *lse)
{
    int64_t q0 = a->q_offsets[row], k0 = a->k_offsets[row], column = head * a->head_dim;
    int64_t queries = a->q_offsets[row + 1] - q0, keys = a->k_offsets[row + 1] - k0;
    _Alignas(32) float qs[QUERIES * WIDTH], ks[KEYS * WIDTH], vs[KEYS * WIDTH], score[QUERIES * KEYS];
    uint32_t word[QUERIES * KEYS + LANES];
    struct forward f = {.width = a->head_dim,
                        .scale = (float)a->scale,
                        .q = {q + q0 * a->ldq + column, a->ldq},
                        .k = {k + k0 * a->ldk + column, a->ldk},
                        .v = {v + k0 * a->ldv + column, a->ldv},
                        .chance = chance_of(a, words, head, queries, keys),
                        .o = o + q0 * a->ldo + column,
                        .ldo = a->ldo,
                        .part_q = {-1, -1, qs},
                        .part_kt = {-1, -1, ks},
                        .part_v = {-1, -1, vs},
                        .score = score,
                        .word = word};
    if (keys > 0)
        run(&f, queries, keys, lse + q0 * a->heads + head, a->heads);
    for (int64_t i = 0; keys == 0 && i < queries; i++) { /* nothing to attend to */
        memset(f.o + i * f.ldo, 0, (size_t)f.width * sizeof *o);
        lse[(q0 + i) * a->heads + head] = -INFINITY;
    }
}
