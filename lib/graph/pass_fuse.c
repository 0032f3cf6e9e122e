/* Fusion: neighbours that a single pass over memory can do become one node, at the place of the last of them. Values
 * keep their numbers; what only the fused nodes passed on to each other is no longer computed. */
#include <string.h>

#include "graph/passes.h"

typedef struct fusion {
    aift__graph *graph;
    int32_t *readers; /* by value; outputs and slots count */
    bool *keep;       /* by node */
} fusion;

static void count_readers(fusion *f)
{
    const aift__graph *g = f->graph;
    for (size_t n = 0; n < g->n_nodes; n++) {
        f->keep[n] = true;
        for (int32_t i = 0; i < g->nodes[n].n_in; i++)
            if (aift__node_reads(&g->nodes[n], i))
                f->readers[g->nodes[n].in[i]]++;
    }
    for (size_t i = 0; i < g->n_outputs; i++)
        f->readers[g->outputs[i].value]++;
    for (size_t v = 0; v < g->n_values; v++)
        f->readers[v] += g->values[v].slot != AIFT__NO_VALUE;
}

/* The node of this operator that computes input i of the node, as its first output; NULL: there is none. */
static const aift__node *source(const fusion *f, const aift__node *node, int32_t i, const aift__op *op)
{
    if (i >= node->n_in || node->in[i] == AIFT__NO_VALUE)
        return NULL;
    const aift__value_info *info = &f->graph->values[node->in[i]];
    if (info->node < 0 || info->output != 0)
        return NULL;
    const aift__node *from = &f->graph->nodes[info->node];
    return from->op == op && !from->adds ? from : NULL;
}

/* The same, where nobody else reads it. */
static const aift__node *only_source(const fusion *f, const aift__node *node, int32_t i, const aift__op *op)
{
    const aift__node *from = source(f, node, i, op);
    return from && f->readers[node->in[i]] == 1 ? from : NULL;
}

/* Whether somebody reads the first output of `from` before `last`. */
static bool is_read_before(const fusion *f, const aift__node *from, const aift__node *last)
{
    for (const aift__node *between = from; between < last; between++)
        for (int32_t k = 0; f->keep[between - f->graph->nodes] && k < between->n_in; k++)
            if (between->in[k] == from->out[0])
                return true;
    return false;
}

/* The same, where nobody reads it before this node: it can be computed here. */
static const aift__node *late_source(const fusion *f, const aift__node *node, int32_t i, const aift__op *op)
{
    const aift__node *from = source(f, node, i, op);
    return from && !is_read_before(f, from, node) ? from : NULL;
}

/* A node instead of `last`; its attributes are those of the same names of `last` and of `first`. */
static aift__node instead(const aift__op *op, const aift__node *last, const aift__node *first)
{
    aift__node node = {.op = op, .n_in = op->max_in};
    for (int i = 0; i < AIFT__MAX_ATTRS && op->attrs[i].name; i++) {
        bool of_last = false;
        for (int j = 0; j < AIFT__MAX_ATTRS && last->op->attrs[j].name; j++)
            of_last = of_last || strcmp(last->op->attrs[j].name, op->attrs[i].name) == 0;
        const aift__node *from = of_last ? last : first;
        if (from)
            node.attrs[i] = aift__node_attr(from, op->attrs[i].name);
    }
    for (int32_t i = 0; i < AIFT__MAX_IN; i++)
        node.in[i] = AIFT__NO_VALUE;
    return node;
}

/* Puts the node in the place of node n; `gone` is dropped. */
static void replace(fusion *f, size_t n, aift__node node, const aift__node *gone)
{
    aift__graph *g = f->graph;
    f->keep[gone - g->nodes] = false;
    for (int32_t k = 0; k < node.op->n_out; k++) {
        g->values[node.out[k]].node = (int32_t)n;
        g->values[node.out[k]].output = k;
    }
    g->nodes[n] = node;
}

/* ---- the rules: each looks at the last node of what it fuses ---- */

/* The linear of the same x before `before` that can be computed at `last`; NULL: there is none. */
static const aift__node *other_linear(const fusion *f, const aift__node *before, const aift__node *last)
{
    for (const aift__node *node = before; node-- > f->graph->nodes;)
        if (f->keep[node - f->graph->nodes] && node->op == &aift__op_linear && !node->adds &&
            node->in[0] == last->in[0] && !is_read_before(f, node, last))
            return node;
    return NULL;
}

/* Three linears of one x, as attention has them. */
static void linear_qkv(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n];
    const aift__node *second = last->adds ? NULL : other_linear(f, last, last);
    const aift__node *first = second ? other_linear(f, second, last) : NULL;
    if (!first)
        return;
    aift__node node = instead(&aift__op_linear_qkv, last, NULL);
    const aift__node *linears[3] = {first, second, last};
    node.in[0] = last->in[0];
    for (int k = 0; k < 3; k++) {
        node.in[1 + k] = linears[k]->in[1];
        node.in[4 + k] = linears[k]->n_in > 2 ? linears[k]->in[2] : AIFT__NO_VALUE;
        node.out[k] = linears[k]->out[0];
    }
    f->keep[second - f->graph->nodes] = false;
    replace(f, n, node, first);
}

/* gelu(linear(x)); what gelu reads stays, for its gradient. */
static void linear_gelu(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n], *linear = late_source(f, last, 0, &aift__op_linear);
    if (!linear)
        return;
    aift__node node = instead(&aift__op_linear_gelu, last, linear);
    memcpy(node.in, linear->in, (size_t)linear->n_in * sizeof *node.in);
    node.out[0] = last->out[0];
    node.out[1] = linear->out[0];
    replace(f, n, node, linear);
}

/* gelu_grad(before, linear_grad_input(dy, weight)) */
static void linear_grad_input_gelu(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n];
    const aift__node *product = only_source(f, last, 1, &aift__op_linear_grad_input);
    if (!product || product->n_in > 2)
        return;
    aift__node node = instead(&aift__op_linear_grad_input_gelu, last, product);
    node.in[0] = product->in[0];
    node.in[1] = product->in[1];
    node.in[2] = last->in[0];
    node.out[0] = last->out[0];
    replace(f, n, node, product);
}

/* add(a, linear_grad_input(dy, weight)): the product adds to a. */
static void sum_of_gradients(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n];
    for (int32_t i = 1; i >= 0; i--) {
        const aift__node *product = only_source(f, last, i, &aift__op_linear_grad_input);
        if (!product || product->n_in > 2)
            continue;
        aift__node node = instead(&aift__op_linear_grad_input, last, product);
        node.in[0] = product->in[0];
        node.in[1] = product->in[1];
        node.in[2] = last->in[1 - i];
        node.out[0] = last->out[0];
        replace(f, n, node, product);
        return;
    }
}

/* layer_norm(add(dropout(x), residual)); the dropout may be missing. */
static void add_norm(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n], *add = late_source(f, last, 0, &aift__op_add);
    if (!add)
        return;
    const aift__node *dropout = only_source(f, add, 0, &aift__op_dropout);
    if (dropout && f->graph->values[dropout->in[0]].type.rank != 2)
        dropout = NULL;
    aift__node node = instead(&aift__op_add_norm, last, dropout);
    node.in[0] = dropout ? dropout->in[0] : add->in[0];
    node.in[1] = add->in[1];
    node.in[2] = last->in[1];
    node.in[3] = last->in[2];
    if (dropout && dropout->n_in > 1)
        node.in[4] = dropout->in[1];
    const aift__value out[4] = {last->out[0], add->out[0], last->out[1], last->out[2]};
    memcpy(node.out, out, sizeof out);
    if (dropout)
        f->keep[dropout - f->graph->nodes] = false;
    replace(f, n, node, add);
}

/* dropout(layer_norm_grad_input(...)), as add_norm's gradient has it; the residual reads the latter too. */
static void add_norm_grad(fusion *f, size_t n)
{
    const aift__node *last = &f->graph->nodes[n];
    const aift__node *norm = late_source(f, last, 0, &aift__op_layer_norm_grad_input);
    if (!norm)
        return;
    aift__node node = instead(&aift__op_add_norm_grad, last, norm);
    memcpy(node.in, norm->in, 5 * sizeof *node.in);
    if (last->n_in > 1)
        node.in[5] = last->in[1];
    node.out[0] = norm->out[0];
    node.out[1] = last->out[0];
    replace(f, n, node, norm);
}

static const struct {
    const aift__op *last;
    void (*fuse)(fusion *f, size_t n);
} rules[] = {{&aift__op_linear, linear_qkv},
             {&aift__op_gelu, linear_gelu},
             {&aift__op_gelu_grad, linear_grad_input_gelu},
             {&aift__op_add, sum_of_gradients},
             {&aift__op_layer_norm, add_norm},
             {&aift__op_dropout, add_norm_grad}};

static void run(fusion *f)
{
    count_readers(f);
    for (size_t n = 0; n < f->graph->n_nodes; n++)
        for (size_t r = 0; r < AIFT__COUNT(rules); r++)
            if (f->graph->nodes[n].op == rules[r].last) {
                rules[r].fuse(f, n);
                break;
            }
    aift__graph_keep_nodes(f->graph, f->keep);
}

aift_status aift__pass_fuse(aift__graph *graph)
{
    fusion f = {.graph = graph};
    f.readers = aift__calloc(graph->context, graph->n_values, sizeof *f.readers);
    f.keep = aift__calloc(graph->context, graph->n_nodes, sizeof *f.keep);
    aift_status status = f.readers && f.keep ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        run(&f);
    aift__free(graph->context, f.readers);
    aift__free(graph->context, f.keep);
    return status;
}
