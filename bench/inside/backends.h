/* The libraries whose dense products are compared, each on as many threads as it is told. */
#ifndef AIFT_BENCH_BACKENDS_H
#define AIFT_BENCH_BACKENDS_H

#include "kernels/backend.h"

typedef struct backend {
    const char *name;
    int (*multiply)(const aift__kernel_context *kernel, const aift__gemm *gemm); /* 0 when it has worked */
    bool (*prepare)(int32_t threads); /* false where the library is not there; NULL: nothing to do */
} backend;

extern const backend backends[]; /* ends in a NULL name; the first is libaift's own seam */
enum { MAX_BACKENDS = 3 };

#endif
