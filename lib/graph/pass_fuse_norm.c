/* Fusion of norms: act(batch_norm(x)) becomes one node, at the place of the norm. */
#include "graph/passes.h"

static const struct {
    const aift__op *op;
    aift__act act;
} activations[] = {{&aift__op_relu, AIFT__ACT_RELU},
                   {&aift__op_relu6, AIFT__ACT_RELU6},
                   {&aift__op_silu, AIFT__ACT_SILU},
                   {&aift__op_sigmoid, AIFT__ACT_SIGMOID},
                   {&aift__op_hard_swish, AIFT__ACT_HARD_SWISH},
                   {&aift__op_hard_sigmoid, AIFT__ACT_HARD_SIGMOID}};
enum { ACT = 1 }; /* of batch_norm's attributes */

aift__act aift__act_of_op(const aift__op *op)
{
    for (size_t a = 0; a < AIFT__COUNT(activations); a++)
        if (op == activations[a].op)
            return activations[a].act;
    return AIFT__ACT_NONE;
}

static int32_t readers(const aift__graph *g, aift__value value)
{
    int32_t count = 0;
    for (size_t n = 0; n < g->n_nodes; n++)
        for (int32_t i = 0; i < g->nodes[n].n_in; i++)
            count += g->nodes[n].in[i] == value;
    for (size_t i = 0; i < g->n_outputs; i++)
        count += g->outputs[i].value == value;
    return count;
}

/* Whether node n was an activation of a norm, which now does it. */
static bool fuse(aift__graph *g, size_t n)
{
    aift__node *last = &g->nodes[n];
    const aift__act act = aift__act_of_op(last->op);
    if (act == AIFT__ACT_NONE)
        return false;
    const aift__value_info *info = &g->values[last->in[0]];
    aift__node *norm = info->node >= 0 ? &g->nodes[info->node] : NULL;
    if (!norm || norm->op != &aift__op_batch_norm || info->output != 0 ||
        norm->attrs[ACT].i != AIFT__ACT_NONE || readers(g, last->in[0]) != 1)
        return false;
    norm->attrs[ACT] = (aift__attr){.i = act, .f = act};
    norm->out[0] = last->out[0];
    g->values[norm->out[0]].node = info->node;
    g->values[norm->out[0]].output = 0;
    return true;
}

aift_status aift__pass_fuse_norm(aift__graph *graph)
{
    bool *keep = aift__calloc(graph->context, graph->n_nodes, sizeof *keep);
    if (!keep)
        return AIFT_E_NOMEM;
    for (size_t n = 0; n < graph->n_nodes; n++)
        keep[n] = !fuse(graph, n);
    aift__graph_keep_nodes(graph, keep);
    aift__free(graph->context, keep);
    return AIFT_OK;
}
