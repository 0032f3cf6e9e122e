/* Sequential random numbers over Philox. */
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/philox.h"

void aift__rng_init(aift__rng *rng, uint64_t seed, uint64_t stream)
{
    *rng = (aift__rng){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
                       .counter = {0, 0, (uint32_t)stream, (uint32_t)(stream >> 32)},
                       .used = 4};
}

uint32_t aift__rng_u32(aift__rng *rng)
{
    if (rng->used == 4) {
        aift__philox(rng->counter, rng->key, rng->block);
        if (++rng->counter[0] == 0)
            rng->counter[1]++;
        rng->used = 0;
    }
    return rng->block[rng->used++];
}

static uint64_t next64(aift__rng *rng)
{
    uint64_t high = aift__rng_u32(rng);
    return high << 32 | aift__rng_u32(rng);
}

/* Values above the largest multiple of n are drawn again, so that none is likelier. */
uint64_t aift__rng_below(aift__rng *rng, uint64_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    uint64_t x;
    do
        x = next64(rng);
    while (x >= limit);
    return x % n;
}

double aift__rng_uniform(aift__rng *rng)
{
    return (double)(next64(rng) >> 11) * 0x1p-53;
}

double aift__rng_normal(aift__rng *rng)
{
    double u = 1.0 - aift__rng_uniform(rng), v = aift__rng_uniform(rng);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

uint64_t aift__name_key(const char *name)
{
    return aift__siphash(0, 0, name, strlen(name));
}
