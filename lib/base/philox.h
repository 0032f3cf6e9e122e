/* Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011). */
#ifndef AIFT_LIB_BASE_PHILOX_H
#define AIFT_LIB_BASE_PHILOX_H

#include <stdint.h>

/* Four random words of a counter under a key. */
static inline void aift__philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

/* A stream of words for sequential use: shuffles, initial weights. Different `stream` numbers of one seed are
 * independent. */
typedef struct aift__rng {
    uint32_t key[2];
    uint32_t counter[4];
    uint32_t block[4];
    int used;
} aift__rng;

void aift__rng_init(aift__rng *rng, uint64_t seed, uint64_t stream);
uint32_t aift__rng_u32(aift__rng *rng);
uint64_t aift__rng_below(aift__rng *rng, uint64_t n); /* uniform in [0, n), n > 0 */
double aift__rng_uniform(aift__rng *rng);             /* uniform in [0, 1), 53 bits */
double aift__rng_normal(aift__rng *rng);              /* mean 0, deviation 1 (Box-Muller) */

/* A number of a name, for the key of a stream: the same on every machine. */
uint64_t aift__name_key(const char *name);

#endif
