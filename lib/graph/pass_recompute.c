/* Recomputation: a value that only the gradient of a weight still needs, long after it was computed, is computed
 * again where it is needed, if that is cheap and what it comes from is kept anyway. Its memory is free in between. */
#include "graph/passes.h"

enum { SOURCES = 6, OUT = 16, END = -1 };

typedef struct again { /* output 0 of `op` is `cheap` of these inputs and outputs (OUT + k) of it */
    const aift__op *op;
    const aift__op *cheap;
    int8_t from[SOURCES];
} again;

static const again rules[] = {
    {&aift__op_linear_gelu, &aift__op_gelu, {OUT + 1, END}},
    {&aift__op_add_norm, &aift__op_layer_norm, {OUT + 1, 2, 3, END}},
    {&aift__op_batch_norm, &aift__op_batch_norm_apply, {0, 1, 2, OUT + 1, OUT + 2, END}},
    {&aift__op_batch_norm_moments, &aift__op_batch_norm_apply, {0, 1, 2, OUT + 1, OUT + 2, END}}};

static aift__value source_of(const aift__node *node, int8_t from)
{
    return from >= OUT ? node->out[from - OUT] : node->in[from];
}

static const again *rule_of(const aift__graph *graph, aift__value value)
{
    const aift__value_info *info = &graph->values[value];
    for (size_t r = 0; info->node >= 0 && info->output == 0 && r < AIFT__COUNT(rules); r++)
        if (graph->nodes[info->node].op == rules[r].op)
            return &rules[r];
    return NULL;
}

static bool is_read_after(const aift__graph *graph, aift__value value, size_t n)
{
    for (; n < graph->n_nodes; n++)
        for (int32_t i = 0; i < graph->nodes[n].n_in; i++)
            if (graph->nodes[n].in[i] == value && aift__node_reads(&graph->nodes[n], i))
                return true;
    return false;
}

/* The value that output 0 of this node is, once more, right before node n. */
static aift_status compute_again(aift__graph *graph, const again *rule, const aift__node *node, size_t n,
                                 aift__value *out)
{
    const aift__op *op = rule->cheap;
    aift__attr_set attrs[AIFT__MAX_ATTRS + 1] = {{NULL}};
    aift__value in[SOURCES];
    int32_t n_in = 0;
    for (int i = 0; i < AIFT__MAX_ATTRS && op->attrs[i].name; i++) {
        aift__attr attr = aift__node_attr(node, op->attrs[i].name);
        attrs[i] = (aift__attr_set){op->attrs[i].name, .f = attr.f, .i = attr.i};
    }
    for (; rule->from[n_in] != END; n_in++)
        in[n_in] = source_of(node, rule->from[n_in]);
    AIFT__TRY(aift__graph_node(graph, op->name, attrs, in, n_in, out, 1));
    aift__graph_move_last(graph, n);
    return AIFT_OK;
}

/* Of the gradient of a weight, the input that it reads for its numbers; -1: something else. */
static int32_t input_of(const aift__node *node)
{
    if (node->op == &aift__op_linear_grad_weight || node->op == &aift__op_conv2d_grad_weight)
        return 0;
    return node->op == &aift__op_conv2d_norm_grad ? 6 : -1;
}

/* Products from node n on read it instead of the old one. */
static void read_instead(aift__graph *graph, size_t n, aift__value old, aift__value value)
{
    for (; n < graph->n_nodes; n++) {
        int32_t i = input_of(&graph->nodes[n]);
        if (i >= 0 && graph->nodes[n].in[i] == old)
            graph->nodes[n].in[i] = value;
    }
}

aift_status aift__pass_recompute(aift__graph *graph)
{
    for (size_t n = 0; n < graph->n_nodes; n++) {
        int32_t i = input_of(&graph->nodes[n]);
        if (i < 0)
            continue;
        aift__value x = graph->nodes[n].in[i], value;
        const again *rule = rule_of(graph, x);
        const aift__node *node = rule ? &graph->nodes[graph->values[x].node] : NULL;
        if (!node || !is_read_after(graph, source_of(node, rule->from[0]), n))
            continue;
        AIFT__TRY(compute_again(graph, rule, node, n, &value));
        read_instead(graph, n, x, value);
    }
    return AIFT_OK;
}
