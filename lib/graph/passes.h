/* The passes that turn a model's graph into what a program runs; one file each, in this order. */
#ifndef AIFT_LIB_GRAPH_PASSES_H
#define AIFT_LIB_GRAPH_PASSES_H

#include "graph/graph.h"
#include "kernels/tail.h"

/* fusion of norms, before autodiff: a batch normalisation and the activation behind it become one node, whose gradient
 * is one node too. */
aift_status aift__pass_fuse_norm(aift__graph *graph);

/* autodiff: appends the nodes that compute the gradient of `loss` for every parameter marked trainable, and
 * an input "loss_scale" [1] that it is multiplied with. Each gradient is written to a state "grad.NAME" of
 * the parameter's type, or added to it, as the run says. Refuses a graph in which operators without gradient
 * lie between a trainable parameter and the loss, and names them all. */
aift_status aift__pass_autodiff(aift__graph *graph, aift__value loss);

/* fusion: neighbours that one pass over memory can do become one node. */
aift_status aift__pass_fuse(aift__graph *graph);

/* fusion of convolutions, for a graph that only predicts: with normalisation, residual and activation they become one
 * node, and running statistics are only read. */
aift_status aift__pass_fuse_conv(aift__graph *graph);

/* deferring norms, after autodiff: what only convolutions read of a batch normalisation, they make themselves. */
aift_status aift__pass_defer_norm(aift__graph *graph);

/* fusion of gradients, after deferring: those of a norm and of the small pointwise convolution before it, in one node. */
aift_status aift__pass_fuse_grad(aift__graph *graph);

/* recomputation: what is cheap to compute again is not kept for the gradients of weights. After fusion. */
aift_status aift__pass_recompute(aift__graph *graph);

/* sparse rows: a gradient of which only some rows are not zero, and that one node alone writes, gets a state
 * "rows.NAME", int32 [rows], in which the node keeps the marks of kernels/embedding.h. Zero it before the first
 * run, as well as the gradient. */
aift_status aift__pass_sparse_rows(aift__graph *graph);

/* dead code: drops the nodes that no output and no state needs. */
aift_status aift__pass_dead_code(aift__graph *graph);

/* The activation that an operator is, for those that others can end in; AIFT__ACT_NONE. */
aift__act aift__act_of_op(const aift__op *op);

#define AIFT__GRAD_PREFIX "grad."
#define AIFT__ROWS_PREFIX "rows."

#endif
