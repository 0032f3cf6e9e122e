/* Reference of dropout. */
#include "kernels/dropout.h"
#include "kernels/words.h"

void aift__dropout_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, int64_t rows,
                       const int32_t *offsets, double p, uint64_t stream, const double *x, double *y)
{
    double scale = p < 1 ? 1 / (1 - p) : 0;
    for (int64_t r = 0; r < (offsets ? rows : m); r++) {
        int64_t begin = (offsets ? offsets[r] : r) * n, end = (offsets ? offsets[r + 1] : r + 1) * n;
        for (int64_t i = begin; i < end; i++) {
            uint32_t word = aift__dropout_word(kernel, stream, r, (uint64_t)(i - begin));
            y[i] = word >= aift__dropout_threshold(p) ? x[i] * scale : 0;
        }
    }
}
