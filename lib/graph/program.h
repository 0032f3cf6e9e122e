/* A program: a graph after its passes, and one version of its weights, packed for the products that read them if it
 * runs more than once. Made for running forward; shared by any number of executions and threads. */
#ifndef AIFT_LIB_GRAPH_PROGRAM_H
#define AIFT_LIB_GRAPH_PROGRAM_H

#include "graph/weights.h"

typedef struct aift__program aift__program;

/* `graph` must outlive it; the weights are retained. Weights that still change are not packed. Packed or not, the
 * results are the same to the bit. */
aift_status aift__program_create(const aift__graph *graph, aift__weights *weights, bool pack,
                                 aift__program **out);
aift__program *aift__program_retain(aift__program *program);
void aift__program_release(aift__program *program); /* NULL is accepted */

const aift__weights *aift__program_weights(const aift__program *program);
bool aift__program_is_packed(const aift__program *program);

/* Binds the parameters of an execution of the graph. */
aift_status aift__program_bind(const aift__program *program, aift__execution *execution);

#endif
