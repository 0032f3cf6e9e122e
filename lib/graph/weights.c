/* A named set of tensors. */
#include <string.h>

#include "base/map.h"
#include "graph/weights.h"

/* Shared by the sets that training and copying make of one, so that a name that somebody asked for stays. */
typedef struct name_list {
    aift_context *context;
    atomic_size_t references;
    aift__map *index; /* name to place */
    char **names;
    size_t n, cap;
} name_list;

struct aift__weights {
    aift_context *context;
    atomic_size_t references;
    name_list *list;
    aift_tensor **tensors; /* by place */
    size_t cap_tensors;
    atomic_bool change;
};

/* ---- names ---- */

static void release_list(name_list *list)
{
    if (!list || atomic_fetch_sub_explicit(&list->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = list->context;
    for (size_t i = 0; i < list->n; i++)
        aift__free(context, list->names[i]);
    aift__free(context, list->names);
    aift__map_destroy(list->index);
    aift__free(context, list);
    aift_context_release(context);
}

static name_list *create_list(aift_context *context)
{
    name_list *list = aift__calloc(context, 1, sizeof *list);
    if (!list)
        return NULL;
    list->context = aift_context_retain(context);
    atomic_init(&list->references, 1);
    list->index = aift__map_create(context);
    if (list->index)
        return list;
    release_list(list);
    return NULL;
}

static aift_status add_name(name_list *list, const char *name)
{
    int64_t i;
    AIFT__TRY(AIFT__RESERVE(list->context, list->names, list->n, list->cap));
    if (aift__map_get(list->index, name, strlen(name), &i))
        return aift__fail(AIFT_E_EXISTS, "the weight %s is there twice", name);
    char *copy = aift__strdup(list->context, name);
    if (!copy)
        return AIFT_E_NOMEM;
    aift_status status = aift__map_put(list->index, name, strlen(name), (int64_t)list->n, NULL);
    if (status != AIFT_OK) {
        aift__free(list->context, copy);
        return status;
    }
    list->names[list->n++] = copy;
    return AIFT_OK;
}

/* ---- the set ---- */

/* Takes over the list; NULL: there was no memory for it. */
static aift_status create(aift_context *context, name_list *list, aift__weights **out)
{
    *out = NULL;
    aift__weights *weights = list ? aift__calloc(context, 1, sizeof *weights) : NULL;
    if (!weights) {
        release_list(list);
        return AIFT_E_NOMEM;
    }
    weights->context = aift_context_retain(context);
    atomic_init(&weights->references, 1);
    atomic_init(&weights->change, false);
    weights->list = list;
    *out = weights;
    return AIFT_OK;
}

aift_status aift__weights_create(aift_context *context, aift__weights **out)
{
    return create(context, create_list(context), out);
}

aift_status aift__weights_create_like(const aift__weights *of, aift__weights **out)
{
    atomic_fetch_add_explicit(&of->list->references, 1, memory_order_relaxed);
    AIFT__TRY(create(of->context, of->list, out));
    (*out)->tensors = aift__calloc(of->context, of->list->n, sizeof *(*out)->tensors);
    (*out)->cap_tensors = of->list->n;
    if ((*out)->tensors)
        return AIFT_OK;
    (*out)->cap_tensors = 0;
    aift__weights_release(*out);
    *out = NULL;
    return AIFT_E_NOMEM;
}

aift__weights *aift__weights_retain(aift__weights *weights)
{
    atomic_fetch_add_explicit(&weights->references, 1, memory_order_relaxed);
    return weights;
}

void aift__weights_release(aift__weights *weights)
{
    if (!weights || atomic_fetch_sub_explicit(&weights->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = weights->context;
    for (size_t i = 0; weights->tensors && i < weights->list->n; i++)
        aift_tensor_release(weights->tensors[i]);
    aift__free(context, weights->tensors);
    release_list(weights->list);
    aift__free(context, weights);
    aift_context_release(context);
}

aift_status aift__weights_add(aift__weights *weights, const char *name, aift_tensor *tensor)
{
    const size_t place = weights->list->n;
    aift_status status = AIFT__RESERVE(weights->context, weights->tensors, place, weights->cap_tensors);
    if (status == AIFT_OK)
        status = add_name(weights->list, name);
    if (status == AIFT_OK)
        weights->tensors[place] = tensor;
    else
        aift_tensor_release(tensor);
    return status;
}

void aift__weights_put(aift__weights *weights, size_t i, aift_tensor *tensor)
{
    weights->tensors[i] = tensor;
}

size_t aift__weights_count(const aift__weights *weights)
{
    return weights->list->n;
}

const char *aift__weights_name(const aift__weights *weights, size_t i)
{
    return i < weights->list->n ? weights->list->names[i] : NULL;
}

aift_tensor *aift__weights_at(const aift__weights *weights, size_t i)
{
    return weights->tensors[i];
}

aift_tensor *aift__weights_find(const aift__weights *weights, const char *name)
{
    int64_t i;
    return aift__map_get(weights->list->index, name, strlen(name), &i) ? weights->tensors[i] : NULL;
}

void aift__weights_set_change(aift__weights *weights, bool change)
{
    atomic_store(&weights->change, change);
}

bool aift__weights_change(const aift__weights *weights)
{
    return atomic_load(&weights->change);
}

static aift_status copy_all(const aift__weights *from, aift__weights *to)
{
    for (size_t i = 0; i < from->list->n; i++) {
        const aift_tensor *t = from->tensors[i];
        aift_tensor *copy;
        AIFT__TRY(aift__tensor_create(from->context, t->dtype, t->rank, t->shape, &copy));
        memcpy(copy->data, t->data, t->nbytes);
        aift__weights_put(to, i, copy);
    }
    return AIFT_OK;
}

aift_status aift__weights_copy(const aift__weights *weights, aift__weights **out)
{
    AIFT__TRY(aift__weights_create_like(weights, out));
    aift_status status = copy_all(weights, *out);
    if (status != AIFT_OK) {
        aift__weights_release(*out);
        *out = NULL;
    }
    return status;
}

static aift_status check(const aift__graph *graph, const aift__value_info *info, const aift_tensor *tensor)
{
    if (!tensor)
        return aift__fail(AIFT_E_NOT_FOUND, "the weight %s is missing", info->name);
    bool same = tensor->dtype == info->type.dtype && tensor->rank == info->type.rank;
    int64_t want[AIFT__MAX_RANK] = {0};
    for (int32_t i = 0; i < info->type.rank; i++) {
        aift__dim_is_const(graph->dims, info->type.dim[i], &want[i]);
        same = same && tensor->shape[i] == want[i];
    }
    if (same)
        return AIFT_OK;
    char met[128], expected[128];
    return aift__fail(
        AIFT_E_SHAPE, "the weight %s is %s %s: expected %s %s", info->name, aift_dtype_name(tensor->dtype),
        aift__shape_text(met, sizeof met, tensor->rank, tensor->shape), aift_dtype_name(info->type.dtype),
        aift__shape_text(expected, sizeof expected, info->type.rank, want));
}

aift_status aift__weights_bind(const aift__weights *weights, const aift__graph *graph,
                               aift__execution *execution)
{
    for (size_t v = 0; v < graph->n_values; v++) {
        const aift__value_info *info = &graph->values[v];
        if (!aift__value_is_weight(info))
            continue;
        aift_tensor *tensor = aift__weights_find(weights, info->name);
        AIFT__TRY(check(graph, info, tensor));
        aift__execution_bind(execution, (aift__value)v, tensor->data);
    }
    return AIFT_OK;
}
