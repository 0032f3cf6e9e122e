/* Dense products on one thread. A block of B is copied in panels of two vectors' columns, in the order in which
 * the product reads it, and stays in the second cache. A group of strips of six lines of A meets one panel after the
 * other. Lines of A are read where they are; columns of a transposed A are copied, a group at a time, so that
 * each piece of memory is read once. */
#include "kernels/simd/gemm_copy.h"
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

enum {
    DEPTH = 384,
    COLUMNS = 96,       /* of a block */
    COLUMNS_TA = 384,   /* the same where A is copied, which is to be worth it; DEPTH_TA is its depth */
    LINES = 16 * STRIP, /* of a group */
    AHEAD = 16 * PANEL, /* of B, asked for in time */
};

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

/* Lines [first, end) of op(A), and a copy of them where A is transposed. */
typedef struct group {
    int64_t first, end;
    const float *copy;
} group;

static tile tile_of_group(const aift__gemm *g, const block *b, const group *part, int64_t row, int64_t column)
{
    tile t = tile_at(g, b, row, column);
    if (part->copy) {
        t.a = part->copy + (row - part->first) / STRIP * STRIDE;
        t.line = 1;
        t.step = STRIP;
    }
    return t;
}

/* Each panel meets all lines of a group while it is near, and each strip asks for its share of the next panel, which
 * may come from far away. */
static void multiply_group(const aift__gemm *g, const block *b, const group *part)
{
    const int64_t strips = (part->end - part->first + STRIP - 1) / STRIP;
    for (int64_t column = 0; column < b->columns; column += PANEL) {
        const float *panel = b->b + column / PANEL * b->panel;
        for (int64_t row = part->first, lines, s = 0; row < part->end; row += lines, s++) {
            lines = part->copy ? least(STRIP, part->end - row) : lines_of_strip(part->end - row);
            tile t = tile_of_group(g, b, part, row, column);
            t.ahead = b->panel + s * b->depth / strips * PANEL;
            t.ahead_step = (PANEL + strips - 1) / strips;
            any_strip(&t, panel, least(PANEL, b->columns - column), lines);
        }
    }
    finish(g, b, part->first, part->end - part->first);
}

static void multiply_block(const aift__gemm *g, const block *b)
{
    _Alignas(64) float copy[LINES / STRIP * STRIDE];
    for (int64_t row = 0; row < g->m; row += LINES) {
        group part = {.first = row, .end = least(g->m, row + LINES), .copy = g->ta ? copy : NULL};
        if (g->ta)
            pack_a(g, b->line, b->depth, row, part.end - row, copy);
        multiply_group(g, b, &part);
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
    _Alignas(64) float packed[DEPTH_TA * COLUMNS_TA + AHEAD];
    const int64_t width = g->ta ? COLUMNS_TA : COLUMNS;
    const int64_t deep = g->ta ? DEPTH_TA : DEPTH;
    const int64_t blocks = (g->k + deep - 1) / deep, whole = g->packed_k ? g->packed_k : g->k;
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
            b.b = g->packed ? g->packed + column * whole + line * PANEL : packed;
            b.panel = PANEL * (g->packed ? whole : b.depth);
            if (!g->packed)
                pack_b(g, line, b.depth, column, b.columns, packed);
            multiply_block(g, &b);
        }
}

void AIFT__SIMD(pack)(const aift__gemm *g, int64_t begin, int64_t end, float *to)
{
    for (int64_t j = begin * PANEL; j < end * PANEL; j += PANEL)
        pack_b(g, 0, g->k, j, least(PANEL, g->n - j), to + j * g->k);
}
