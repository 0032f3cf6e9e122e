/* Dense products on one thread. A block of B is copied in panels of two vectors' columns, in the order in which
 * the product reads it, and stays in the second cache; strips of six lines of A meet all its panels. Lines of A
 * are read where they are; columns of a transposed A are copied, many strips at a time, so that each piece of
 * memory is read once. */
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

enum {
    STRIP = 6, /* lines: with two vectors, 12 of 16 registers hold sums */
    PANEL = 2 * LANES,
    DEPTH = 384,
    COLUMNS = 96,                   /* of a block */
    COLUMNS_TA = 192,               /* the same where A is copied, which is to be worth it */
    GROUP = 8 * STRIP,              /* lines of A that are copied together */
    STRIDE = STRIP * DEPTH + LANES, /* from strip to strip of a copy */
    AHEAD = 16 * PANEL,             /* of B, asked for in time */
    LINES = 16 * STRIP,             /* of A that meet a panel of B */
    CACHE_LINE = 16,                /* numbers */
    LINES_AHEAD = 16,               /* of what is copied, asked for in time: each lies on a page of its own */
};

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Strip times panel, of `lines` lines (a constant where this is inlined): C (+)= A B. A's element (i, l) is
 * a[i * line + l * step]. */
typedef struct tile {
    int64_t depth, panel; /* from panel to panel of B */
    const float *a;
    int64_t line, step;
    float *c;
    int64_t ldc;
    bool add;
    int64_t ahead, ahead_step; /* from B: what is asked for in time */
} tile;

AIFT__INLINE void multiply(const tile *t, const float *b, float *c, int64_t ldc, bool add, int lines,
                           int vecs)
{
    vec sum[STRIP][2];
    const int64_t line = t->line, step = t->step;
    const float *a = t->a, *a3 = a + 3 * line; /* two pointers reach six lines */
    const float *ahead = b + t->ahead;
#pragma GCC unroll 6
    for (int i = 0; i < lines; i++)
        sum[i][0] = sum[i][1] = (vec){0};
#pragma GCC unroll 2
    for (int64_t l = 0; l < t->depth; l++, a += step, a3 += step, b += PANEL, ahead += t->ahead_step) {
        vec b0 = vec_load(b), b1 = vecs > 1 ? vec_load(b + LANES) : b0;
        __builtin_prefetch(ahead);
#pragma GCC unroll 6
        for (int i = 0; i < lines; i++) {
            vec x = vec_of(i < 3 ? a[i * line] : a3[(i - 3) * line]);
            sum[i][0] += x * b0;
            if (vecs > 1)
                sum[i][1] += x * b1;
        }
    }
#pragma GCC unroll 6
    for (int i = 0; i < lines; i++) {
        float *to = c + i * ldc;
        vec_store(to, add ? vec_load(to) + sum[i][0] : sum[i][0]);
        if (vecs > 1)
            vec_store(to + LANES, add ? vec_load(to + LANES) + sum[i][1] : sum[i][1]);
    }
}

/* Fewer columns than a vector has, by way of a square of its own. */
AIFT__INLINE void multiply_some(const tile *t, const float *b, float *c, int64_t columns, int lines)
{
    float square[STRIP * LANES] = {0};
    multiply(t, b, square, LANES, false, lines, 1);
    for (int i = 0; i < lines; i++)
        for (int64_t j = 0; j < columns; j++) {
            float *to = c + i * t->ldc + j;
            *to = t->add ? *to + square[i * LANES + j] : square[i * LANES + j];
        }
}

AIFT__INLINE void strip(const tile *t, const float *b, int64_t columns, int lines)
{
    int64_t j = 0;
    for (; j + PANEL <= columns; j += PANEL, b += t->panel)
        multiply(t, b, t->c + j, t->ldc, t->add, lines, 2);
    if (j + LANES <= columns) {
        multiply(t, b, t->c + j, t->ldc, t->add, lines, 1);
        j += LANES;
        b += LANES;
    }
    if (j < columns)
        multiply_some(t, b, t->c + j, columns - j, lines);
}

static void any_strip(const tile *t, const float *b, int64_t columns, int64_t lines)
{
    switch (lines) {
    case 1:
        strip(t, b, columns, 1);
        break;
    case 2:
        strip(t, b, columns, 2);
        break;
    case 3:
        strip(t, b, columns, 3);
        break;
    case 4:
        strip(t, b, columns, 4);
        break;
    case 5:
        strip(t, b, columns, 5);
        break;
    default:
        strip(t, b, columns, 6);
    }
}

/* ---- copies ---- */

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
    int64_t whole = (n + PANEL - 1) / PANEL * PANEL;
    for (int64_t j = 0; j < whole; j += LANES) {
        float *panel = to + j / PANEL * PANEL * depth + j % PANEL;
        int64_t some = j < n ? least(LANES, n - j) : 0, at = column + (j < n ? j : 0);
        if (g->tb)
            pack_turned(g->b + at * g->ldb + line, g->ldb, depth, some, g->alpha, panel);
        else
            pack_plain(g->b + line * g->ldb + at, g->ldb, depth, some, g->alpha, panel);
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

/* ---- the product ---- */

/* A block of columns, and of it the lines of op(B) from `line` on. */
typedef struct block {
    int64_t column, columns, line, depth;
    const float *b;
    int64_t panel;  /* from panel to panel */
    bool add, last; /* nothing comes after it: the tail's turn */
} block;

/* The tile of these lines and of the block's columns from `column` on. */
static tile tile_at(const aift__gemm *g, const block *b, int64_t row, int64_t column)
{
    return (tile){.depth = b->depth,
                  .panel = b->panel,
                  .a = g->a + row * g->lda + b->line,
                  .line = g->lda,
                  .step = 1,
                  .c = g->c + row * g->ldc + b->column + column,
                  .ldc = g->ldc,
                  .add = b->add,
                  .ahead = AHEAD,
                  .ahead_step = PANEL};
}

static void finish(const aift__gemm *g, const block *b, int64_t row, int64_t lines)
{
    if (!b->last || aift__tail_is_empty(&g->tail))
        return;
    int64_t at = row * g->ldc + b->column;
    aift__tail tail = aift__tail_at(&g->tail, at, b->column);
    AIFT__SIMD(tail)(&tail, lines, b->columns, g->ldc, g->c + at);
}

/* Of so many lines, those that make the next strip: 4 + 4, not 6 + 2. */
static int64_t lines_of_strip(int64_t left)
{
    int64_t strips = (left + STRIP - 1) / STRIP;
    return (left + strips - 1) / strips;
}

/* Each panel meets all lines of a group while it is near, and each strip asks for its share of the next panel, which
 * may come from far away. */
static void group_of_lines(const aift__gemm *g, const block *b, int64_t first, int64_t end)
{
    const int64_t strips = (end - first + STRIP - 1) / STRIP;
    for (int64_t column = 0; column < b->columns; column += PANEL) {
        const float *panel = b->b + column / PANEL * b->panel;
        for (int64_t row = first, lines, s = 0; row < end; row += lines, s++) {
            lines = lines_of_strip(end - row);
            tile t = tile_at(g, b, row, column);
            t.ahead = b->panel + s * b->depth / strips * PANEL;
            t.ahead_step = (PANEL + strips - 1) / strips;
            any_strip(&t, panel, least(PANEL, b->columns - column), lines);
        }
    }
    finish(g, b, first, end - first);
}

static void plain_block(const aift__gemm *g, const block *b)
{
    for (int64_t row = 0; row < g->m; row += LINES)
        group_of_lines(g, b, row, least(g->m, row + LINES));
}

static void turned_block(const aift__gemm *g, const block *b)
{
    _Alignas(64) float packed[GROUP / STRIP * STRIDE];
    for (int64_t row = 0; row < g->m; row += GROUP) {
        int64_t rows = least(GROUP, g->m - row);
        pack_a(g, b->line, b->depth, row, rows, packed);
        for (int64_t i = 0; i < rows; i += STRIP) {
            tile t = tile_at(g, b, row + i, 0);
            t.a = packed + i / STRIP * STRIDE;
            t.line = 1;
            t.step = STRIP;
            any_strip(&t, b->b, b->columns, least(STRIP, rows - i));
            finish(g, b, row + i, least(STRIP, rows - i));
        }
    }
}

/* c = beta c, where that is more than adding. */
static void scale_c(const aift__gemm *g)
{
    for (int64_t i = 0; g->beta != 0 && g->beta != 1 && i < g->m; i++)
        for (int64_t j = 0; j < g->n; j++)
            g->c[i * g->ldc + j] *= g->beta;
}

void AIFT__SIMD(gemm)(const aift__gemm *g)
{
    _Alignas(64) float packed[DEPTH * COLUMNS_TA + AHEAD];
    const int64_t width = g->ta ? COLUMNS_TA : COLUMNS;
    const int64_t blocks = (g->k + DEPTH - 1) / DEPTH;
    const int64_t depth =
        ((g->k + blocks - 1) / blocks + LANES - 1) / LANES * LANES; /* alike, not 384 + 134 */
    scale_c(g);
    for (int64_t column = 0; column < g->n; column += width)
        for (int64_t line = 0; line < g->k; line += depth) {
            block b = {.column = column,
                       .columns = least(width, g->n - column),
                       .line = line,
                       .depth = least(depth, g->k - line),
                       .add = line > 0 || g->beta != 0,
                       .last = line + depth >= g->k};
            b.b = g->packed ? g->packed + column * g->k + line * PANEL : packed;
            b.panel = PANEL * (g->packed ? g->k : b.depth);
            if (!g->packed)
                pack_b(g, line, b.depth, column, b.columns, packed);
            if (g->ta)
                turned_block(g, &b);
            else
                plain_block(g, &b);
        }
}

void AIFT__SIMD(pack)(const aift__gemm *g, int64_t begin, int64_t end, float *to)
{
    for (int64_t j = begin * PANEL; j < end * PANEL; j += PANEL)
        pack_b(g, 0, g->k, j, least(PANEL, g->n - j), to + j * g->k);
}
