/* Deferring norms: what a batch normalisation needs to know of a convolution's output, the convolution finds out while it
 * writes it. And what a batch normalisation gives, where only convolutions read it, they make themselves out of what it
 * is given, while it lies in the cache. It is not kept in memory, nor computed again for the gradients of their weights. */
#include <string.h>

#include "graph/passes.h"

enum { CONV_ATTRS = 9, GROUPS = 8, NORM_ACT = 1, NORM_FROZEN, NORM_BANDS };

/* One pixel or one channel a window: otherwise a number would be normalised over and over. */
static bool can_normalise(const aift__graph *g, const aift__node *node)
{
    const aift__type *w = &g->values[node->in[1]].type;
    int64_t size[4] = {0};
    for (int i = 0; i < 4; i++)
        aift__dim_is_const(g->dims, w->dim[i], &size[i]);
    return size[2] * size[3] == 1 || (size[1] == 1 && node->attrs[GROUPS].i == size[0]);
}

static bool is_conv(const aift__node *node)
{
    return node->op == &aift__op_conv2d || node->op == &aift__op_conv2d_grad_weight;
}

/* Whether nodes that can make the value themselves read it, and no others. */
static bool only_convs_read(const aift__graph *g, aift__value value)
{
    bool any = false;
    for (size_t n = 0; n < g->n_nodes; n++)
        for (int32_t i = 0; i < g->nodes[n].n_in; i++) {
            const aift__node *node = &g->nodes[n];
            if (node->in[i] != value || !aift__node_reads(node, i))
                continue;
            if (i != 0 || !is_conv(node) || !can_normalise(g, node))
                return false;
            any = true;
        }
    for (size_t i = 0; i < g->n_outputs; i++)
        any = any && g->outputs[i].value != value;
    return any;
}

static void normalise(aift__node *node, const aift__node *norm)
{
    const bool forward = node->op == &aift__op_conv2d;
    const aift__value made[4] = {norm->in[1], norm->in[2], norm->out[1], norm->out[2]};
    const aift__value bias = forward && node->n_in > 2 ? node->in[2] : AIFT__NO_VALUE;
    node->op = forward ? &aift__op_norm_conv2d : &aift__op_norm_conv2d_grad_weight;
    node->n_in = node->op->max_in;
    node->in[0] = norm->in[0];
    memcpy(node->in + (forward ? 2 : 3), made, sizeof made);
    if (forward)
        node->in[6] = bias;
    node->attrs[CONV_ATTRS] = norm->attrs[NORM_ACT];
}

/* The statistics of a norm of what a convolution gives are taken by that. */
static void take_moments(aift__graph *g, aift__node *norm)
{
    const aift__value_info *info = &g->values[norm->in[0]];
    if (info->node < 0 || info->output != 0 || norm->attrs[NORM_BANDS].i > 1 || norm->attrs[NORM_FROZEN].i)
        return;
    const aift__node *conv = &g->nodes[info->node];
    if (conv->op != &aift__op_conv2d && conv->op != &aift__op_norm_conv2d)
        return;
    norm->op = &aift__op_batch_norm_moments;
    norm->in[5] = conv->out[1];
    norm->n_in = 6;
}

aift_status aift__pass_defer_norm(aift__graph *graph)
{
    for (size_t n = 0; n < graph->n_nodes; n++) {
        const aift__node *norm = &graph->nodes[n];
        if (norm->op != &aift__op_batch_norm || norm->attrs[NORM_BANDS].i > 1 ||
            !only_convs_read(graph, norm->out[0]))
            continue;
        for (size_t k = 0; k < graph->n_nodes; k++)
            if (is_conv(&graph->nodes[k]) && graph->nodes[k].in[0] == norm->out[0])
                normalise(&graph->nodes[k], norm);
    }
    for (size_t n = 0; n < graph->n_nodes; n++)
        if (graph->nodes[n].op == &aift__op_batch_norm)
            take_moments(graph, &graph->nodes[n]);
    return AIFT_OK;
}
