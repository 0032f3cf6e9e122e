/* Sparse rows: a parameter's gradient that one node alone writes, and only some rows of, is kept sparse. The node
 * gets a state "rows.NAME" for its marks, so that nobody need zero or read the other rows. */
#include "graph/passes.h"

static int32_t writers(const aift__graph *graph, aift__value slot)
{
    int32_t n = 0;
    for (size_t v = 0; v < graph->n_values; v++)
        n += graph->values[v].slot == slot;
    return n;
}

static aift_status give_marks(aift__graph *graph, const aift__node *node, aift__value slot)
{
    const char *name = graph->values[slot].name + sizeof AIFT__GRAD_PREFIX - 1;
    char *text = aift__asprintf(graph->context, "%s%s", AIFT__ROWS_PREFIX, name);
    if (!text)
        return AIFT_E_NOMEM;
    aift__value out = node->out[node->op->marks];
    aift__type type = graph->values[out].type;
    aift__value state = aift__graph_state(graph, text, &type);
    aift__free(graph->context, text);
    graph->values[out].slot = state;
    return aift__graph_status(graph);
}

aift_status aift__pass_sparse_rows(aift__graph *graph)
{
    for (size_t n = 0; n < graph->n_nodes; n++) {
        const aift__node *node = &graph->nodes[n];
        aift__value slot = graph->values[node->out[0]].slot;
        if (node->op->marks && slot != AIFT__NO_VALUE && writers(graph, slot) == 1)
            AIFT__TRY(give_marks(graph, node, slot));
    }
    return AIFT_OK;
}
