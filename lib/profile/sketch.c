/* Counting distinct values by their hashes. */
#include <math.h>

#include "profile/sketch.h"

enum { REGISTERS = 1 << AIFT__HLL_BITS, RANKS = 64 - AIFT__HLL_BITS };

aift_status aift__hll_begin(aift__hll *hll, aift_context *context)
{
    if (!hll->registers)
        hll->registers = aift__calloc(context, REGISTERS, 1);
    return hll->registers ? AIFT_OK : AIFT_E_NOMEM;
}

void aift__hll_finish(aift__hll *hll, aift_context *context)
{
    aift__free(context, hll->registers);
    hll->registers = NULL;
}

static double sigma(double x)
{
    double y = 1, z = x, before;
    if (x == 1)
        return HUGE_VAL;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z != before);
    return z;
}

static double tau(double x)
{
    double y = 1, z = 1 - x, before;
    if (x == 0 || x == 1)
        return 0;
    do {
        x = sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
}

double aift__hll_count(const aift__hll *hll)
{
    const double m = REGISTERS;
    int64_t of[RANKS + 2] = {0};
    if (!hll->registers)
        return 0;
    for (size_t i = 0; i < REGISTERS; i++)
        of[hll->registers[i]]++;
    double z = m * tau(1 - (double)of[RANKS + 1] / m);
    for (int k = RANKS; k > 0; k--)
        z = 0.5 * (z + (double)of[k]);
    z += m * sigma((double)of[0] / m);
    return m * m / (2 * M_LN2 * z);
}
