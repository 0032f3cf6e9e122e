/* Fusion of gradients: those of a normalisation and of the small pointwise or the depthwise convolution before it become one
 * node, at the place of the normalisation's: what it gives the convolution's gradients is never in memory. Where the
 * convolution made its input by another normalisation itself, the node finds out what that one's gradient needs to know
 * of the gradient it is given, which then reads that once. */
#include <string.h>

#include "graph/passes.h"
#include "kernels/conv.h"
#include "ops/conv.h"

enum {
    LARGEST = 32768,
    NORM_EPS = 0,
    NORM_ACT,
    NORM_FROZEN,
    NORM_BANDS,
    CONV_ACT = AIFT__N_CONV_ATTRS, /* of norm_conv2d_grad_weight */
    EPS = AIFT__N_CONV_ATTRS,      /* of conv2d_norm_grad */
    ACT,
    INPUT_ACT,
    X = 6,
    INPUT = 8,
    SUMS = 12,
    NONE = -1
};

typedef struct trio { /* nodes: of the norm, of the convolution's input and of its weight; NONE: not found */
    int64_t norm, input, weight;
} trio;

/* The sizes of a value; 0 where they are not known yet. */
static void sizes_of(const aift__graph *g, aift__value value, int64_t size[4])
{
    const aift__type *type = &g->values[value].type;
    for (int i = 0; i < 4; i++) {
        size[i] = 0;
        aift__dim_is_const(g->dims, type->dim[i], &size[i]);
    }
}

/* A pointwise weight, so small that its gradient stays in the cache. */
static bool is_small(const aift__graph *g, const aift__node *node)
{
    int64_t size[4];
    bool plain = true;
    sizes_of(g, node->in[1], size);
    for (int i = 0; i < 4; i++)
        plain = plain && node->attrs[i].i == (i < 2) && node->attrs[2 + i].i == 0; /* strides 1, paddings 0 */
    return plain && size[2] * size[3] == 1 && size[0] * size[1] <= LARGEST &&
           node->attrs[AIFT__CONV_GROUPS].i == 1;
}

/* A depthwise one whose lines are known to fit. */
static bool is_depthwise(const aift__graph *g, const aift__node *node)
{
    int64_t x[4], w[4], y[4];
    sizes_of(g, node->in[0], x);
    sizes_of(g, node->in[1], w);
    sizes_of(g, node->in[2], y);
    const aift__attr *a = node->attrs;
    const aift__conv conv = {1,    x[1],   x[2],   x[3],   y[1],   y[2],   y[3],   w[2],
                             w[3], a[0].i, a[1].i, a[2].i, a[3].i, a[6].i, a[7].i, a[AIFT__CONV_GROUPS].i};
    return x[1] && x[2] && y[1] && y[2] && aift__conv_is_depthwise(&conv) && aift__conv_norm_grad_fits(&conv);
}

static bool is_grad_weight(const aift__node *node)
{
    return node->op == &aift__op_conv2d_grad_weight || node->op == &aift__op_norm_conv2d_grad_weight;
}

/* Whether the norm's gradient is read by those of one such convolution alone. */
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
            if (!which || *which != NONE || i != 2 || !(is_small(g, node) || is_depthwise(g, node)))
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

/* The norm's gradient is no value any more: it becomes the sums. */
static aift_status fuse(aift__graph *g, const trio *t, bool *keep)
{
    const aift__node norm = g->nodes[t->norm], weight = g->nodes[t->weight];
    const bool input = weight.op == &aift__op_norm_conv2d_grad_weight;
    const aift__type *x = &g->values[weight.in[0]].type;
    const aift__type sums = {x->dtype, 2, {aift__dim_const(g->dims, 2), x->dim[3]}};
    if (sums.dim[0] == AIFT__DIM_NONE)
        return AIFT_E_NOMEM;
    aift__node node = {.op = &aift__op_conv2d_norm_grad, .n_in = aift__op_conv2d_norm_grad.max_in};
    memcpy(node.attrs, weight.attrs, AIFT__N_CONV_ATTRS * sizeof *node.attrs);
    node.attrs[EPS] = norm.attrs[NORM_EPS];
    node.attrs[ACT] = norm.attrs[NORM_ACT];
    if (input)
        node.attrs[INPUT_ACT] = weight.attrs[CONV_ACT];
    memcpy(node.in, norm.in, 6 * sizeof *node.in);
    node.in[X] = weight.in[0];
    node.in[X + 1] = weight.in[1];
    for (int i = 0; i < 4; i++)
        node.in[INPUT + i] = input ? weight.in[3 + i] : AIFT__NO_VALUE;
    node.in[SUMS] = AIFT__NO_VALUE;
    g->nodes[t->norm] = node;
    put(g, (size_t)t->norm, 0, g->nodes[t->input].out[0]);
    put(g, (size_t)t->norm, 1, norm.out[1]);
    put(g, (size_t)t->norm, 2, norm.out[2]);
    put(g, (size_t)t->norm, 3, weight.out[0]);
    put(g, (size_t)t->norm, 4, norm.out[0]);
    g->values[norm.out[0]].type = sums;
    keep[t->weight] = keep[t->input] = false;
    return AIFT_OK;
}

/* Whether `norm` is the gradient of the norm that the convolution of `conv` made its input by. */
static bool is_of_input(const aift__node *norm, const aift__node *conv)
{
    const bool fused = norm->op == &aift__op_conv2d_norm_grad;
    if (!fused && (norm->op != &aift__op_batch_norm_grad || norm->attrs[NORM_BANDS].i > 1))
        return false;
    bool same = norm->in[0] == conv->in[X] && norm->in[5] == conv->out[0] &&
                norm->attrs[fused ? ACT : NORM_ACT].i == conv->attrs[INPUT_ACT].i;
    for (int i = 0; i < 4; i++)
        same = same && norm->in[1 + i] == conv->in[INPUT + i];
    return same;
}

static void give_sums(aift__graph *g)
{
    for (size_t n = 0; n < g->n_nodes; n++) {
        const aift__node *conv = &g->nodes[n];
        if (conv->op != &aift__op_conv2d_norm_grad || conv->in[INPUT] == AIFT__NO_VALUE)
            continue;
        for (size_t k = n + 1; k < g->n_nodes; k++) {
            aift__node *norm = &g->nodes[k];
            if (!is_of_input(norm, conv))
                continue;
            norm->in[norm->op->max_in - 1] = conv->out[4];
            norm->n_in = norm->op->max_in;
        }
    }
}

aift_status aift__pass_fuse_grad(aift__graph *graph)
{
    bool *keep = aift__calloc(graph->context, graph->n_nodes, sizeof *keep);
    if (!keep)
        return AIFT_E_NOMEM;
    trio t;
    aift_status status = AIFT_OK;
    memset(keep, 1, graph->n_nodes * sizeof *keep);
    for (size_t n = 0; n < graph->n_nodes && status == AIFT_OK; n++)
        if (keep[n] && find(graph, n, &t))
            status = fuse(graph, &t, keep);
    aift__graph_keep_nodes(graph, keep);
    give_sums(graph);
    aift__free(graph->context, keep);
    return status;
}
