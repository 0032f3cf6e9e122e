/* Dead code: nodes whose outputs nobody needs are dropped; values keep their numbers. */
#include "graph/passes.h"

aift_status aift__pass_dead_code(aift__graph *graph)
{
    bool *live = aift__calloc(graph->context, graph->n_values, sizeof *live);
    bool *keep = aift__calloc(graph->context, graph->n_nodes, sizeof *keep);
    if (!live || !keep) {
        aift__free(graph->context, live);
        aift__free(graph->context, keep);
        return AIFT_E_NOMEM;
    }
    for (size_t i = 0; i < graph->n_outputs; i++)
        live[graph->outputs[i].value] = true;
    for (size_t n = graph->n_nodes; n-- > 0;) {
        const aift__node *node = &graph->nodes[n];
        for (int32_t k = 0; k < node->op->n_out; k++)
            keep[n] = keep[n] || live[node->out[k]] || graph->values[node->out[k]].slot != AIFT__NO_VALUE;
        for (int32_t i = 0; keep[n] && i < node->n_in; i++)
            if (node->in[i] != AIFT__NO_VALUE)
                live[node->in[i]] = true;
    }
    aift__graph_keep_nodes(graph, keep);
    aift__free(graph->context, live);
    aift__free(graph->context, keep);
    return AIFT_OK;
}
