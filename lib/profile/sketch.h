/* What is kept of a column that has too many values to keep them all: how many distinct ones there are, and their order. */
#ifndef AIFT_LIB_PROFILE_SKETCH_H
#define AIFT_LIB_PROFILE_SKETCH_H

#include "base/base.h"

/* ---- distinct values (HyperLogLog, Flajolet et al. 2007; estimated as Ertl 2017 does) ---- */

enum { AIFT__HLL_BITS = 16 }; /* a standard error of 1.04 / 2^8: 0.4% */

typedef struct aift__hll {
    uint8_t *registers; /* NULL: none yet */
} aift__hll;

aift_status aift__hll_begin(aift__hll *hll, aift_context *context);
void aift__hll_finish(aift__hll *hll, aift_context *context);
double aift__hll_count(const aift__hll *hll);
static inline void aift__hll_add(aift__hll *hll, uint64_t hash)
{
    const uint64_t rest = hash << AIFT__HLL_BITS | (uint64_t)1 << (AIFT__HLL_BITS - 1);
    const uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);
    uint8_t *at = &hll->registers[hash >> (64 - AIFT__HLL_BITS)];
    if (*at < rank)
        *at = rank;
}

/* Spreads the bits of a number. */
static inline uint64_t aift__spread(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

/* ---- quantiles (Manku, Rajagopalan, Lindsay 1998: buffers that are merged, every second number kept) ----
 *
 * Nothing is drawn at random: n numbers give ranks wrong by at most n * levels / (2 * AIFT__RUN), for 10^10 numbers 0.3%. */

enum { AIFT__RUN = 4096, AIFT__RUN_LEVELS = 48 };

typedef struct aift__ranks {
    aift_context *context;
    double *levels
        [AIFT__RUN_LEVELS]; /* of weights 1, 2, 4, ...; the first is in no order, the others are two sorted
                                         runs of half the size */
    size_t sizes[AIFT__RUN_LEVELS];
    bool odd[AIFT__RUN_LEVELS]; /* which half is kept the next time */
    double *scratch;
    int64_t n;
} aift__ranks;

void aift__ranks_init(aift__ranks *ranks, aift_context *context);
void aift__ranks_finish(aift__ranks *ranks);
aift_status aift__ranks_full(aift__ranks *ranks); /* the first level is */
static inline aift_status aift__ranks_add(aift__ranks *ranks, double value)
{
    if (!ranks->levels[0] || ranks->sizes[0] == AIFT__RUN)
        AIFT__TRY(aift__ranks_full(ranks));
    ranks->levels[0][ranks->sizes[0]++] = value;
    ranks->n++;
    return AIFT_OK;
}

/* A number with what it stands for. */
typedef struct aift__weighted {
    double value;
    int64_t weight;
} aift__weighted;

/* All that is kept, in order; freed with aift__free. */
aift_status aift__ranks_take(const aift__ranks *ranks, aift__weighted **out, size_t *n);

#endif
