/* Flat buffers of the trainable parameters. */
#include <string.h>

#include "graph/passes.h"
#include "train/flat.h"

enum { ALIGN = 16 };

/* Whether the text begins with the lower-case word, in letters of either case; strncasecmp asks the locale. */
static bool begins(const char *text, const char *word)
{
    for (; *word; text++, word++)
        if ((*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text) != *word)
            return false;
    return true;
}

/* transformers' Trainer leaves biases and normalisation layers out of weight decay, by name. */
static bool decays(const char *name)
{
    static const char *const without[] = {"bias", "layernorm", "layer_norm", "rmsnorm", ".norm."};
    for (size_t i = 0; i < AIFT__COUNT(without); i++)
        for (const char *at = name; *at; at++)
            if (begins(at, without[i]))
                return false;
    return true;
}

static aift__value find_state(const aift__graph *graph, const char *prefix, const char *name)
{
    size_t n = strlen(prefix);
    for (size_t v = 0; v < graph->n_values; v++) {
        const aift__value_info *info = &graph->values[v];
        if (info->kind == AIFT__VALUE_STATE && strncmp(info->name, prefix, n) == 0 &&
            strcmp(info->name + n, name) == 0)
            return (aift__value)v;
    }
    return AIFT__NO_VALUE;
}

/* Where the graph keeps a gradient sparse. */
static aift_status make_marks(const aift__graph *graph, aift__flat *flat, aift__flat_part *part, int64_t rows)
{
    if (find_state(graph, AIFT__ROWS_PREFIX, part->name) == AIFT__NO_VALUE)
        return AIFT_OK;
    part->rows = rows;
    part->marks = aift__calloc(flat->context, (size_t)part->rows, sizeof *part->marks);
    return part->marks ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status add_buffer(aift__flat *flat, const char *name)
{
    AIFT__TRY(AIFT__RESERVE(flat->context, flat->buffers, flat->n_buffers, flat->cap_buffers));
    flat->buffers[flat->n_buffers++] = (aift__flat_buffer){.name = name};
    return AIFT_OK;
}

static aift_status lay_out(const aift__graph *graph, const aift__weights *weights, aift__flat *flat)
{
    for (size_t v = 0; v < graph->n_values; v++) {
        const aift__value_info *info = &graph->values[v];
        if (info->buffer)
            AIFT__TRY(add_buffer(flat, info->name));
        if (!info->trainable)
            continue;
        const aift_tensor *tensor = aift__weights_find(weights, info->name);
        if (!tensor)
            return aift__fail(AIFT_E_NOT_FOUND, "the weight %s is missing", info->name);
        AIFT__TRY(AIFT__RESERVE(flat->context, flat->parts, flat->n_parts, flat->cap_parts));
        int64_t n = aift__tensor_elements(tensor);
        flat->parts[flat->n_parts++] = (aift__flat_part){.name = info->name,
                                                         .parameter = (aift__value)v,
                                                         .start = flat->n,
                                                         .n = n,
                                                         .decays = decays(info->name)};
        AIFT__TRY(make_marks(graph, flat, &flat->parts[flat->n_parts - 1], tensor->shape[0]));
        flat->n += (n + ALIGN - 1) / ALIGN * ALIGN;
    }
    return AIFT_OK;
}

aift_status aift__flat_create(const aift__graph *graph, const aift__weights *weights, aift__flat *out)
{
    *out = (aift__flat){.context = graph->context};
    aift_status status = lay_out(graph, weights, out);
    if (status != AIFT_OK)
        aift__flat_finish(out);
    return status;
}

static aift_status fill_buffers(aift__flat *flat, const aift__weights *weights)
{
    for (size_t i = 0; i < flat->n_buffers; i++) {
        aift__flat_buffer *buffer = &flat->buffers[i];
        const aift_tensor *t = aift__weights_find(weights, buffer->name);
        if (!t)
            return aift__fail(AIFT_E_NOT_FOUND, "the weight %s is missing", buffer->name);
        AIFT__TRY(aift__tensor_create(flat->context, t->dtype, t->rank, t->shape, &buffer->tensor));
        memcpy(buffer->tensor->data, t->data, t->nbytes);
    }
    return AIFT_OK;
}

/* Rows that never occur have no gradient and no moments, and take no memory. */
static void spare_rows(const aift__flat *flat)
{
    aift_tensor *const buffers[] = {flat->grads, flat->m, flat->v};
    for (size_t i = 0; i < flat->n_parts; i++)
        for (size_t k = 0; flat->parts[i].rows && k < AIFT__COUNT(buffers); k++)
            aift__aligned_sparse(flat->context, (float *)buffers[k]->data + flat->parts[i].start,
                                 (size_t)flat->parts[i].n * sizeof(float));
}

aift_status aift__flat_fill(aift__flat *flat, const aift__weights *weights)
{
    aift_tensor **buffers[] = {&flat->params, &flat->grads, &flat->m, &flat->v};
    for (size_t i = 0; i < AIFT__COUNT(buffers); i++)
        AIFT__TRY(aift__tensor_create(flat->context, AIFT_DTYPE_F32, 1, &flat->n, buffers[i]));
    spare_rows(flat);
    for (size_t i = 0; i < flat->n_parts; i++) {
        const aift_tensor *tensor = aift__weights_find(weights, flat->parts[i].name);
        memcpy((float *)flat->params->data + flat->parts[i].start, tensor->data, tensor->nbytes);
        aift__tensor_rest(tensor);
    }
    for (size_t i = 0; i < flat->n_parts; i++) /* what was read ahead */
        aift__tensor_rest(aift__weights_find(weights, flat->parts[i].name));
    return fill_buffers(flat, weights);
}

void aift__flat_finish(aift__flat *flat)
{
    if (!flat->context)
        return;
    aift_tensor_release(flat->params);
    aift_tensor_release(flat->grads);
    aift_tensor_release(flat->m);
    aift_tensor_release(flat->v);
    for (size_t i = 0; i < flat->n_parts; i++)
        aift__free(flat->context, flat->parts[i].marks);
    aift__free(flat->context, flat->parts);
    for (size_t i = 0; i < flat->n_buffers; i++)
        aift_tensor_release(flat->buffers[i].tensor);
    aift__free(flat->context, flat->buffers);
    *flat = (aift__flat){0};
}

const aift__flat_part *aift__flat_find(const aift__flat *flat, const char *name)
{
    for (size_t i = 0; i < flat->n_parts; i++)
        if (strcmp(flat->parts[i].name, name) == 0)
            return &flat->parts[i];
    return NULL;
}

void aift__flat_count_batch(aift__flat *flat)
{
    static const char end[] = "num_batches_tracked";
    for (size_t i = 0; i < flat->n_buffers; i++) {
        const size_t n = strlen(flat->buffers[i].name), m = sizeof end - 1;
        const aift_tensor *t = flat->buffers[i].tensor;
        if (t->dtype == AIFT_DTYPE_I64 && n >= m && strcmp(flat->buffers[i].name + n - m, end) == 0)
            ++*(int64_t *)t->data;
    }
}

size_t aift__flat_bytes(const aift__flat *flat)
{
    size_t bytes = (size_t)flat->n * sizeof(float);
    for (size_t i = 0; i < flat->n_buffers; i++)
        bytes += flat->buffers[i].tensor->nbytes;
    return bytes;
}

void aift__flat_save(const aift__flat *flat, void *to)
{
    unsigned char *at = to;
    memcpy(at, flat->params->data, (size_t)flat->n * sizeof(float));
    at += (size_t)flat->n * sizeof(float);
    for (size_t i = 0; i < flat->n_buffers; at += flat->buffers[i++].tensor->nbytes)
        memcpy(at, flat->buffers[i].tensor->data, flat->buffers[i].tensor->nbytes);
}

void aift__flat_restore(aift__flat *flat, const void *from)
{
    const unsigned char *at = from;
    memcpy(flat->params->data, at, (size_t)flat->n * sizeof(float));
    at += (size_t)flat->n * sizeof(float);
    for (size_t i = 0; i < flat->n_buffers; at += flat->buffers[i++].tensor->nbytes)
        memcpy(flat->buffers[i].tensor->data, at, flat->buffers[i].tensor->nbytes);
}

/* The copy that is trained; NULL: the weight is no buffer. */
static aift_tensor *find_buffer(const aift__flat *flat, const char *name)
{
    for (size_t i = 0; i < flat->n_buffers; i++)
        if (strcmp(flat->buffers[i].name, name) == 0)
            return flat->buffers[i].tensor;
    return NULL;
}

static void release_params(void *owner)
{
    aift_tensor_release(owner);
}

static aift_status collect(const aift__flat *flat, const aift__weights *from, aift__weights *to)
{
    for (size_t i = 0; i < aift__weights_count(from); i++) {
        const char *name = aift__weights_name(from, i);
        aift_tensor *tensor = aift__weights_at(from, i);
        const aift__flat_part *part = aift__flat_find(flat, name);
        if (part) {
            float *at = (float *)flat->params->data + part->start;
            AIFT__TRY(aift__tensor_wrap(flat->context, tensor->dtype, tensor->rank, tensor->shape, at,
                                        release_params, aift__tensor_retain(flat->params), &tensor));
        } else {
            aift_tensor *buffer = find_buffer(flat, name);
            tensor = aift__tensor_retain(buffer ? buffer : tensor);
        }
        aift__weights_put(to, i, tensor);
    }
    return AIFT_OK;
}

aift_status aift__flat_weights(const aift__flat *flat, const aift__weights *weights, aift__weights **out)
{
    AIFT__TRY(aift__weights_create_like(weights, out));
    aift_status status = collect(flat, weights, *out);
    if (status != AIFT_OK) {
        aift__weights_release(*out);
        *out = NULL;
    }
    return status;
}

void aift__flat_bind(const aift__flat *flat, const aift__graph *graph, aift__execution *execution)
{
    for (size_t i = 0; i < flat->n_parts; i++) {
        const aift__flat_part *part = &flat->parts[i];
        aift__value grad = find_state(graph, AIFT__GRAD_PREFIX, part->name);
        aift__value rows = find_state(graph, AIFT__ROWS_PREFIX, part->name);
        if (grad != AIFT__NO_VALUE)
            aift__execution_bind(execution, grad, (float *)flat->grads->data + part->start);
        if (rows != AIFT__NO_VALUE)
            aift__execution_bind(execution, rows, part->marks);
    }
}
