/* Dense products on one thread. A part of B is copied in panels of two vectors' columns that stay in the second
 * cache; each six lines of A are copied, so that they stay in the first, and meet all panels. */
#include "kernels/simd/level.h"
#include "kernels/simd/micro.h"

enum { DEPTH = 384, COLUMNS = 128, PANEL = MICRO_VECS * LANES };

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Eight columns of a panel out of B, not transposed: `depth` lines of n columns, zeros behind them. */
static void pack_plain(const float *b, int64_t ldb, int64_t depth, int64_t n, float alpha, float *to)
{
    for (int64_t l = 0; l < depth; l++)
        vec_store(to + l * PANEL,
                  (n >= LANES ? vec_load(b + l * ldb) : vec_load_some(b + l * ldb, n)) * alpha);
}

/* The same out of a transposed B, whose lines are the columns. */
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
    for (int64_t j = 0; j < n; j += LANES) {
        float *panel = to + j / PANEL * PANEL * depth + j % PANEL;
        int64_t some = least(LANES, n - j);
        if (g->tb)
            pack_turned(g->b + (column + j) * g->ldb + line, g->ldb, depth, some, g->alpha, panel);
        else
            pack_plain(g->b + line * g->ldb + column + j, g->ldb, depth, some, g->alpha, panel);
    }
}

/* Up to six lines of op(A): each line side by side, or, out of a transposed A, each column. */
static void pack_a(const aift__gemm *g, int64_t line, int64_t lines, int64_t column, int64_t depth, float *to)
{
    const float *a = g->ta ? g->a + column * g->lda + line : g->a + line * g->lda + column;
    if (!g->ta)
        for (int64_t i = 0; i < lines; i++)
            memcpy(to + i * DEPTH, a + i * g->lda, (size_t)depth * sizeof *to);
    else if (line + LANES <= g->m) /* two numbers too many, which the next column overwrites */
        for (int64_t l = 0; l < depth; l++)
            vec_store(to + l * MICRO_LINES, vec_load(a + l * g->lda));
    else
        for (int64_t l = 0; l < depth; l++)
            for (int64_t i = 0; i < lines; i++)
                to[l * MICRO_LINES + i] = a[l * g->lda + i];
}

/* c = beta c, where that is more than adding. */
static void scale_c(const aift__gemm *g)
{
    if (g->beta == 0 || g->beta == 1)
        return;
    for (int64_t i = 0; i < g->m; i++)
        for (int64_t j = 0; j < g->n; j++)
            g->c[i * g->ldc + j] *= g->beta;
}

void AIFT__SIMD(gemm)(const aift__gemm *g)
{
    _Alignas(64) float packed_b[DEPTH * COLUMNS], packed_a[MICRO_LINES * DEPTH + LANES];
    scale_c(g);
    for (int64_t line = 0; line < g->k; line += DEPTH)
        for (int64_t column = 0; column < g->n; column += COLUMNS) {
            int64_t depth = least(DEPTH, g->k - line), columns = least(COLUMNS, g->n - column);
            pack_b(g, line, depth, column, columns, packed_b);
            for (int64_t i = 0; i < g->m; i += MICRO_LINES) {
                int64_t lines = least(MICRO_LINES, g->m - i);
                pack_a(g, i, lines, line, depth, packed_a);
                for (int64_t j = 0; j < columns; j += PANEL) {
                    micro_product p = {depth,
                                       packed_a,
                                       g->ta ? 1 : DEPTH,
                                       g->ta ? MICRO_LINES : 1,
                                       packed_b + j * depth,
                                       PANEL,
                                       g->c + i * g->ldc + column + j,
                                       g->ldc,
                                       line > 0 || g->beta != 0};
                    AIFT__SIMD(micro_run)(&p, lines, least(PANEL, columns - j));
                }
            }
        }
}
