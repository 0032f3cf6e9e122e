/* The executor: fills in the sizes of a run and calls one kernel after the other. */
#include <string.h>

#include "base/clock.h"
#include "graph/execution.h"

struct aift__execution {
    aift_context *context;
    const aift__graph *graph;
    aift__plan *plan; /* NULL before the first */
    unsigned char *arena;
    int64_t plans;
    int64_t *capacity, *dims;
    aift__arg *args;      /* by value */
    aift__arg *node_args; /* inputs and outputs of each node, in a row */
    size_t *node_at;      /* by node: its first in node_args */
    aift__observe_fn observe;
    void *observe_user;
};

void aift__execution_destroy(aift__execution *e)
{
    if (!e)
        return;
    aift_context *context = e->context;
    aift__plan_destroy(e->plan);
    aift__aligned_free(context, e->arena);
    aift__free(context, e->capacity);
    aift__free(context, e->dims);
    aift__free(context, e->args);
    aift__free(context, e->node_args);
    aift__free(context, e->node_at);
    aift__free(context, e);
    aift_context_release(context);
}

static aift_status plan(aift__execution *e)
{
    aift__plan *fresh;
    AIFT__TRY(aift__plan_create(e->graph, e->capacity, &fresh));
    unsigned char *arena = aift__aligned_alloc(e->context, fresh->arena_bytes);
    if (!arena) {
        aift__plan_destroy(fresh);
        return AIFT_E_NOMEM;
    }
    aift__aligned_free(e->context, e->arena);
    aift__plan_destroy(e->plan);
    e->arena = arena;
    e->plan = fresh;
    e->plans++;
    for (size_t v = 0; v < e->graph->n_values; v++)
        if (fresh->offset[v] != SIZE_MAX)
            e->args[v].data = arena + fresh->offset[v];
    return AIFT_OK;
}

static aift_status allocate(aift__execution *e)
{
    const aift__graph *graph = e->graph;
    size_t n_args = 0;
    for (size_t n = 0; n < graph->n_nodes; n++)
        n_args += (size_t)(graph->nodes[n].op->max_in + graph->nodes[n].op->n_out);
    e->capacity = aift__calloc(e->context, (size_t)aift__dims_num_symbols(graph->dims), sizeof *e->capacity);
    e->dims = aift__calloc(e->context, (size_t)aift__dims_count(graph->dims), sizeof *e->dims);
    e->args = aift__calloc(e->context, graph->n_values, sizeof *e->args);
    e->node_args = aift__calloc(e->context, n_args, sizeof *e->node_args);
    e->node_at = aift__calloc(e->context, graph->n_nodes, sizeof *e->node_at);
    if (!e->capacity || !e->dims || !e->args || !e->node_args || !e->node_at)
        return AIFT_E_NOMEM;
    n_args = 0;
    for (size_t n = 0; n < graph->n_nodes; n++) {
        e->node_at[n] = n_args;
        n_args += (size_t)(graph->nodes[n].op->max_in + graph->nodes[n].op->n_out);
    }
    return AIFT_OK;
}

aift_status aift__execution_create(const aift__graph *graph, const int64_t *capacity, aift__execution **out)
{
    *out = NULL;
    aift__execution *e = aift__calloc(graph->context, 1, sizeof *e);
    if (!e)
        return AIFT_E_NOMEM;
    e->context = aift_context_retain(graph->context);
    e->graph = graph;
    aift_status status = allocate(e);
    if (status == AIFT_OK && capacity) {
        memcpy(e->capacity, capacity, (size_t)aift__dims_num_symbols(graph->dims) * sizeof *capacity);
        status = plan(e);
    }
    if (status != AIFT_OK) {
        aift__execution_destroy(e);
        return status;
    }
    *out = e;
    return AIFT_OK;
}

void aift__execution_bind(aift__execution *e, aift__value value, void *data)
{
    e->args[value].data = data;
}

void aift__execution_bind_packed(aift__execution *e, aift__value value, const float *packed)
{
    e->args[value].packed = packed;
}

/* Raises the capacity to the symbols; plans if it was not enough. */
static aift_status make_room(aift__execution *e, const int64_t *symbols)
{
    int32_t n = aift__dims_num_symbols(e->graph->dims);
    bool enough = e->plan != NULL;
    for (int32_t i = 0; i < n; i++)
        if (symbols[i] > e->capacity[i]) {
            e->capacity[i] = symbols[i];
            enough = false;
        }
    return enough ? AIFT_OK : plan(e);
}

static aift_status check_bound(const aift__execution *e, const aift__node *node)
{
    for (int32_t i = 0; i < node->n_in; i++)
        if (aift__node_reads(node, i) && !e->args[node->in[i]].data)
            return aift__fail(AIFT_E_STATE, "the graph's value \"%s\" has no memory: bind it before the run",
                              e->graph->values[node->in[i]].name ? e->graph->values[node->in[i]].name : "");
    return AIFT_OK;
}

static aift_status run_node(aift__execution *e, size_t n, const aift__run *run)
{
    const aift__node *node = &e->graph->nodes[n];
    aift__arg *in = e->node_args + e->node_at[n], *out = in + node->op->max_in;
    AIFT__TRY(check_bound(e, node));
    for (int32_t i = 0; i < node->n_in; i++) {
        if (node->in[i] != AIFT__NO_VALUE)
            in[i] = e->args[node->in[i]];
        if (!aift__node_reads(node, i))
            in[i].data = NULL;
    }
    bool slots = false;
    for (int32_t k = 0; k < node->op->n_out; k++) {
        aift__value slot = e->graph->values[node->out[k]].slot;
        out[k] = e->args[node->out[k]];
        if (slot != AIFT__NO_VALUE) {
            out[k].data = e->args[slot].data;
            slots = true;
        }
    }
    aift__call call = {
        .kernel = {.context = e->context,
                   .scratch = e->arena + e->plan->scratch_offset,
                   .seed = run->seed,
                   .step = run->step,
                   .row_base = run->row_base,
                   .training = run->training},
        .attrs = node->attrs,
        .in = in,
        .out = out,
        .add = slots && (node->adds || run->accumulate),
    };
    aift__op_fn kernel = out[0].dtype == AIFT_DTYPE_F64 ? node->op->f64 : node->op->f32;
    if (!e->observe)
        return kernel(&call);
    double begin = aift__clock_seconds();
    AIFT__TRY(kernel(&call));
    e->observe(e->observe_user, node, &call, aift__clock_seconds() - begin);
    return AIFT_OK;
}

aift_status aift__execution_run(aift__execution *e, const int64_t *symbols, const aift__run *run)
{
    AIFT__TRY(aift__dims_eval(e->graph->dims, symbols, e->dims));
    AIFT__TRY(make_room(e, symbols));
    for (size_t v = 0; v < e->graph->n_values; v++)
        aift__value_shape(e->graph, (aift__value)v, e->dims, &e->args[v]);
    for (size_t n = 0; n < e->graph->n_nodes; n++)
        AIFT__TRY(run_node(e, n, run));
    return AIFT_OK;
}

void aift__execution_rest(aift__execution *e)
{
    if (e->plan)
        aift__aligned_rest(e->context, e->arena, e->plan->arena_bytes);
}

const aift__arg *aift__execution_value(aift__execution *e, aift__value value)
{
    aift__value slot = e->graph->values[value].slot;
    return &e->args[slot == AIFT__NO_VALUE ? value : slot];
}

void aift__execution_observe(aift__execution *e, aift__observe_fn fn, void *user)
{
    e->observe = fn;
    e->observe_user = user;
}

size_t aift__execution_arena_bytes(const aift__execution *e)
{
    return e->plan ? e->plan->arena_bytes : 0;
}

int64_t aift__execution_plans(const aift__execution *e)
{
    return e->plans;
}
