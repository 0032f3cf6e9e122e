/* The graph that predictions run, and how many rows of it at once. */
#include "graph/passes.h"
#include "graph/plan.h"
#include "tasks/session.h"

enum { CACHE = 16 << 20 }; /* bytes that a run of rows that are all alike may take */

static aift_status passes(aift__graph *graph)
{
    AIFT__TRY(aift__pass_first_token(graph));
    AIFT__TRY(aift__pass_fuse_norm(graph));
    AIFT__TRY(aift__pass_fuse_conv(graph));
    AIFT__TRY(aift__pass_fuse(graph));
    return aift__pass_dead_code(graph);
}

aift_status aift__session_graph(const aift_model *model, aift__outputs outputs, aift__graph **out)
{
    AIFT__TRY(aift__task_graph(model, &(aift__task_options){.outputs = outputs}, out));
    aift_status status = passes(*out);
    if (status != AIFT_OK) {
        aift__graph_destroy(*out);
        *out = NULL;
    }
    return status;
}

aift_status aift__session_at_once(const aift_model *model, const aift__graph *graph, aift__outputs outputs,
                                  int64_t *rows)
{
    aift__inputs in;
    aift__plan *plan;
    int64_t symbols[2];
    aift__inputs_open(&in, model, graph);
    *rows = INT64_MAX;
    if (in.modality == AIFT__TEXT || outputs != AIFT__LOGITS)
        return AIFT_OK;
    aift__inputs_symbols(&in, (aift__capacity){.rows = 1}, symbols);
    AIFT__TRY(aift__plan_create(graph, symbols, &plan));
    *rows = AIFT__MAX(1, (int64_t)(CACHE / AIFT__MAX(1, plan->arena_bytes)));
    aift__plan_destroy(plan);
    return AIFT_OK;
}
