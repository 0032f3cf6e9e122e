/* Words of randomness. Word e of a row is word e % 4 of Philox under the key (seed ^ stream * odd constant), at
 * the counter (e / 4, row_base + row, step, e / 4 >> 32).
 */
#ifndef AIFT_LIB_KERNELS_WORDS_H
#define AIFT_LIB_KERNELS_WORDS_H

#include "base/philox.h"
#include "kernels/kernel.h"

/* What the words of one row have in common. */
typedef struct aift__words {
    uint32_t key[2];
    uint32_t row, step;
} aift__words;

static inline aift__words aift__words_of(const aift__kernel_context *kernel, uint64_t stream, int64_t row)
{
    uint64_t key = kernel->seed ^ (stream * 0x9E3779B97F4A7C15u);
    return (aift__words){
        {(uint32_t)key, (uint32_t)(key >> 32)}, (uint32_t)(kernel->row_base + row), (uint32_t)kernel->step};
}

/* The random word of element e of a row; the definition that every dropout kernel follows. */
static inline uint32_t aift__dropout_word(const aift__kernel_context *kernel, uint64_t stream, int64_t row,
                                          uint64_t e)
{
    aift__words words = aift__words_of(kernel, stream, row);
    uint32_t counter[4] = {(uint32_t)(e / 4), words.row, words.step, (uint32_t)(e / 4 >> 32)}, out[4];
    aift__philox(counter, words.key, out);
    return out[e % 4];
}

/* p * 2^32, the smallest word that is kept. */
static inline uint32_t aift__dropout_threshold(double p)
{
    return p >= 1.0 ? UINT32_MAX : (uint32_t)(p * 4294967296.0);
}

#endif
