/* The weights of a folder, by the names the graph asks for. */
#include <stdio.h>
#include <string.h>

#include "models/load.h"
#include "tensor/convert.h"

/* Under its name; or as the bare body saves it; or with the names of the first BERT checkpoints. */
static const aift__safetensor *find(const aift_model *model, const aift__weights_file *file, const char *name)
{
    const size_t prefix = strlen(model->arch->prefix);
    const char *bare = strncmp(name, model->arch->prefix, prefix) == 0 ? name + prefix : NULL;
    const aift__safetensor *found = aift__weights_file_find(file, name);
    if (!found && bare)
        found = aift__weights_file_find(file, bare);
    const char *norm = found ? NULL : strstr(name, "LayerNorm.");
    for (int i = 0; norm && !found && i < 2; i++) {
        char old[256];
        bool weight = strcmp(norm, "LayerNorm.weight") == 0;
        const char *from = i && bare ? bare : name;
        snprintf(old, sizeof old, "%.*sLayerNorm.%s", (int)(norm - from), from, weight ? "gamma" : "beta");
        found = aift__weights_file_find(file, old);
    }
    return found;
}

static aift_status check_shape(const aift__weights_file *file, const aift__graph *graph,
                               const aift__value_info *info, const aift__safetensor *t)
{
    bool same = t->rank == info->type.rank;
    int64_t want[AIFT__MAX_RANK] = {0};
    for (int32_t i = 0; i < info->type.rank; i++) {
        aift__dim_is_const(graph->dims, info->type.dim[i], &want[i]);
        same = same && t->shape[i] == want[i];
    }
    if (same)
        return AIFT_OK;
    char met[128], expected[128];
    return aift__fail(AIFT_E_SHAPE, "%s: the tensor %s has the shape %s: config.json asks for %s",
                      aift__weights_file_name(file), t->name,
                      aift__shape_text(met, sizeof met, t->rank, t->shape),
                      aift__shape_text(expected, sizeof expected, info->type.rank, want));
}

/* A count, which is no float: num_batches_tracked. */
static aift_status make_count(const aift_model *model, aift__weights_file *file, const aift__safetensor *t,
                              aift_dtype dtype, aift_tensor **out)
{
    if (t->dtype != dtype)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: the tensor %s is %s: it must be %s",
                          aift__weights_file_name(file), t->name, aift_dtype_name(t->dtype),
                          aift_dtype_name(dtype));
    AIFT__TRY(aift__tensor_create(model->context, dtype, t->rank, t->shape, out));
    memcpy((*out)->data, t->data, (*out)->nbytes);
    return AIFT_OK;
}

/* Mapped where the file holds floats at a place that floats may stand at; else converted or copied. */
static aift_status make_tensor(const aift_model *model, aift__weights_file *file, const aift__safetensor *t,
                               aift_dtype dtype, aift_tensor **out)
{
    if (dtype != AIFT_DTYPE_F32)
        return make_count(model, file, t, dtype, out);
    if (t->dtype == AIFT_DTYPE_F32 && (uintptr_t)t->data % sizeof(float) == 0) {
        aift__weights_file_retain(file);
        AIFT__TRY(aift__tensor_wrap(model->context, t->dtype, t->rank, t->shape, (void *)(uintptr_t)t->data,
                                    aift__weights_file_release, file, out));
        (*out)->mapped = aift__weights_file_mapped(file, t);
        return AIFT_OK;
    }
    if (!aift__converts_to_f32(t->dtype))
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "%s: the tensor %s is %s: weights must be F32, F16, BF16 or F64",
                          aift__weights_file_name(file), t->name, aift_dtype_name(t->dtype));
    AIFT__TRY(aift__tensor_create(model->context, AIFT_DTYPE_F32, t->rank, t->shape, out));
    aift__convert_to_f32(t->dtype, t->data, aift__tensor_elements(*out), (*out)->data);
    return AIFT_OK;
}

/* Older checkpoints have no num_batches_tracked. */
static aift_status add_zeros(const aift_model *model, const aift__value_info *info, aift__weights *weights)
{
    aift_tensor *tensor;
    AIFT__TRY(aift__tensor_create(model->context, info->type.dtype, 0, NULL, &tensor));
    return aift__weights_add(weights, info->name, tensor);
}

static aift_status load_one(const aift_model *model, aift__weights_file *file, const aift__graph *graph,
                            const aift__value_info *info, bool has_classifier, aift__weights *weights)
{
    bool left_out = !has_classifier && aift__model_is_classifier(model, info->name);
    const aift__safetensor *t = left_out ? NULL : find(model, file, info->name);
    if (!t && aift__model_is_head(model, info->name) && !has_classifier)
        return AIFT_OK; /* drawn when the labels are known */
    if (!t && info->type.dtype != AIFT_DTYPE_F32)
        return add_zeros(model, info, weights);
    if (!t)
        return aift__fail(AIFT_E_NOT_FOUND, "%s: the tensor %s is missing", aift__weights_file_name(file),
                          info->name);
    AIFT__TRY(check_shape(file, graph, info, t));
    aift_tensor *tensor;
    AIFT__TRY(make_tensor(model, file, t, info->type.dtype, &tensor));
    return aift__weights_add(weights, info->name, tensor);
}

static aift_status load_all(const aift_model *model, aift__weights_file *file, size_t num_labels,
                            aift__weights *weights)
{
    aift__graph *graph;
    AIFT__TRY(aift__model_parameter_graph(model, num_labels ? num_labels : 2, &graph));
    aift_status status = AIFT_OK;
    for (size_t v = 0; status == AIFT_OK && v < graph->n_values; v++)
        if (aift__value_is_weight(&graph->values[v]))
            status = load_one(model, file, graph, &graph->values[v], num_labels > 0, weights);
    aift__graph_destroy(graph);
    return status;
}

aift_status aift__load_weights(const aift_model *model, aift__weights_file *file, bool new_head,
                               aift__weights **out, size_t *num_labels)
{
    *out = NULL;
    *num_labels = 0;
    const aift__safetensor *classifier =
        new_head ? NULL : aift__weights_file_find(file, model->arch->classifier);
    int64_t rows = classifier && classifier->rank > 0 ? classifier->shape[0] : 0;
    if (classifier && (rows < 1 || rows > 1000000))
        return aift__fail(AIFT_E_SHAPE, "%s: the tensor %s must have 1 to 1000000 rows",
                          aift__weights_file_name(file), classifier->name);
    AIFT__TRY(aift__weights_create(model->context, out));
    aift_status status = load_all(model, file, (size_t)rows, *out);
    if (status == AIFT_OK) {
        *num_labels = (size_t)rows;
        return AIFT_OK;
    }
    aift__weights_release(*out);
    *out = NULL;
    return status;
}
