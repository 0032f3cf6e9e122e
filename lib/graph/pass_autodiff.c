/* Reverse-mode differentiation as a rewrite: each operator's rule appends the nodes of its gradient. */
#include <stdio.h>
#include <string.h>

#include "graph/passes.h"

typedef struct autodiff {
    aift__graph *graph;
    size_t n_values, n_nodes; /* of the forward part */
    bool *wanted;             /* by forward value: on the way from a trainable parameter to the loss */
    aift__value *gradient;    /* by forward value: the sum so far; for parameters see add_to_slot */
    aift__value *slot;        /* by forward value: a trainable parameter's gradient state */
} autodiff;

/* What depends on a trainable parameter, then of it what the loss depends on. */
static aift_status find_wanted(autodiff *ad, aift__value loss)
{
    const aift__graph *graph = ad->graph;
    bool *needed = aift__calloc(graph->context, ad->n_values, sizeof *needed);
    if (!needed)
        return AIFT_E_NOMEM;
    for (size_t v = 0; v < ad->n_values; v++)
        ad->wanted[v] = graph->values[v].trainable;
    for (size_t n = 0; n < ad->n_nodes; n++) {
        const aift__node *node = &graph->nodes[n];
        bool any = false;
        for (int32_t i = 0; i < node->n_in; i++)
            any = any || (node->in[i] != AIFT__NO_VALUE && ad->wanted[node->in[i]]);
        for (int32_t k = 0; k < node->op->n_out; k++)
            ad->wanted[node->out[k]] = any && aift__dtype(graph->values[node->out[k]].type.dtype)->floating;
    }
    needed[loss] = true;
    for (size_t n = ad->n_nodes; n-- > 0;) {
        const aift__node *node = &graph->nodes[n];
        bool any = false;
        for (int32_t k = 0; k < node->op->n_out; k++)
            any = any || needed[node->out[k]];
        for (int32_t i = 0; any && i < node->n_in; i++)
            if (node->in[i] != AIFT__NO_VALUE)
                needed[node->in[i]] = true;
    }
    for (size_t v = 0; v < ad->n_values; v++)
        ad->wanted[v] = ad->wanted[v] && needed[v];
    aift__free(graph->context, needed);
    return AIFT_OK;
}

static bool on_the_way(const autodiff *ad, const aift__node *node)
{
    for (int32_t k = 0; k < node->op->n_out; k++)
        if (ad->wanted[node->out[k]])
            for (int32_t i = 0; i < node->n_in; i++)
                if (node->in[i] != AIFT__NO_VALUE && ad->wanted[node->in[i]])
                    return true;
    return false;
}

static aift_status refuse_without_gradient(const autodiff *ad)
{
    char names[512] = "";
    for (size_t n = 0; n < ad->n_nodes; n++) {
        const aift__op *op = ad->graph->nodes[n].op;
        size_t used = strlen(names);
        if (!op->grad && on_the_way(ad, &ad->graph->nodes[n]) && !strstr(names, op->name))
            snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", op->name);
    }
    if (!names[0])
        return AIFT_OK;
    return aift__fail(AIFT_E_UNSUPPORTED,
                      "these operators have no gradient and lie between a trainable parameter and the loss: "
                      "%s; freeze the parameters before them",
                      names);
}

static aift_status make_slots(autodiff *ad)
{
    for (size_t v = 0; v < ad->n_values; v++) {
        ad->gradient[v] = ad->slot[v] = AIFT__NO_VALUE;
        if (!ad->graph->values[v].trainable)
            continue;
        char *name = aift__asprintf(ad->graph->context, "%s%s", AIFT__GRAD_PREFIX, ad->graph->values[v].name);
        if (!name)
            return AIFT_E_NOMEM;
        aift__type type = ad->graph->values[v].type;
        ad->slot[v] = aift__graph_state(ad->graph, name, &type);
        aift__free(ad->graph->context, name);
        if (ad->slot[v] == AIFT__NO_VALUE)
            return AIFT_E_NOMEM;
    }
    return AIFT_OK;
}

static bool slot_is_used(const autodiff *ad, aift__value slot)
{
    for (size_t v = ad->n_values; v < ad->graph->n_values; v++)
        if (ad->graph->values[v].slot == slot)
            return true;
    return false;
}

static bool is_read(const autodiff *ad, aift__value value)
{
    for (size_t n = ad->n_nodes; n < ad->graph->n_nodes; n++)
        for (int32_t i = 0; i < ad->graph->nodes[n].n_in; i++)
            if (ad->graph->nodes[n].in[i] == value)
                return true;
    return false;
}

/* Whether the node can write its output k straight into `slot`. The node's accumulating outputs share one
 * flag, so all those that have a slot must be the first, or a later, contribution to it alike. */
static bool can_accumulate(const autodiff *ad, aift__value value, bool later)
{
    const aift__value_info *info = &ad->graph->values[value];
    if (info->kind != AIFT__VALUE_COMPUTED || (size_t)value < ad->n_values || info->slot != AIFT__NO_VALUE)
        return false;
    const aift__node *node = &ad->graph->nodes[info->node];
    if (!(node->op->accumulates >> info->output & 1u))
        return false;
    for (int32_t k = 0; k < node->op->n_out; k++)
        if (ad->graph->values[node->out[k]].slot != AIFT__NO_VALUE && node->adds != later)
            return false;
    return !is_read(ad, value);
}

static aift_status add_to_slot(autodiff *ad, aift__value slot, aift__value value)
{
    bool later = slot_is_used(ad, slot);
    if (!can_accumulate(ad, value, later)) {
        AIFT__TRY(aift__graph_node(ad->graph, "copy", NULL, &value, 1, &value, 1));
    }
    aift__value_info *info = &ad->graph->values[value];
    info->slot = slot;
    ad->graph->nodes[info->node].adds = later;
    return AIFT_OK;
}

static aift_status contribute(autodiff *ad, aift__value to, aift__value value)
{
    if (ad->slot[to] != AIFT__NO_VALUE)
        return add_to_slot(ad, ad->slot[to], value);
    if (ad->gradient[to] == AIFT__NO_VALUE) {
        ad->gradient[to] = value;
        return AIFT_OK;
    }
    aift__value terms[2] = {ad->gradient[to], value};
    return aift__graph_node(ad->graph, "add", NULL, terms, 2, &ad->gradient[to], 1);
}

static aift_status emit(void *graph, const char *op, const aift__attr_set *attrs, const aift__value *in,
                        int32_t n_in, aift__value *out, int32_t n_out)
{
    return aift__graph_node(graph, op, attrs, in, n_in, out, n_out);
}

static aift_status differentiate(autodiff *ad, size_t n)
{
    const aift__node node = ad->graph->nodes[n]; /* a copy: the array grows */
    aift__grad rule = {.graph = ad->graph, .emit = emit, .attrs = node.attrs, .n_in = node.n_in};
    bool any = false;
    for (int32_t k = 0; k < node.op->n_out; k++) {
        rule.out[k] = node.out[k];
        rule.grad_out[k] = ad->gradient[node.out[k]];
        any = any || rule.grad_out[k] != AIFT__NO_VALUE;
    }
    if (!any || !on_the_way(ad, &node))
        return AIFT_OK;
    for (int32_t i = 0; i < AIFT__MAX_IN; i++) {
        rule.in[i] = i < node.n_in ? node.in[i] : AIFT__NO_VALUE;
        rule.needs[i] = rule.in[i] != AIFT__NO_VALUE && ad->wanted[rule.in[i]];
        rule.grad_in[i] = AIFT__NO_VALUE;
    }
    AIFT__TRY(node.op->grad(&rule));
    for (int32_t i = 0; i < node.n_in; i++) {
        if (!rule.needs[i])
            continue;
        if (rule.grad_in[i] == AIFT__NO_VALUE)
            return aift__fail(AIFT_E_INTERNAL, "%s: its gradient rule leaves input %d out", node.op->name,
                              (int)i);
        AIFT__TRY(contribute(ad, node.in[i], rule.grad_in[i]));
    }
    return AIFT_OK;
}

static aift_status run(autodiff *ad, aift__value loss)
{
    AIFT__TRY(find_wanted(ad, loss));
    AIFT__TRY(refuse_without_gradient(ad));
    AIFT__TRY(make_slots(ad));
    if (!ad->wanted[loss])
        return aift__fail(AIFT_E_INVALID, "nothing to train: the loss depends on no trainable parameter");
    const aift__type type = ad->graph->values[loss].type;
    ad->gradient[loss] = aift__graph_input(ad->graph, "loss_scale", type.dtype, type.rank, type.dim);
    for (size_t n = ad->n_nodes; n-- > 0;)
        AIFT__TRY(differentiate(ad, n));
    return aift__graph_status(ad->graph);
}

aift_status aift__pass_autodiff(aift__graph *graph, aift__value loss)
{
    aift_context *context = graph->context;
    autodiff ad = {.graph = graph, .n_values = graph->n_values, .n_nodes = graph->n_nodes};
    ad.wanted = aift__calloc(context, ad.n_values, sizeof *ad.wanted);
    ad.gradient = aift__calloc(context, ad.n_values, sizeof *ad.gradient);
    ad.slot = aift__calloc(context, ad.n_values, sizeof *ad.slot);
    aift_status status = ad.wanted && ad.gradient && ad.slot ? run(&ad, loss) : AIFT_E_NOMEM;
    aift__free(context, ad.wanted);
    aift__free(context, ad.gradient);
    aift__free(context, ad.slot);
    return status;
}
