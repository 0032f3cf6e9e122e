/* What attention and its gradient share: blocks of queries and keys of one head of one row, copied side by
 * side, and their scores.
 *
 * A block has at most QUERIES x KEYS scores. Wide heads are taken WIDTH numbers at a time. Nothing grows with
 * the length of the row; the gradient takes 170 KB of stack, the most. */
#ifndef AIFT_LIB_KERNELS_SIMD_ATTENTION_H
#define AIFT_LIB_KERNELS_SIMD_ATTENTION_H

#include "kernels/simd/level.h"
#include "kernels/simd/math.h"
#include "kernels/simd/micro.h"

enum { QUERIES = 36, KEYS = 128, WIDTH = 64 };

/* One head of one row of a tensor: line t is at + t * ld. */
typedef struct lines {
    const float *at;
    int64_t ld;
} lines;

/* A copy of a part of them or of its transpose, made again only when another part is asked for. */
typedef struct packed {
    int64_t line, column; /* the first; -1: nothing is held */
    float *at;
} packed;

/* The randomness of a head's scores. */
typedef struct chance {
    const aift__words *words;
    uint64_t first; /* element number of the first score */
    int64_t keys;   /* scores of a query */
    uint32_t threshold;
    float scale; /* of what is kept */
    bool on;
} chance;

AIFT__INLINE int64_t whole_vecs(int64_t n)
{
    return (n + LANES - 1) / LANES * LANES;
}

AIFT__INLINE vec load_up_to(const float *p, int64_t n)
{
    return n >= LANES ? vec_load(p) : vec_load_some(p, n);
}

static inline bool held(packed *part, int64_t line, int64_t column)
{
    if (part->line == line && part->column == column)
        return true;
    part->line = line;
    part->column = column;
    return false;
}

/* `count` lines, times scale; zeros up to a whole vector. */
static inline void pack(packed *to, lines from, int64_t line, int64_t count, int64_t column, int64_t width,
                        float scale)
{
    if (held(to, line, column))
        return;
    float *y = to->at;
    for (int64_t i = 0; i < count; i++, y += whole_vecs(width)) {
        const float *x = from.at + (line + i) * from.ld + column;
        for (int64_t j = 0; j < width; j += LANES)
            vec_store(y + j, load_up_to(x + j, width - j) * scale);
    }
}

/* The transpose, in lines of KEYS numbers; zeros up to a whole vector. */
static inline void pack_transposed(packed *to, lines from, int64_t line, int64_t count, int64_t column,
                                   int64_t width)
{
    if (held(to, line, column))
        return;
    const float *x = from.at + line * from.ld + column;
    for (int64_t i = 0; i < count; i += LANES)
        for (int64_t j = 0; j < width; j += LANES) {
            vec square[LANES];
            for (int64_t l = 0; l < LANES; l++)
                square[l] = i + l < count ? load_up_to(x + (i + l) * from.ld + j, width - j) : (vec){0};
            vec_transpose(square);
            for (int64_t l = 0; l < least(LANES, width - j); l++)
                vec_store(to->at + (j + l) * KEYS + i, square[l]);
        }
}

/* out[count, KEYS] (+)= packed lines [count, width] times a packed transpose [width, keys]. */
static inline void scores(const packed *a, const packed *bt, int64_t count, int64_t keys, int64_t width,
                          bool add, float *out)
{
    micro_product p = {width, a->at, whole_vecs(width), 1, bt->at, KEYS, out, KEYS, add};
    AIFT__SIMD(micro_run)(&p, count, whole_vecs(keys));
}

static inline chance chance_of(const aift__attention *a, const aift__words *words, int64_t head,
                               int64_t queries, int64_t keys)
{
    return (chance){.words = words,
                    .first = (uint64_t)(head * queries) * (uint64_t)keys,
                    .keys = keys,
                    .threshold = aift__dropout_threshold(a->dropout),
                    .scale = a->dropout < 1.0 ? (float)(1.0 / (1.0 - a->dropout)) : 0.0f,
                    .on = a->dropout > 0};
}

/* The words of a block of scores; returns the distance between the words of two queries. Words of queries
 * that have all their keys in one block follow each other. `out` holds QUERIES * KEYS + LANES words. */
static inline int64_t draw(const chance *c, int64_t query, int64_t count, int64_t key, int64_t keys,
                           uint32_t *out)
{
    uint64_t e = c->first + (uint64_t)query * (uint64_t)c->keys + (uint64_t)key;
    if (!c->on)
        return 0;
    if (keys == c->keys) {
        AIFT__SIMD(words)(c->words, e, count * keys, out);
        return keys;
    }
    for (int64_t i = 0; i < count; i++)
        AIFT__SIMD(words)(c->words, e + (uint64_t)(i * c->keys), keys, out + i * KEYS);
    return KEYS;
}

/* What is kept of eight scores' numbers. */
AIFT__INLINE vec keep(const chance *c, const uint32_t *word, vec x)
{
    uvec w = *(const uvec_anywhere *)word;
    return (vec)((ivec)(x * c->scale) & (ivec)(w >= c->threshold));
}

#endif
