/* The median of a few measurements. */
#ifndef AIFT_BENCH_MEDIAN_H
#define AIFT_BENCH_MEDIAN_H

#include <stddef.h>

/* Sorts them. */
double median(double *values, size_t n);

#endif
