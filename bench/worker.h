/* A program that is measured a block at a time, so that two can take turns.
 *
 * A line "WARM COUNT" on standard input asks for WARM iterations that do not count and COUNT that do; the answer is
 * a line {"seconds": [...], "units": [...]} with a number each. The first line, {"ready": true}, comes unasked; the
 * end of the input ends the program. bench/peers/worker.py is the same for the other side. */
#ifndef AIFT_BENCH_WORKER_H
#define AIFT_BENCH_WORKER_H

#include <stdbool.h>
#include <stdint.h>

enum { WORKER_MAX = 100000 };

typedef struct worker {
    int64_t warm, left, done; /* iterations to come, uncounted and all; counted ones done */
    bool ready;
    double *seconds, *units; /* of WORKER_MAX */
} worker;

bool worker_start(worker *w);

/* Whether there is another iteration to do; tells and asks where it must. */
bool worker_more(worker *w);

/* Says what an iteration took and how much it did. */
void worker_note(worker *w, double seconds, double units);

void worker_end(worker *w);

double worker_clock(void); /* seconds */

#endif
