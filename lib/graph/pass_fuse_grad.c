/* Fusion of gradients: those of a normalisation and of the small pointwise convolution before it become one node, at the
 * place of the normalisation's: what it gives the convolution's gradients is never in memory. */
#include <string.h>

#include "graph/passes.h"

enum { LARGEST = 32768, NORM_EPS = 0, NORM_ACT, NORM_FROZEN, NORM_BANDS, CONV_ACT = 9, NONE = -1 };

typedef struct trio { /* nodes: of the norm, of the convolution's input and of its weight; NONE: not found */
    int64_t norm, input, weight;
} trio;

/* A pointwise weight, so small that its gradient stays in the cache. */
static bool is_small(const aift__graph *g, const aift__node *node)
{
    const aift__type *w = &g->values[node->in[1]].type;
    int64_t size[4] = {0};
    bool plain = true;
    for (int i = 0; i < 4; i++) {
        aift__dim_is_const(g->dims, w->dim[i], &size[i]);
        plain = plain && node->attrs[i].i == (i < 2) && node->attrs[2 + i].i == 0; /* strides 1, paddings 0 */
    }
    return plain && size[2] * size[3] == 1 && size[0] * size[1] <= LARGEST && node->attrs[8].i == 1;
}

static bool is_grad_weight(const aift__node *node)
{
    return node->op == &aift__op_conv2d_grad_weight || node->op == &aift__op_norm_conv2d_grad_weight;
}

/* Whether the norm's gradient is read by those of one pointwise convolution alone. */
static bool find(const aift__graph *g, size_t n, trio *out)
{
    const aift__node *norm = &g->nodes[n];
    *out = (trio){(int64_t)n, NONE, NONE};
    if (norm->op != &aift__op_batch_norm_grad || norm->attrs[NORM_FROZEN].i ||
        norm->attrs[NORM_BANDS].i > 1 || norm->adds || g->values[norm->out[0]].slot != AIFT__NO_VALUE)
        return false;
    for (size_t k = 0; k < g->n_nodes; k++)
        for (int32_t i = 0; i < g->nodes[k].n_in; i++) {
            const aift__node *node = &g->nodes[k];
            if (node->in[i] != norm->out[0])
                continue;
            int64_t *which = is_grad_weight(node) && !node->adds       ? &out->weight
                             : node->op == &aift__op_conv2d_grad_input ? &out->input
                                                                       : NULL;
            if (!which || *which != NONE || i != 2 || !is_small(g, node))
                return false;
            *which = (int64_t)k;
        }
    return out->weight != NONE && out->input != NONE;
}

static void put(aift__graph *g, size_t n, int32_t output, aift__value value)
{
    g->nodes[n].out[output] = value;
    g->values[value].node = (int32_t)n;
    g->values[value].output = output;
}

static void fuse(aift__graph *g, const trio *t, bool *keep)
{
    const aift__node norm = g->nodes[t->norm], weight = g->nodes[t->weight];
    const bool input = weight.op == &aift__op_norm_conv2d_grad_weight;
    aift__node node = {.op = &aift__op_conv2d_norm_grad, .n_in = aift__op_conv2d_norm_grad.max_in};
    node.attrs[0] = norm.attrs[NORM_EPS];
    node.attrs[1] = norm.attrs[NORM_ACT];
    if (input)
        node.attrs[2] = weight.attrs[CONV_ACT];
    memcpy(node.in, norm.in, 6 * sizeof *node.in);
    node.in[6] = weight.in[0];
    node.in[7] = weight.in[1];
    for (int i = 0; i < 4; i++)
        node.in[8 + i] = input ? weight.in[3 + i] : AIFT__NO_VALUE;
    g->nodes[t->norm] = node;
    put(g, (size_t)t->norm, 0, g->nodes[t->input].out[0]);
    put(g, (size_t)t->norm, 1, norm.out[1]);
    put(g, (size_t)t->norm, 2, norm.out[2]);
    put(g, (size_t)t->norm, 3, weight.out[0]);
    keep[t->weight] = keep[t->input] = false;
}

aift_status aift__pass_fuse_grad(aift__graph *graph)
{
    bool *keep = aift__calloc(graph->context, graph->n_nodes, sizeof *keep);
    if (!keep)
        return AIFT_E_NOMEM;
    trio t;
    memset(keep, 1, graph->n_nodes * sizeof *keep);
    for (size_t n = 0; n < graph->n_nodes; n++)
        if (keep[n] && find(graph, n, &t))
            fuse(graph, &t, keep);
    aift__graph_keep_nodes(graph, keep);
    aift__free(graph->context, keep);
    return AIFT_OK;
}
