/* A graph and one version of its weights. */
#include <string.h>

#include "graph/program.h"
#include "kernels/products.h"

enum { LINE = 16 }; /* floats: each copy begins a line of the cache */

struct aift__program {
    aift_context *context;
    atomic_size_t references;
    const aift__graph *graph;
    aift__weights *weights;
    bool pack;
    float **packed; /* by value, in the block; NULL: not packed */
    float *block;   /* one, so that the system can give it large pages */
};

void aift__program_release(aift__program *program)
{
    if (!program || atomic_fetch_sub_explicit(&program->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = program->context;
    aift__aligned_free(context, program->block);
    aift__free(context, program->packed);
    aift__weights_release(program->weights);
    aift__free(context, program);
    aift_context_release(context);
}

aift__program *aift__program_retain(aift__program *program)
{
    atomic_fetch_add_explicit(&program->references, 1, memory_order_relaxed);
    return program;
}

const aift__weights *aift__program_weights(const aift__program *program)
{
    return program->weights;
}

bool aift__program_is_packed(const aift__program *program)
{
    return program->pack;
}

/* [N,K], as products read it. */
static aift_status pack_matrix(const aift__kernel_context *kernel, const aift__attr *attrs, int32_t rank,
                               const int64_t *shape, const float *weight, size_t *size, float *to)
{
    (void)attrs;
    *size = rank == 2 ? aift__packed_size(kernel, shape[0], shape[1]) : 0;
    if (to && *size)
        aift__pack_f32(kernel, true, shape[0], shape[1], weight, shape[1], to);
    return AIFT_OK;
}

/* Whether another node wants the value packed in another way. */
static bool is_disputed(const aift__graph *g, const aift__node *node, aift__value value)
{
    for (size_t n = 0; n < g->n_nodes; n++) {
        const aift__node *other = &g->nodes[n];
        bool alike = other->op->pack == node->op->pack &&
                     (!node->op->pack || memcmp(other->attrs, node->attrs, sizeof node->attrs) == 0);
        for (int32_t i = 0; i < other->n_in && !alike; i++)
            if (other->in[i] == value && other->op->packs >> i & 1)
                return true;
    }
    return false;
}

/* Packs a value behind those that `used` floats of the block hold; without a block counts alone. */
static aift_status pack_value(aift__program *p, const aift__node *node, aift__value value, size_t *used)
{
    const aift__value_info *info = &p->graph->values[value];
    if (info->kind != AIFT__VALUE_PARAMETER || info->type.dtype != AIFT_DTYPE_F32 ||
        is_disputed(p->graph, node, value))
        return AIFT_OK;
    const aift_tensor *tensor = aift__weights_find(p->weights, info->name);
    const aift__kernel_context kernel = {.context = p->context};
    const aift__pack_fn pack = node->op->pack ? node->op->pack : pack_matrix;
    size_t size = 0;
    if (!tensor || tensor->dtype != AIFT_DTYPE_F32)
        return AIFT_OK; /* what is wrong with it, binding says */
    AIFT__TRY(pack(&kernel, node->attrs, tensor->rank, tensor->shape, tensor->data, &size, NULL));
    if (size && p->block && !p->packed[value]) {
        p->packed[value] = p->block + *used;
        AIFT__TRY(
            pack(&kernel, node->attrs, tensor->rank, tensor->shape, tensor->data, &size, p->packed[value]));
    }
    *used += (size_t)aift__div_up((int64_t)size, LINE) * LINE;
    return AIFT_OK;
}

/* A weight that two nodes read has room twice: rare, and no harm. */
static aift_status pack_values(aift__program *p, size_t *used)
{
    *used = 0;
    for (size_t n = 0; n < p->graph->n_nodes; n++) {
        const aift__node *node = &p->graph->nodes[n];
        for (int32_t i = 0; i < node->n_in; i++)
            if (node->op->packs >> i & 1 && node->in[i] != AIFT__NO_VALUE)
                AIFT__TRY(pack_value(p, node, node->in[i], used));
    }
    return AIFT_OK;
}

static aift_status fill(aift__program *p)
{
    size_t floats = 0;
    p->packed = aift__calloc(p->context, p->graph->n_values, sizeof *p->packed);
    if (!p->packed)
        return AIFT_E_NOMEM;
    if (!p->pack)
        return AIFT_OK;
    AIFT__TRY(pack_values(p, &floats));
    if (!floats)
        return AIFT_OK;
    p->block = aift__aligned_alloc(p->context, floats * sizeof *p->block);
    return p->block ? pack_values(p, &floats) : AIFT_E_NOMEM;
}

aift_status aift__program_create(const aift__graph *graph, aift__weights *weights, bool pack,
                                 aift__program **out)
{
    *out = NULL;
    aift__program *p = aift__calloc(graph->context, 1, sizeof *p);
    if (!p)
        return AIFT_E_NOMEM;
    p->context = aift_context_retain(graph->context);
    atomic_init(&p->references, 1);
    p->graph = graph;
    p->weights = aift__weights_retain(weights);
    p->pack = pack && !aift__weights_change(weights);
    aift_status status = fill(p);
    if (status != AIFT_OK) {
        aift__program_release(p);
        return status;
    }
    *out = p;
    return AIFT_OK;
}

aift_status aift__program_bind(const aift__program *program, aift__execution *execution)
{
    for (size_t v = 0; v < program->graph->n_values; v++)
        aift__execution_bind_packed(execution, (aift__value)v, program->packed[v]);
    return aift__weights_bind(program->weights, program->graph, execution);
}
