/* The model graph: values and the nodes that compute them.
 *
 * A graph is built by appending, in an order in which every input exists, and does not change once a program
 * was made of it. Sizes are dimension expressions over symbols; there is no control flow. Building functions
 * give AIFT__NO_VALUE on failure and pass it on, so a model builds everything and looks at aift__graph_status
 * once.
 */
#ifndef AIFT_LIB_GRAPH_GRAPH_H
#define AIFT_LIB_GRAPH_GRAPH_H

#include "ops/op.h"

typedef enum aift__value_kind {
    AIFT__VALUE_INPUT,     /* given for each run */
    AIFT__VALUE_PARAMETER, /* bound by its checkpoint name */
    AIFT__VALUE_STATE,     /* named memory that outlives a run: gradients, running statistics */
    AIFT__VALUE_COMPUTED
} aift__value_kind;

typedef struct aift__value_info {
    aift__value_kind kind;
    aift__type type;
    char *name;       /* NULL for computed values */
    int32_t node;     /* that computes it; -1 */
    int32_t output;   /* of that node */
    aift__value slot; /* a state whose memory this output is written to; AIFT__NO_VALUE */
    bool trainable;   /* a parameter that gradients are wanted for */
    bool buffer;      /* a state that belongs to the checkpoint: running statistics */
} aift__value_info;

typedef struct aift__node {
    const aift__op *op;
    aift__attr attrs[AIFT__MAX_ATTRS];
    int32_t n_in;
    aift__value in[AIFT__MAX_IN];
    aift__value out[AIFT__MAX_OUT];
    bool adds; /* its slots were written before in the same run: add to them always */
} aift__node;

typedef struct aift__output {
    char *name;
    aift__value value;
} aift__output;

typedef struct aift__graph {
    aift_context *context;
    aift__dims *dims;
    aift__value_info *values;
    size_t n_values, cap_values;
    aift__node *nodes;
    size_t n_nodes, cap_nodes;
    aift__output *outputs;
    size_t n_outputs, cap_outputs;
    aift_status status; /* of the first building call that failed */
} aift__graph;

aift_status aift__graph_create(aift_context *context, aift__graph **out);
void aift__graph_destroy(aift__graph *graph); /* NULL is accepted */

/* ---- building ---- */

aift__value aift__graph_input(aift__graph *graph, const char *name, aift_dtype dtype, int32_t rank,
                              const aift__dim *dims);
aift__value aift__graph_parameter(aift__graph *graph, const char *name, aift_dtype dtype, int32_t rank,
                                  const int64_t *shape);
/* A state with a checkpoint name (PyTorch's buffer: "bn1.running_mean"): loaded, bound and saved with the weights, but
 * not trained. The training graph may write it; the same name is the same state. */
aift__value aift__graph_buffer(aift__graph *graph, const char *name, aift_dtype dtype, int32_t rank,
                               const int64_t *shape);
aift__value aift__graph_state(aift__graph *graph, const char *name, const aift__type *type);

/* Whether node reads the memory of its input i, not only its shape. */
static inline bool aift__node_reads(const aift__node *node, int32_t i)
{
    return node->in[i] != AIFT__NO_VALUE && !(node->op->shapes >> i & 1);
}

/* Appends a node; out receives the operator's n_out values. attrs may be NULL or ends in a NULL name. */
aift_status aift__graph_node(aift__graph *graph, const char *op, const aift__attr_set *attrs,
                             const aift__value *in, int32_t n_in, aift__value *out, int32_t n_out);

/* A node's first output; for operators with several, the others are dropped. */
aift__value aift__graph_apply(aift__graph *graph, const char *op, const aift__attr_set *attrs,
                              const aift__value *in, int32_t n_in);

/* Names a value that is kept to the end of a run. */
aift_status aift__graph_output(aift__graph *graph, const char *name, aift__value value);

/* The status of building so far; its message is that of the first failure only if nothing failed since. */
aift_status aift__graph_status(const aift__graph *graph);

/* ---- passes ---- */

/* Drops the nodes n without keep[n]; values keep their numbers. */
void aift__graph_keep_nodes(aift__graph *graph, const bool *keep);

/* Moves the node that was appended last to the place of node n, before it. */
void aift__graph_move_last(aift__graph *graph, size_t n);

/* ---- looking ---- */

/* Whether the checkpoint holds it: a parameter or a buffer. */
static inline bool aift__value_is_weight(const aift__value_info *info)
{
    return info->kind == AIFT__VALUE_PARAMETER || info->buffer;
}

aift__value aift__graph_find(const aift__graph *graph, aift__value_kind kind, const char *name);
aift__value aift__graph_find_output(const aift__graph *graph, const char *name);

/* The attribute of this name; 0 where there is none. */
aift__attr aift__node_attr(const aift__node *node, const char *name);

#endif
