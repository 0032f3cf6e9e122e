/* What threads work with while they prepare rows: a sample and room to work, kept for the next row. */
#ifndef AIFT_LIB_TASKS_WORKERS_H
#define AIFT_LIB_TASKS_WORKERS_H

#include "base/lock.h"
#include "transforms/sample.h"

typedef struct aift__worker {
    aift__sample sample;
    aift__workspace space;
    struct aift__worker *next;
} aift__worker;

typedef struct aift__workers {
    aift_context *context;
    aift__lock lock; /* guards idle */
    aift__worker *idle;
} aift__workers;

void aift__workers_init(aift__workers *workers, aift_context *context);
void aift__workers_finish(aift__workers *workers);

/* One for the calling thread; NULL: out of memory (the message is set). */
aift__worker *aift__workers_take(aift__workers *workers);
void aift__workers_give(aift__workers *workers, aift__worker *worker);

#endif
