/* The k-th least of some numbers, without sorting them. */
#include "base/philox.h"
#include "lifecycle/rank.h"

static void swap(double *x, size_t a, size_t b)
{
    const double kept = x[a];
    x[a] = x[b];
    x[b] = kept;
}

/* Picks at random: no portfolio makes it slow. */
void aift__select(double *x, size_t n, size_t k)
{
    aift__rng rng;
    aift__rng_init(&rng, n, 0);
    for (size_t begin = 0, end = n; end - begin > 1;) {
        const double pivot = x[begin + aift__rng_below(&rng, end - begin)];
        size_t less = begin, at = begin, more = end; /* less | equal | not seen | more */
        while (at < more)
            if (x[at] < pivot)
                swap(x, at++, less++);
            else if (x[at] > pivot)
                swap(x, at, --more);
            else
                at++;
        if (k < less)
            end = less;
        else if (k >= more)
            begin = more;
        else
            return;
    }
}
