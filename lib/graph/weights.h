/* Weights: the parameters and buffers of a model by name, in the order in which its graph asks for them.
 *
 * Immutable and shared by reference: training makes a new set, and who uses the old one keeps it. Only the set that a
 * trainer works on changes, until it is published.
 */
#ifndef AIFT_LIB_GRAPH_WEIGHTS_H
#define AIFT_LIB_GRAPH_WEIGHTS_H

#include "graph/execution.h"
#include "tensor/tensor.h"

typedef struct aift__weights aift__weights;

aift_status aift__weights_create(aift_context *context, aift__weights **out);
aift__weights *aift__weights_retain(aift__weights *weights);
void aift__weights_release(aift__weights *weights); /* NULL is accepted */

/* Only while it is made. Takes over a reference of the tensor, also on failure. The name must be new. */
aift_status aift__weights_add(aift__weights *weights, const char *name, aift_tensor *tensor);

/* A set with the names of another, which it shares; each tensor is then put at its place, once. */
aift_status aift__weights_create_like(const aift__weights *of, aift__weights **out);
void aift__weights_put(aift__weights *weights, size_t i, aift_tensor *tensor); /* takes over a reference */

size_t aift__weights_count(const aift__weights *weights);
const char *aift__weights_name(const aift__weights *weights, size_t i);
aift_tensor *aift__weights_at(const aift__weights *weights, size_t i);           /* borrowed */
aift_tensor *aift__weights_find(const aift__weights *weights, const char *name); /* borrowed; or NULL */

/* A trainer's set is in the making: its numbers change while it trains. */
void aift__weights_set_change(aift__weights *weights, bool change);
bool aift__weights_change(const aift__weights *weights);

/* A copy in memory of its own. */
aift_status aift__weights_copy(const aift__weights *weights, aift__weights **out);

/* Binds every parameter and buffer of the graph. AIFT_E_NOT_FOUND or AIFT_E_SHAPE, with the name. */
aift_status aift__weights_bind(const aift__weights *weights, const aift__graph *graph,
                               aift__execution *execution);

#endif
