/* Small products in registers, a tile of at most 6 lines and 2 vectors at a time. */
#include "kernels/simd/micro.h"

/* One tile; lines, vecs are constants where this is inlined; some != 0: the last vector has so many columns.
 */
AIFT__INLINE void micro_tile(const micro_product *p, const float *a, const float *b, float *c, int lines,
                             int vecs, int64_t some)
{
    vec sum[MICRO_LINES][MICRO_VECS];
    int64_t a_line = p->a_line, a_step = p->a_step, ldb = p->ldb;
#pragma GCC unroll 6
    for (int i = 0; i < lines; i++)
#pragma GCC unroll 2
        for (int j = 0; j < vecs; j++)
            sum[i][j] = (vec){0};
    for (int64_t l = 0; l < p->k; l++, a += a_step, b += ldb) {
        vec line[MICRO_VECS];
#pragma GCC unroll 2
        for (int j = 0; j < vecs; j++)
            line[j] = vec_load(b + j * LANES);
#pragma GCC unroll 6
        for (int i = 0; i < lines; i++) {
            vec x = vec_of(a[i * a_line]);
#pragma GCC unroll 2
            for (int j = 0; j < vecs; j++)
                sum[i][j] += x * line[j];
        }
    }
#pragma GCC unroll 6
    for (int i = 0; i < lines; i++)
#pragma GCC unroll 2
        for (int j = 0; j < vecs; j++) {
            float *to = c + i * p->ldc + j * LANES;
            if (some && j == vecs - 1)
                vec_store_some(to, p->add ? vec_load_some(to, some) + sum[i][j] : sum[i][j], some);
            else
                vec_store(to, p->add ? vec_load(to) + sum[i][j] : sum[i][j]);
        }
}

/* The tiles of `lines` lines from c on, all n columns. */
AIFT__INLINE void micro_lines(const micro_product *p, const float *a, float *c, int64_t n, int lines)
{
    int64_t j = 0;
    for (; j + 2 * LANES <= n; j += 2 * LANES)
        micro_tile(p, a, p->b + j, c + j, lines, 2, 0);
    if (j + LANES <= n) {
        micro_tile(p, a, p->b + j, c + j, lines, 1, 0);
        j += LANES;
    }
    if (j < n)
        micro_tile(p, a, p->b + j, c + j, lines, 1, n - j);
}

void AIFT__SIMD(micro_run)(const micro_product *p, int64_t m, int64_t n)
{
    const float *a = p->a;
    float *c = p->c;
    while (m > 0) {
        int64_t lines = m == 7 || m == 8 ? 4 : m < MICRO_LINES ? m : MICRO_LINES; /* 4 + 4, not 6 + 2 */
        switch (lines) {
        case 1:
            micro_lines(p, a, c, n, 1);
            break;
        case 2:
            micro_lines(p, a, c, n, 2);
            break;
        case 3:
            micro_lines(p, a, c, n, 3);
            break;
        case 4:
            micro_lines(p, a, c, n, 4);
            break;
        case 5:
            micro_lines(p, a, c, n, 5);
            break;
        default:
            micro_lines(p, a, c, n, 6);
        }
        a += lines * p->a_line;
        c += lines * p->ldc;
        m -= lines;
    }
}
