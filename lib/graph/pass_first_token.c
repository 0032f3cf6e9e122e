/* First tokens: what is only read at each row's first token, as a classifier on [CLS] reads it, is computed for those
 * tokens alone. Of a text classifier's last layer, keys and values stay; all else is done for one token a row, forward and,
 * as autodiff comes later, backward.
 *
 * Numbers do not change: the operators below compute each line by itself, and dropout's choice depends on the place in
 * the row, which for the first token is the same. */
#include "graph/passes.h"

typedef struct line_op { /* its first output has a line for each of these inputs' lines */
    const aift__op *op;
    uint32_t lines;
    int32_t offsets; /* the input that says which lines are a row's; -1: it does not ask */
} line_op;

static const line_op rules[] = {
    {&aift__op_linear, 1, -1}, {&aift__op_gelu, 1, -1},     {&aift__op_relu, 1, -1},
    {&aift__op_tanh, 1, -1},   {&aift__op_add, 3, -1},      {&aift__op_layer_norm, 1, -1},
    {&aift__op_dropout, 1, 1}, {&aift__op_attention, 1, 3},
};

typedef struct narrowing {
    aift__graph *graph;
    size_t n_values;     /* before the pass */
    aift__value offsets; /* of the rows whose first tokens are taken */
    bool *reached;       /* by value: somebody reads its first tokens */
    bool *wide;          /* by value: somebody reads more of it */
    bool *narrow;        /* by value: it is computed for first tokens */
    aift__value *first;  /* by value: its first tokens, where they are taken of it */
} narrowing;

static const line_op *rule_of(const aift__op *op)
{
    for (size_t r = 0; r < AIFT__COUNT(rules); r++)
        if (rules[r].op == op)
            return &rules[r];
    return NULL;
}

/* Whether the node can be narrowed, as far as its readers and offsets go. */
static bool can_be_narrow(const narrowing *p, const aift__node *node)
{
    const line_op *rule = rule_of(node->op);
    if (!rule || !p->reached[node->out[0]] || p->wide[node->out[0]])
        return false;
    if (p->graph->values[p->offsets].node >= node - p->graph->nodes) /* they are not known yet */
        return false;
    for (int32_t k = 1; k < node->op->n_out; k++)
        if (p->reached[node->out[k]] || p->wide[node->out[k]])
            return false;
    return rule->offsets < 0 || (rule->offsets < node->n_in && node->in[rule->offsets] == p->offsets);
}

static bool takes_first(const aift__node *node)
{
    return node->op == &aift__op_first_token && aift__node_attr(node, "count").i == 1;
}

static void note_readers(narrowing *p, const aift__node *node)
{
    bool takes = takes_first(node) && node->in[1] == p->offsets;
    bool narrow = !takes && can_be_narrow(p, node);
    uint32_t lines = takes ? 1 : narrow ? rule_of(node->op)->lines : 0;
    for (int32_t i = 0; i < node->n_in; i++) {
        if (node->in[i] == AIFT__NO_VALUE)
            continue;
        bool *what = lines >> i & 1 ? p->reached : p->wide;
        what[node->in[i]] = true;
    }
    p->narrow[node->out[0]] = narrow;
}

/* From the last node to the first, so that all readers of a value are known before the node that computes it. */
static void look(narrowing *p)
{
    const aift__graph *g = p->graph;
    for (size_t i = 0; i < g->n_outputs; i++)
        p->wide[g->outputs[i].value] = true;
    for (size_t n = g->n_nodes; n-- > 0;)
        note_readers(p, &g->nodes[n]);
}

static bool is_narrow(const narrowing *p, aift__value value)
{
    return (size_t)value < p->n_values && p->narrow[value];
}

/* A node with one output, right before node *n, which moves on. */
static aift_status insert(narrowing *p, size_t *n, const char *op, const aift__value *in, int32_t n_in,
                          aift__value *out)
{
    AIFT__TRY(aift__graph_node(p->graph, op, NULL, in, n_in, out, 1));
    aift__graph_move_last(p->graph, (*n)++);
    return AIFT_OK;
}

static aift_status narrow_node(narrowing *p, size_t *n)
{
    aift__graph *g = p->graph;
    const line_op *rule = rule_of(g->nodes[*n].op);
    for (int32_t i = 0; i < g->nodes[*n].n_in; i++) {
        aift__value x = g->nodes[*n].in[i];
        if (!(rule->lines >> i & 1) || is_narrow(p, x))
            continue;
        if (p->first[x] == AIFT__NO_VALUE)
            AIFT__TRY(insert(p, n, "first_token", (aift__value[]){x, p->offsets}, 2, &p->first[x]));
        g->nodes[*n].in[i] = p->first[x];
    }
    if (rule->op == &aift__op_dropout) /* without offsets each line is a row */
        g->nodes[*n].in[rule->offsets] = AIFT__NO_VALUE;
    else if (rule->offsets >= 0) {
        aift__value q = g->nodes[*n].in[0], offsets;
        AIFT__TRY(insert(p, n, "row_offsets", &q, 1, &offsets));
        g->nodes[*n].in[rule->offsets] = offsets;
    }
    return aift__graph_infer_again(g, *n);
}

/* Who reads the first tokens of a narrow value reads the value itself. */
static void read_instead(aift__graph *graph, aift__value old, aift__value value)
{
    for (size_t n = 0; n < graph->n_nodes; n++)
        for (int32_t i = 0; i < graph->nodes[n].n_in; i++)
            if (graph->nodes[n].in[i] == old)
                graph->nodes[n].in[i] = value;
    for (size_t i = 0; i < graph->n_outputs; i++)
        if (graph->outputs[i].value == old)
            graph->outputs[i].value = value;
}

static aift_status rewrite(narrowing *p)
{
    aift__graph *g = p->graph;
    for (size_t n = 0; n < g->n_nodes; n++) {
        const aift__node *node = &g->nodes[n];
        if (is_narrow(p, node->out[0]))
            AIFT__TRY(narrow_node(p, &n));
        else if (takes_first(node) && is_narrow(p, node->in[0]))
            read_instead(g, node->out[0], node->in[0]);
    }
    return aift__pass_dead_code(g);
}

static aift_status run(narrowing *p)
{
    const aift__graph *g = p->graph;
    if (!p->reached || !p->wide || !p->narrow || !p->first)
        return AIFT_E_NOMEM;
    for (size_t v = 0; v < p->n_values; v++)
        p->first[v] = AIFT__NO_VALUE;
    for (size_t n = g->n_nodes; n-- > 0 && p->offsets == AIFT__NO_VALUE;)
        if (takes_first(&g->nodes[n]))
            p->offsets = g->nodes[n].in[1];
    if (p->offsets == AIFT__NO_VALUE)
        return AIFT_OK;
    look(p);
    return rewrite(p);
}

aift_status aift__pass_first_token(aift__graph *graph)
{
    aift_context *context = graph->context;
    narrowing p = {.graph = graph, .n_values = graph->n_values, .offsets = AIFT__NO_VALUE};
    p.reached = aift__calloc(context, p.n_values, sizeof *p.reached);
    p.wide = aift__calloc(context, p.n_values, sizeof *p.wide);
    p.narrow = aift__calloc(context, p.n_values, sizeof *p.narrow);
    p.first = aift__calloc(context, p.n_values, sizeof *p.first);
    aift_status status = run(&p);
    aift__free(context, p.reached);
    aift__free(context, p.wide);
    aift__free(context, p.narrow);
    aift__free(context, p.first);
    return status;
}
