/* What the processor can compute at best, measured with nothing of the library: multiply-adds on numbers that stay in
 * registers. */
#ifndef AIFT_BENCH_PEAK_H
#define AIFT_BENCH_PEAK_H

#include <stdint.h>

/* So many rounds of them on the calling thread, in the widest vectors that this processor has. Returns the FLOPs. */
double peak_run(int64_t rounds);

#endif
