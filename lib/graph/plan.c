/* Planning the arena: lifetimes, memory shared by views and in-place nodes, and placement by size.
 *
 * Values are placed from the largest down, each at the lowest offset at which no value that lives at the same
 * time overlaps it (greedy by size; Pisarchyk and Lee 2020).
 */
#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"

enum { ALIGN = 64 };

typedef struct block {
    aift__value value; /* a root */
    size_t bytes;
    int32_t first, last; /* nodes */
    size_t offset;
} block;

typedef struct planner {
    const aift__graph *graph;
    aift__plan *plan;
    int32_t *last; /* by value: the last node that reads it */
    block *blocks;
    size_t n_blocks;
} planner;

aift_status aift__value_bytes(const aift__graph *graph, aift__value value, const int64_t *dims, size_t *bytes)
{
    const aift__type *type = &graph->values[value].type;
    int64_t n = 1;
    bool fits = true;
    for (int32_t i = 0; i < type->rank; i++)
        fits = fits && dims[type->dim[i]] >= 0 && !__builtin_mul_overflow(n, dims[type->dim[i]], &n);
    if (!fits || !aift__dtype_bytes(type->dtype, n, bytes))
        return aift__fail(AIFT_E_RANGE, "a value of the graph is too large");
    return AIFT_OK;
}

void aift__value_shape(const aift__graph *graph, aift__value value, const int64_t *dims, aift__arg *arg)
{
    const aift__type *type = &graph->values[value].type;
    arg->dtype = type->dtype;
    arg->rank = type->rank;
    for (int32_t i = 0; i < type->rank; i++)
        arg->dim[i] = dims[type->dim[i]];
}

void aift__plan_destroy(aift__plan *plan)
{
    if (!plan)
        return;
    aift__free(plan->context, plan->offset);
    aift__free(plan->context, plan->root);
    aift__free(plan->context, plan->dims);
    aift__free(plan->context, plan);
}

static void find_last_readers(planner *p)
{
    const aift__graph *graph = p->graph;
    for (size_t v = 0; v < graph->n_values; v++)
        p->last[v] = graph->values[v].node;
    for (size_t n = 0; n < graph->n_nodes; n++)
        for (int32_t i = 0; i < graph->nodes[n].n_in; i++)
            if (aift__node_reads(&graph->nodes[n], i))
                p->last[graph->nodes[n].in[i]] = (int32_t)n;
    for (size_t i = 0; i < graph->n_outputs; i++)
        p->last[graph->outputs[i].value] = (int32_t)graph->n_nodes;
}

static bool has_own_memory(const planner *p, aift__value v)
{
    const aift__value_info *info = &p->graph->values[v];
    return info->kind == AIFT__VALUE_COMPUTED && info->slot == AIFT__NO_VALUE;
}

/* Whether output k of node n can take the memory of its input: nothing reads the input's root afterwards, no
 * other input shares it, and it is as large. */
static bool can_take_place(const planner *p, size_t n, int32_t k, int32_t input)
{
    const aift__node *node = &p->graph->nodes[n];
    aift__value from = input < node->n_in ? node->in[input] : AIFT__NO_VALUE;
    if (from == AIFT__NO_VALUE || !has_own_memory(p, node->out[k]))
        return false;
    aift__value root = p->plan->root[from];
    if (!has_own_memory(p, root) || p->last[root] > (int32_t)n)
        return false;
    for (int32_t i = 0; i < node->n_in; i++)
        if (i != input && node->in[i] != AIFT__NO_VALUE && p->plan->root[node->in[i]] == root)
            return false;
    const aift__type *a = &p->graph->values[root].type, *b = &p->graph->values[node->out[k]].type;
    if (a->dtype != b->dtype || a->rank != b->rank)
        return false;
    return memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
}

/* Whether output k is in the arena, as what it looks at is; if not, it gets a copy. */
static bool can_be_view(const planner *p, const aift__node *node, int32_t k)
{
    return has_own_memory(p, node->out[k]) &&
           has_own_memory(p, p->plan->root[node->in[node->op->place[k].input]]);
}

static void find_roots(planner *p)
{
    aift__value *root = p->plan->root;
    for (size_t v = 0; v < p->graph->n_values; v++)
        root[v] = (aift__value)v;
    for (size_t n = 0; n < p->graph->n_nodes; n++) {
        const aift__node *node = &p->graph->nodes[n];
        for (int32_t k = 0; k < node->op->n_out; k++) {
            aift__place place = node->op->place[k];
            if (place.kind == AIFT__PLACE_FRESH ||
                (place.kind == AIFT__PLACE_VIEW && !can_be_view(p, node, k)) ||
                (place.kind == AIFT__PLACE_INPLACE && !can_take_place(p, n, k, place.input)))
                continue;
            aift__value to = root[node->in[place.input]];
            root[node->out[k]] = to;
            p->last[to] = AIFT__MAX(p->last[to], p->last[node->out[k]]);
        }
    }
}

/* An output that its operator can do without, and that nobody reads. */
static bool is_left_out(const planner *p, size_t n, int32_t k)
{
    const aift__node *node = &p->graph->nodes[n];
    return node->op->optional >> k & 1 && p->last[node->out[k]] <= (int32_t)n;
}

static aift_status make_blocks(planner *p)
{
    for (size_t n = 0; n < p->graph->n_nodes; n++) {
        const aift__node *node = &p->graph->nodes[n];
        for (int32_t k = 0; k < node->op->n_out; k++) {
            aift__value v = node->out[k];
            if (p->plan->root[v] != v || !has_own_memory(p, v) || is_left_out(p, n, k))
                continue;
            block *b = &p->blocks[p->n_blocks++];
            *b = (block){.value = v, .first = (int32_t)n, .last = p->last[v]};
            AIFT__TRY(aift__value_bytes(p->graph, v, p->plan->dims, &b->bytes));
            b->bytes = (b->bytes + ALIGN - 1) / ALIGN * ALIGN;
        }
    }
    return AIFT_OK;
}

static int larger_first(const void *a, const void *b)
{
    const block *x = a, *y = b;
    if (x->bytes != y->bytes)
        return x->bytes > y->bytes ? -1 : 1;
    return x->value < y->value ? -1 : 1;
}

static int lower_first(const void *a, const void *b)
{
    const block *x = *(const block *const *)a, *y = *(const block *const *)b;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->value < y->value ? -1 : 1;
}

/* What is reached at `at` + `bytes`, if that is an address at all. */
static aift_status reach(size_t at, size_t bytes, size_t *end)
{
    if (bytes > PTRDIFF_MAX || at > PTRDIFF_MAX - bytes)
        return aift__fail(AIFT_E_RANGE, "the values of the graph are too large together");
    *end = at + bytes;
    return AIFT_OK;
}

/* `neighbours` receives the placed blocks that live with b, by offset; b goes into the first gap. */
static aift_status place(planner *p, size_t i, const block **neighbours)
{
    block *b = &p->blocks[i];
    size_t n = 0;
    for (size_t j = 0; j < i; j++)
        if (p->blocks[j].first <= b->last && b->first <= p->blocks[j].last)
            neighbours[n++] = &p->blocks[j];
    qsort(neighbours, n, sizeof *neighbours, lower_first);
    size_t at = 0, end = 0;
    AIFT__TRY(reach(at, b->bytes, &end));
    for (size_t j = 0; j < n && neighbours[j]->offset < end; j++) {
        at = AIFT__MAX(at, neighbours[j]->offset + neighbours[j]->bytes);
        AIFT__TRY(reach(at, b->bytes, &end));
    }
    b->offset = at;
    p->plan->offset[b->value] = at;
    p->plan->arena_bytes = AIFT__MAX(p->plan->arena_bytes, end);
    return AIFT_OK;
}

static aift_status place_all(planner *p)
{
    const block **neighbours = aift__malloc(p->graph->context, p->n_blocks, sizeof *neighbours);
    if (!neighbours)
        return AIFT_E_NOMEM;
    qsort(p->blocks, p->n_blocks, sizeof *p->blocks, larger_first);
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < p->n_blocks && status == AIFT_OK; i++)
        status = place(p, i, neighbours);
    aift__free(p->graph->context, neighbours);
    return status;
}

static aift_status plan_scratch(planner *p)
{
    for (size_t n = 0; n < p->graph->n_nodes; n++) {
        const aift__node *node = &p->graph->nodes[n];
        if (!node->op->scratch)
            continue;
        aift__arg in[AIFT__MAX_IN] = {0}, out[AIFT__MAX_OUT] = {0};
        for (int32_t i = 0; i < node->n_in; i++)
            if (node->in[i] != AIFT__NO_VALUE)
                aift__value_shape(p->graph, node->in[i], p->plan->dims, &in[i]);
        for (int32_t k = 0; k < node->op->n_out; k++)
            if (!is_left_out(p, n, k))
                aift__value_shape(p->graph, node->out[k], p->plan->dims, &out[k]);
        aift__call call = {
            .kernel = {.context = p->graph->context}, .attrs = node->attrs, .in = in, .out = out};
        p->plan->scratch_bytes = AIFT__MAX(p->plan->scratch_bytes, node->op->scratch(&call));
    }
    size_t begin = p->plan->arena_bytes, end = 0;
    AIFT__TRY(reach(begin, p->plan->scratch_bytes, &end));
    p->plan->scratch_offset = begin;
    p->plan->arena_bytes = (end + ALIGN - 1) / ALIGN * ALIGN;
    return AIFT_OK;
}

static aift_status layout(planner *p, const int64_t *capacity)
{
    const aift__graph *graph = p->graph;
    aift__plan *plan = p->plan;
    plan->offset = aift__malloc(graph->context, graph->n_values, sizeof *plan->offset);
    plan->root = aift__malloc(graph->context, graph->n_values, sizeof *plan->root);
    plan->dims = aift__malloc(graph->context, (size_t)aift__dims_count(graph->dims), sizeof *plan->dims);
    p->last = aift__malloc(graph->context, graph->n_values, sizeof *p->last);
    p->blocks = aift__malloc(graph->context, graph->n_values, sizeof *p->blocks);
    if (!plan->offset || !plan->root || !plan->dims || !p->last || !p->blocks)
        return AIFT_E_NOMEM;
    memset(plan->offset, 0xFF, graph->n_values * sizeof *plan->offset);
    AIFT__TRY(aift__dims_eval(graph->dims, capacity, plan->dims));
    find_last_readers(p);
    find_roots(p);
    AIFT__TRY(make_blocks(p));
    AIFT__TRY(place_all(p));
    AIFT__TRY(plan_scratch(p));
    for (size_t v = 0; v < graph->n_values; v++)
        if (has_own_memory(p, (aift__value)v) && graph->values[v].node >= 0)
            plan->offset[v] = plan->offset[plan->root[v]];
    return AIFT_OK;
}

aift_status aift__plan_create(const aift__graph *graph, const int64_t *capacity, aift__plan **out)
{
    *out = NULL;
    planner p = {.graph = graph};
    p.plan = aift__calloc(graph->context, 1, sizeof *p.plan);
    if (!p.plan)
        return AIFT_E_NOMEM;
    p.plan->context = graph->context;
    aift_status status = layout(&p, capacity);
    aift__free(graph->context, p.last);
    aift__free(graph->context, p.blocks);
    if (status != AIFT_OK) {
        aift__plan_destroy(p.plan);
        return status;
    }
    *out = p.plan;
    return AIFT_OK;
}
