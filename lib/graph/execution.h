/* Running a graph: an arena laid out by a plan, the state, and what is bound from outside.
 *
 * The graph after its passes is shared and does not change. An execution belongs to one thread at a time.
 */
#ifndef AIFT_LIB_GRAPH_EXECUTION_H
#define AIFT_LIB_GRAPH_EXECUTION_H

#include "graph/plan.h"

typedef struct aift__execution aift__execution;

/* What is new in each run. */
typedef struct aift__run {
    uint64_t seed, step;
    int64_t row_base;
    bool training;
    bool accumulate; /* gradients are added to what their states hold, instead of written */
} aift__run;

/* `graph` must outlive the execution. capacity[i] bounds symbol i; NULL: planned by the first run. */
aift_status aift__execution_create(const aift__graph *graph, const int64_t *capacity, aift__execution **out);
void aift__execution_destroy(aift__execution *execution); /* NULL is accepted */

/* Gives an input, parameter or state its memory, which stays the caller's. */
void aift__execution_bind(aift__execution *execution, aift__value value, void *data);

/* Gives a parameter the packed copy that kernels may read instead; NULL: none. */
void aift__execution_bind_packed(aift__execution *execution, aift__value value, const float *packed);

/* Runs all nodes. A run beyond the capacity plans anew, once, for the larger sizes; otherwise nothing is
 * allocated. Everything the nodes read must be bound. */
aift_status aift__execution_run(aift__execution *execution, const int64_t *symbols, const aift__run *run);

/* Gives the arena's memory back to the system until the next run; outputs are lost. */
void aift__execution_rest(aift__execution *execution);

/* A value's memory and shape after a run: outputs, states, parameters, inputs. */
const aift__arg *aift__execution_value(aift__execution *execution, aift__value value);

/* Called after each node of every run, with the seconds it took: for benchmarks and tests. NULL ends it. */
typedef void (*aift__observe_fn)(void *user, const aift__node *node, const aift__call *call, double seconds);
void aift__execution_observe(aift__execution *execution, aift__observe_fn fn, void *user);

size_t aift__execution_arena_bytes(const aift__execution *execution);
int64_t aift__execution_plans(const aift__execution *execution); /* how often it was planned */

#endif
