/* Building a graph and finding things in it. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "graph/graph.h"

aift_status aift__graph_create(aift_context *context, aift__graph **out)
{
    *out = NULL;
    aift__graph *graph = aift__calloc(context, 1, sizeof *graph);
    if (!graph)
        return AIFT_E_NOMEM;
    graph->context = aift_context_retain(context);
    graph->dims = aift__dims_create(context);
    if (!graph->dims) {
        aift__graph_destroy(graph);
        return AIFT_E_NOMEM;
    }
    *out = graph;
    return AIFT_OK;
}

void aift__graph_destroy(aift__graph *graph)
{
    if (!graph)
        return;
    aift_context *context = graph->context;
    for (size_t i = 0; i < graph->n_values; i++)
        aift__free(context, graph->values[i].name);
    for (size_t i = 0; i < graph->n_outputs; i++)
        aift__free(context, graph->outputs[i].name);
    aift__free(context, graph->values);
    aift__free(context, graph->nodes);
    aift__free(context, graph->outputs);
    aift__dims_destroy(graph->dims);
    aift__free(context, graph);
    aift_context_release(context);
}

aift_status aift__graph_status(const aift__graph *graph)
{
    return graph->status;
}

static aift_status failed(aift__graph *graph, aift_status status)
{
    if (graph->status == AIFT_OK)
        graph->status = status;
    return status;
}

static aift__value add_value(aift__graph *graph, aift__value_kind kind, const char *name,
                             const aift__type *type)
{
    for (int32_t i = 0; i < type->rank; i++)
        if (type->dim[i] == AIFT__DIM_NONE)
            return failed(graph, AIFT_E_NOMEM), AIFT__NO_VALUE;
    aift_status status = AIFT__RESERVE(graph->context, graph->values, graph->n_values, graph->cap_values);
    char *copy = NULL;
    if (status == AIFT_OK && name && !(copy = aift__strdup(graph->context, name)))
        status = AIFT_E_NOMEM;
    if (status != AIFT_OK)
        return failed(graph, status), AIFT__NO_VALUE;
    graph->values[graph->n_values] = (aift__value_info){
        .kind = kind, .type = *type, .name = copy, .node = -1, .output = -1, .slot = AIFT__NO_VALUE};
    return (aift__value)graph->n_values++;
}

aift__value aift__graph_input(aift__graph *graph, const char *name, aift_dtype dtype, int32_t rank,
                              const aift__dim *dims)
{
    aift__type type = {.dtype = dtype, .rank = rank};
    memcpy(type.dim, dims, (size_t)rank * sizeof *dims);
    return add_value(graph, AIFT__VALUE_INPUT, name, &type);
}

/* The same name is the same value (tied weights). */
static aift__value add_weight(aift__graph *graph, aift__value_kind kind, const char *name, aift_dtype dtype,
                              int32_t rank, const int64_t *shape)
{
    aift__type type = {.dtype = dtype, .rank = rank};
    for (int32_t i = 0; i < rank; i++)
        type.dim[i] = aift__dim_const(graph->dims, shape[i]);
    aift__value known = aift__graph_find(graph, kind, name);
    if (known == AIFT__NO_VALUE)
        return add_value(graph, kind, name, &type);
    if (memcmp(&graph->values[known].type, &type, sizeof type) != 0) {
        aift__fail(AIFT_E_SHAPE, "the parameter %s is used with two shapes", name);
        return failed(graph, AIFT_E_SHAPE), AIFT__NO_VALUE;
    }
    return known;
}

aift__value aift__graph_parameter(aift__graph *graph, const char *name, aift_dtype dtype, int32_t rank,
                                  const int64_t *shape)
{
    return add_weight(graph, AIFT__VALUE_PARAMETER, name, dtype, rank, shape);
}

aift__value aift__graph_buffer(aift__graph *graph, const char *name, aift_dtype dtype, int32_t rank,
                               const int64_t *shape)
{
    aift__value value = add_weight(graph, AIFT__VALUE_STATE, name, dtype, rank, shape);
    if (value != AIFT__NO_VALUE)
        graph->values[value].buffer = true;
    return value;
}

aift__value aift__graph_state(aift__graph *graph, const char *name, const aift__type *type)
{
    return add_value(graph, AIFT__VALUE_STATE, name, type);
}

static aift_status set_attrs(const aift__op *op, const aift__attr_set *given, aift__attr *out)
{
    for (int i = 0; i < AIFT__MAX_ATTRS && op->attrs[i].name; i++)
        out[i] = (aift__attr){.i = (int64_t)op->attrs[i].otherwise, .f = op->attrs[i].otherwise};
    for (; given && given->name; given++) {
        int i = 0;
        while (i < AIFT__MAX_ATTRS && op->attrs[i].name && strcmp(op->attrs[i].name, given->name) != 0)
            i++;
        if (i == AIFT__MAX_ATTRS || !op->attrs[i].name)
            return aift__fail(AIFT_E_INVALID, "%s: there is no attribute %s", op->name, given->name);
        const aift__attr_def *def = &op->attrs[i];
        double value = def->real ? given->f : (double)given->i;
        if (!(value >= def->min && value <= def->max)) {
            char a[32], b[32], c[32];
            return aift__fail(AIFT_E_RANGE, "%s: %s is %s: it must be %s to %s", op->name, def->name,
                              aift__dtoa_short(a, value, 6), aift__dtoa_short(b, def->min, 6),
                              aift__dtoa_short(c, def->max, 6));
        }
        out[i] = (aift__attr){.i = def->real ? (int64_t)0 : given->i, .f = value};
    }
    return AIFT_OK;
}

static aift_status infer(aift__graph *graph, aift__node *node, aift__type *types)
{
    aift__infer rule = {.dims = graph->dims, .attrs = node->attrs, .n_in = node->n_in};
    for (int32_t i = 0; i < node->n_in; i++)
        rule.in[i] = node->in[i] == AIFT__NO_VALUE ? NULL : &graph->values[node->in[i]].type;
    for (int32_t i = node->n_in; i < AIFT__MAX_IN; i++)
        rule.in[i] = NULL;
    AIFT__TRY(node->op->infer(&rule));
    memcpy(types, rule.out, (size_t)node->op->n_out * sizeof *types);
    return AIFT_OK;
}

aift_status aift__graph_infer_again(aift__graph *graph, size_t n)
{
    aift__node *node = &graph->nodes[n];
    aift__type types[AIFT__MAX_OUT];
    AIFT__TRY(infer(graph, node, types));
    for (int32_t k = 0; k < node->op->n_out; k++)
        graph->values[node->out[k]].type = types[k];
    return AIFT_OK;
}

static aift_status append(aift__graph *graph, const char *name, const aift__attr_set *attrs,
                          const aift__value *in, int32_t n_in, aift__value *out, int32_t n_out)
{
    const aift__op *op = aift__op_find(name);
    if (graph->status == AIFT_E_NOMEM) /* an optional input may be missing for that reason */
        return graph->status;
    if (!op)
        return aift__fail(AIFT_E_UNSUPPORTED, "there is no operator %s", name);
    if (n_in < op->min_in || n_in > op->max_in || n_out > op->n_out)
        return aift__fail(AIFT_E_INVALID, "%s: %d inputs and %d outputs: expected %d to %d and %d", name,
                          (int)n_in, (int)n_out, (int)op->min_in, (int)op->max_in, (int)op->n_out);
    aift__node node = {.op = op, .n_in = n_in};
    memcpy(node.in, in, (size_t)n_in * sizeof *in);
    for (int32_t i = 0; i < op->min_in; i++)
        if (in[i] == AIFT__NO_VALUE) /* an earlier call failed and left its message */
            return graph->status ? graph->status
                                 : aift__fail(AIFT_E_INVALID, "%s: input %d is missing", name, (int)i);
    AIFT__TRY(set_attrs(op, attrs, node.attrs));
    aift__type types[AIFT__MAX_OUT];
    AIFT__TRY(infer(graph, &node, types));
    AIFT__TRY(AIFT__RESERVE(graph->context, graph->nodes, graph->n_nodes, graph->cap_nodes));
    for (int32_t k = 0; k < op->n_out; k++) {
        node.out[k] = add_value(graph, AIFT__VALUE_COMPUTED, NULL, &types[k]);
        if (node.out[k] == AIFT__NO_VALUE)
            return AIFT_E_NOMEM;
        graph->values[node.out[k]].node = (int32_t)graph->n_nodes;
        graph->values[node.out[k]].output = k;
    }
    memcpy(out, node.out, (size_t)n_out * sizeof *out);
    graph->nodes[graph->n_nodes++] = node;
    return AIFT_OK;
}

aift_status aift__graph_node(aift__graph *graph, const char *op, const aift__attr_set *attrs,
                             const aift__value *in, int32_t n_in, aift__value *out, int32_t n_out)
{
    aift_status status = append(graph, op, attrs, in, n_in, out, n_out);
    if (status == AIFT_OK)
        return AIFT_OK;
    for (int32_t k = 0; k < n_out; k++) /* not sooner: out may be in */
        out[k] = AIFT__NO_VALUE;
    return failed(graph, status);
}

aift__value aift__graph_apply(aift__graph *graph, const char *op, const aift__attr_set *attrs,
                              const aift__value *in, int32_t n_in)
{
    aift__value out = AIFT__NO_VALUE;
    aift__graph_node(graph, op, attrs, in, n_in, &out, 1);
    return out;
}

aift_status aift__graph_output(aift__graph *graph, const char *name, aift__value value)
{
    if (value == AIFT__NO_VALUE)
        return failed(graph, graph->status ? graph->status : AIFT_E_INVALID);
    aift_status status = AIFT__RESERVE(graph->context, graph->outputs, graph->n_outputs, graph->cap_outputs);
    char *copy = status == AIFT_OK ? aift__strdup(graph->context, name) : NULL;
    if (!copy)
        return failed(graph, AIFT_E_NOMEM);
    graph->outputs[graph->n_outputs++] = (aift__output){copy, value};
    return AIFT_OK;
}

/* Node n has moved. */
static void number_outputs(aift__graph *graph, size_t n)
{
    for (int32_t k = 0; k < graph->nodes[n].op->n_out; k++)
        graph->values[graph->nodes[n].out[k]].node = (int32_t)n;
}

void aift__graph_keep_nodes(aift__graph *graph, const bool *keep)
{
    size_t kept = 0;
    for (size_t n = 0; n < graph->n_nodes; n++) {
        if (!keep[n])
            continue;
        graph->nodes[kept] = graph->nodes[n];
        number_outputs(graph, kept++);
    }
    graph->n_nodes = kept;
}

void aift__graph_move_last(aift__graph *graph, size_t n)
{
    size_t last = graph->n_nodes - 1;
    const aift__node node = graph->nodes[last];
    memmove(&graph->nodes[n + 1], &graph->nodes[n], (last - n) * sizeof node);
    graph->nodes[n] = node;
    for (; n <= last; n++)
        number_outputs(graph, n);
}

aift__value aift__graph_find(const aift__graph *graph, aift__value_kind kind, const char *name)
{
    for (size_t i = 0; i < graph->n_values; i++)
        if (graph->values[i].kind == kind && graph->values[i].name &&
            strcmp(graph->values[i].name, name) == 0)
            return (aift__value)i;
    return AIFT__NO_VALUE;
}

aift__value aift__graph_find_output(const aift__graph *graph, const char *name)
{
    for (size_t i = 0; i < graph->n_outputs; i++)
        if (strcmp(graph->outputs[i].name, name) == 0)
            return graph->outputs[i].value;
    return AIFT__NO_VALUE;
}

aift__attr aift__node_attr(const aift__node *node, const char *name)
{
    for (int i = 0; i < AIFT__MAX_ATTRS && node->op->attrs[i].name; i++)
        if (strcmp(node->op->attrs[i].name, name) == 0)
            return node->attrs[i];
    return (aift__attr){0};
}
