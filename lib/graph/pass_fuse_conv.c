/* Fusion for prediction: a convolution, its normalisation by the running statistics, a residual and an activation become
 * one node at the place of the last of them, which computes them in one pass. Running statistics do not change. Then a
 * pointwise, a depthwise and a pointwise one become one, where what lies between them would not stay in the cache. */
#include <string.h>

#include "graph/passes.h"
#include "kernels/inverted_residual.h"
#include "kernels/tail.h"
#include "ops/conv.h"

enum { EPS = AIFT__N_CONV_ATTRS, ACT, BIAS = 6, RESIDUAL = 7 }; /* of conv2d_norm */
enum { STAGES = 3, STAGE = 5, LAST = 16 }; /* of inverted_residual: stages, inputs of one, the residual */

typedef struct fusion {
    aift__graph *graph;
    int32_t *readers; /* by value; outputs count */
    bool *keep;       /* by node */
} fusion;

static void count_readers(fusion *f)
{
    const aift__graph *g = f->graph;
    for (size_t n = 0; n < g->n_nodes; n++) {
        f->keep[n] = true;
        for (int32_t i = 0; i < g->nodes[n].n_in; i++)
            if (g->nodes[n].in[i] != AIFT__NO_VALUE)
                f->readers[g->nodes[n].in[i]]++;
    }
    for (size_t i = 0; i < g->n_outputs; i++)
        f->readers[g->outputs[i].value]++;
}

/* The node of this operator that computes input i of the node, for nobody else; NULL: there is none. */
static const aift__node *only_source(const fusion *f, const aift__node *node, int32_t i, const aift__op *op)
{
    const aift__value_info *info = &f->graph->values[node->in[i]];
    if (info->node < 0 || info->output != 0 || f->readers[node->in[i]] != 1)
        return NULL;
    const aift__node *from = &f->graph->nodes[info->node];
    return from->op == op ? from : NULL;
}

/* Puts the node in the place of node n; `gone` is dropped. */
static void replace(fusion *f, size_t n, aift__node node, const aift__node *gone)
{
    aift__graph *g = f->graph;
    f->keep[gone - g->nodes] = false;
    node.out[0] = g->nodes[n].out[0];
    g->nodes[n] = node;
}

/* batch_norm(conv2d(x)) */
static void conv_norm(fusion *f, size_t n)
{
    const aift__node *norm = &f->graph->nodes[n], *conv = only_source(f, norm, 0, &aift__op_conv2d);
    const bool bands = norm->attrs[3].i > 1;
    if (!conv || bands)
        return;
    aift__node node = {.op = &aift__op_conv2d_norm, .n_in = aift__op_conv2d_norm.max_in};
    memcpy(node.attrs, conv->attrs, AIFT__N_CONV_ATTRS * sizeof *node.attrs);
    node.attrs[EPS] = norm->attrs[0];
    node.attrs[ACT] = norm->attrs[1];
    node.in[0] = conv->in[0];
    node.in[1] = conv->in[1];
    memcpy(node.in + 2, norm->in + 1, 4 * sizeof *node.in);
    node.in[BIAS] = conv->n_in > 2 ? conv->in[2] : AIFT__NO_VALUE;
    node.in[RESIDUAL] = AIFT__NO_VALUE;
    replace(f, n, node, conv);
}

/* add(conv2d_norm(x), residual), in either order */
static void conv_add(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n];
    for (int32_t i = 0; i < 2; i++) {
        const aift__node *conv = only_source(f, last, i, &aift__op_conv2d_norm);
        if (!conv || conv->attrs[ACT].i != AIFT__ACT_NONE || conv->in[RESIDUAL] != AIFT__NO_VALUE)
            continue;
        aift__node node = *conv;
        node.in[RESIDUAL] = last->in[1 - i];
        replace(f, n, node, conv);
        return;
    }
}

/* act(conv2d_norm(x)) */
static void conv_act(fusion *f, size_t n)
{
    const aift__act act = aift__act_of_op(f->graph->nodes[n].op);
    if (act == AIFT__ACT_NONE)
        return;
    const aift__node *conv = only_source(f, &f->graph->nodes[n], 0, &aift__op_conv2d_norm);
    if (!conv || conv->attrs[ACT].i != AIFT__ACT_NONE)
        return;
    aift__node node = *conv;
    node.attrs[ACT] = (aift__attr){.i = act, .f = act};
    replace(f, n, node, conv);
}

/* The conv2d_norm that makes the node's input for it alone, with nothing but a norm and an activation. */
static const aift__node *stage_before(const fusion *f, const aift__node *node)
{
    const aift__node *from = only_source(f, node, 0, &aift__op_conv2d_norm);
    return from && from->in[BIAS] == AIFT__NO_VALUE && from->in[RESIDUAL] == AIFT__NO_VALUE ? from : NULL;
}

/* The sizes of a node's convolution for one row; false: they are not known before a run. */
static bool sizes_of(const aift__graph *g, const aift__node *node, aift__conv *c)
{
    const aift__value values[] = {node->in[0], node->in[1], node->out[0]};
    aift__arg args[AIFT__COUNT(values)] = {{.dim = {1}}, {.dim = {1}}, {.dim = {1}}};
    for (size_t i = 0; i < AIFT__COUNT(values); i++)
        for (int32_t k = 1; k < 4; k++)
            if (!aift__dim_is_const(g->dims, g->values[values[i]].type.dim[k], &args[i].dim[k]))
                return false;
    *c = aift__conv_of(&(aift__call){.attrs = node->attrs}, &args[0], &args[1], &args[2]);
    return true;
}

static bool is_pointwise(const aift__graph *g, const aift__node *node)
{
    aift__conv c;
    return sizes_of(g, node, &c) && aift__conv_is_pointwise(&c);
}

static bool pays(const aift__graph *g, const aift__node *depth)
{
    aift__conv c;
    return sizes_of(g, depth, &c) && c.kernel_h * c.kernel_w > 1 &&
           aift__inverted_residual_pays(&(aift__kernel_context){.context = g->context}, &c);
}

/* conv2d_norm(conv2d_norm(conv2d_norm(x))): pointwise, depthwise, pointwise */
static void inverted_residual(fusion *f, size_t n)
{
    const aift__graph *g = f->graph;
    const aift__node *narrow = &g->nodes[n], *depth = stage_before(f, narrow);
    const aift__node *widen = depth ? stage_before(f, depth) : NULL, *const stages[STAGES] = {widen, depth,
                                                                                              narrow};
    if (!widen || narrow->in[BIAS] != AIFT__NO_VALUE || !is_pointwise(g, widen) || !is_pointwise(g, narrow) ||
        !pays(g, depth))
        return;
    aift__node node = {.op = &aift__op_inverted_residual, .n_in = aift__op_inverted_residual.max_in};
    memcpy(node.attrs, depth->attrs, AIFT__N_CONV_ATTRS * sizeof *node.attrs);
    for (int s = 0; s < STAGES; s++) {
        memcpy(node.in + 1 + s * STAGE, stages[s]->in + 1, STAGE * sizeof *node.in);
        node.attrs[EPS + s] = stages[s]->attrs[EPS];
        node.attrs[EPS + STAGES + s] = stages[s]->attrs[ACT];
    }
    node.in[0] = widen->in[0];
    node.in[LAST] = narrow->in[RESIDUAL];
    f->keep[widen - g->nodes] = false;
    replace(f, n, node, depth);
}

static void run(fusion *f)
{
    aift__graph *g = f->graph;
    count_readers(f);
    for (size_t n = 0; n < g->n_nodes; n++) {
        const aift__op *op = g->nodes[n].op;
        for (int32_t k = 0; k < op->n_out; k++)
            g->values[g->nodes[n].out[k]].slot = AIFT__NO_VALUE;
        if (op == &aift__op_batch_norm)
            conv_norm(f, n);
        else if (op == &aift__op_add)
            conv_add(f, n);
        else
            conv_act(f, n);
    }
    for (size_t n = 0; n < g->n_nodes; n++)
        if (f->keep[n] && g->nodes[n].op == &aift__op_conv2d_norm)
            inverted_residual(f, n);
    aift__graph_keep_nodes(g, f->keep);
}

aift_status aift__pass_fuse_conv(aift__graph *graph)
{
    fusion f = {.graph = graph};
    f.readers = aift__calloc(graph->context, graph->n_values, sizeof *f.readers);
    f.keep = aift__calloc(graph->context, graph->n_nodes, sizeof *f.keep);
    aift_status status = f.readers && f.keep ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        run(&f);
    aift__free(graph->context, f.readers);
    aift__free(graph->context, f.keep);
    return status;
}
