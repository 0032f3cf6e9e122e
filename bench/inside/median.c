/* The median of a few measurements. */
#include <stdlib.h>

#include "median.h"

static int upwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, upwards);
    return values[n / 2];
}
