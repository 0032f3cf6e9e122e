/* What a product on one thread reads in another order than it lies in memory: panels of B, strips of a transposed A. */
#ifndef AIFT_LIB_KERNELS_SIMD_GEMM_COPY_H
#define AIFT_LIB_KERNELS_SIMD_GEMM_COPY_H

#include "kernels/simd/simd.h"
#include "kernels/simd/vec.h"

enum {
    STRIP = 6, /* lines of A: with two vectors of B, 12 of 16 registers hold sums */
    PANEL = 2 * LANES,
    DEPTH_TA = 192,                    /* of a copy of A, at most */
    STRIDE = STRIP * DEPTH_TA + LANES, /* from strip to strip of it */
    CACHE_LINE = 16,                   /* numbers */
    LINES_AHEAD = 16, /* of what is copied, asked for in time: each lies on a page of its own */
};

/* Panels out of B, not transposed: `depth` lines of n columns, zeros behind them. */
static void pack_plain(const float *b, int64_t ldb, int64_t depth, int64_t n, float alpha, float *to)
{
    for (int64_t l = 0; l < depth; l++, b += ldb, to += PANEL) {
        float *x = to;
        int64_t j = 0;
        for (; j + PANEL <= n; j += PANEL, x += PANEL * depth) {
            __builtin_prefetch(b + LINES_AHEAD * ldb + j);
            vec_store(x, vec_load(b + j) * alpha);
            vec_store(x + LANES, vec_load(b + j + LANES) * alpha);
        }
        for (int64_t i = 0; j < n && i < PANEL; i++)
            x[i] = j + i < n ? b[j + i] * alpha : 0;
    }
}

/* Eight columns of a panel out of a transposed B, whose lines they are. */
static void pack_turned(const float *b, int64_t ldb, int64_t depth, int64_t n, float alpha, float *to)
{
    for (int64_t l = 0; l < depth; l += LANES) {
        int64_t some = least(LANES, depth - l);
        vec square[LANES];
        for (int64_t j = 0; j < LANES; j++) {
            const float *x = b + j * ldb + l;
            square[j] = j >= n ? (vec){0} : some == LANES ? vec_load(x) : vec_load_some(x, some);
        }
        vec_transpose(square);
        for (int64_t i = 0; i < some; i++)
            vec_store(to + (l + i) * PANEL, square[i] * alpha);
    }
}

/* The columns [column, column + n) of the lines [line, line + depth) of alpha op(B). */
static void pack_b(const aift__gemm *g, int64_t line, int64_t depth, int64_t column, int64_t n, float *to)
{
    if (!g->tb) {
        pack_plain(g->b + line * g->ldb + column, g->ldb, depth, n, g->alpha, to);
        return;
    }
    for (int64_t j = 0; j < (n + PANEL - 1) / PANEL * PANEL; j += LANES) {
        float *panel = to + j / PANEL * PANEL * depth + j % PANEL;
        int64_t some = j < n ? least(LANES, n - j) : 0, at = column + (j < n ? j : 0);
        pack_turned(g->b + at * g->ldb + line, g->ldb, depth, some, g->alpha, panel);
    }
}

/* Strips of a transposed A: of each, a line of six numbers for each column. Eight are stored at once; the two
 * too many are overwritten by the next, or lie between the strips. */
static void pack_a(const aift__gemm *g, int64_t line, int64_t depth, int64_t row, int64_t rows, float *to)
{
    for (int64_t l = 0; l < depth; l++) {
        const float *a = g->a + (line + l) * g->lda + row;
        float *x = to + l * STRIP;
        int64_t i = 0;
        for (int64_t j = 0; j < rows; j += CACHE_LINE)
            __builtin_prefetch(a + LINES_AHEAD * g->lda + j);
        for (; i < rows && row + i + LANES <= g->m; i += STRIP, x += STRIDE)
            vec_store(x, vec_load(a + i));
        for (; i < rows; i += STRIP, x += STRIDE)
            for (int64_t j = 0; j < least(STRIP, rows - i); j++)
                x[j] = a[i + j];
    }
}

#endif
