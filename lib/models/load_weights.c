/* The weights of a folder: model.safetensors, by the names the graph asks for. */
#include <stdio.h>
#include <string.h>

#include "formats/safetensors.h"
#include "models/load.h"
#include "tensor/convert.h"

static const char file_name[] = "model.safetensors";

/* The mapped file lives as long as a tensor in it. */
typedef struct mapping {
    aift_context *context;
    atomic_size_t references;
    aift__safetensors *file;
} mapping;

static void release_mapping(void *owner)
{
    mapping *m = owner;
    if (atomic_fetch_sub_explicit(&m->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = m->context;
    aift__safetensors_close(m->file);
    aift__free(context, m);
    aift_context_release(context);
}

static aift_status not_there(const aift__folder_files *files)
{
    static const char *const others[] = {"model.safetensors.index.json", "pytorch_model.bin"};
    for (size_t i = 0; i < AIFT__COUNT(others); i++) {
        aift__file_bytes bytes;
        bool found = false;
        aift_status status = aift__files_read(files, others[i], &bytes, &found);
        if (status == AIFT_OK && found) {
            aift__file_unmap(&bytes);
            return aift__fail(AIFT_E_UNSUPPORTED,
                              "%s is missing, and %s is not supported: save the model again with "
                              "transformers' save_pretrained(), in one file",
                              file_name, others[i]);
        }
    }
    return aift__fail(AIFT_E_IO,
                      "%s is missing: a model folder holds config.json, model.safetensors and "
                      "tokenizer.json or preprocessor_config.json; from_config begins with drawn weights",
                      file_name);
}

static aift_status open_file(const aift__folder_files *files, mapping **out)
{
    bool found;
    aift__file_bytes bytes;
    AIFT__TRY(aift__files_read(files, file_name, &bytes, &found));
    if (!found)
        return not_there(files);
    mapping *m = aift__calloc(files->context, 1, sizeof *m);
    if (!m) {
        aift__file_unmap(&bytes);
        return AIFT_E_NOMEM;
    }
    aift_status status = aift__safetensors_open(files->context, file_name, &bytes, &m->file);
    if (status != AIFT_OK) {
        aift__free(files->context, m);
        return status;
    }
    m->context = aift_context_retain(files->context);
    atomic_init(&m->references, 1);
    *out = m;
    return AIFT_OK;
}

/* Under its name; or as the bare body saves it; or with the names of the first BERT checkpoints. */
static const aift__safetensor *find(const aift_model *model, const aift__safetensors *file, const char *name)
{
    const size_t prefix = strlen(model->arch->prefix);
    const char *bare = strncmp(name, model->arch->prefix, prefix) == 0 ? name + prefix : NULL;
    const aift__safetensor *found = aift__safetensors_find(file, name);
    if (!found && bare)
        found = aift__safetensors_find(file, bare);
    const char *norm = found ? NULL : strstr(name, "LayerNorm.");
    for (int i = 0; norm && !found && i < 2; i++) {
        char old[256];
        bool weight = strcmp(norm, "LayerNorm.weight") == 0;
        const char *from = i && bare ? bare : name;
        snprintf(old, sizeof old, "%.*sLayerNorm.%s", (int)(norm - from), from, weight ? "gamma" : "beta");
        found = aift__safetensors_find(file, old);
    }
    return found;
}

static aift_status check_shape(const aift__graph *graph, const aift__value_info *info,
                               const aift__safetensor *t)
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
    return aift__fail(AIFT_E_SHAPE, "%s: the tensor %s has the shape %s: config.json asks for %s", file_name,
                      t->name, aift__shape_text(met, sizeof met, t->rank, t->shape),
                      aift__shape_text(expected, sizeof expected, info->type.rank, want));
}

/* A count, which is no float: num_batches_tracked. */
static aift_status make_count(mapping *m, const aift__safetensor *t, aift_dtype dtype, aift_tensor **out)
{
    if (t->dtype != dtype)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: the tensor %s is %s: it must be %s", file_name, t->name,
                          aift_dtype_name(t->dtype), aift_dtype_name(dtype));
    AIFT__TRY(aift__tensor_create(m->context, dtype, t->rank, t->shape, out));
    memcpy((*out)->data, t->data, (*out)->nbytes);
    return AIFT_OK;
}

/* Mapped where the file holds floats at a place that floats may stand at; else converted or copied. */
static aift_status make_tensor(mapping *m, const aift__safetensor *t, aift_dtype dtype, aift_tensor **out)
{
    if (dtype != AIFT_DTYPE_F32)
        return make_count(m, t, dtype, out);
    if (t->dtype == AIFT_DTYPE_F32 && (uintptr_t)t->data % sizeof(float) == 0) {
        atomic_fetch_add_explicit(&m->references, 1, memory_order_relaxed);
        AIFT__TRY(aift__tensor_wrap(m->context, t->dtype, t->rank, t->shape, (void *)(uintptr_t)t->data,
                                    release_mapping, m, out));
        (*out)->mapped = aift__safetensors_mapped(m->file);
        return AIFT_OK;
    }
    if (!aift__converts_to_f32(t->dtype))
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "%s: the tensor %s is %s: weights must be F32, F16, BF16 or F64", file_name,
                          t->name, aift_dtype_name(t->dtype));
    AIFT__TRY(aift__tensor_create(m->context, AIFT_DTYPE_F32, t->rank, t->shape, out));
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

static aift_status load_one(const aift_model *model, mapping *m, const aift__graph *graph,
                            const aift__value_info *info, bool has_classifier, aift__weights *weights)
{
    bool left_out = !has_classifier && aift__model_is_classifier(model, info->name);
    const aift__safetensor *t = left_out ? NULL : find(model, m->file, info->name);
    if (!t && aift__model_is_head(model, info->name) && !has_classifier)
        return AIFT_OK; /* drawn when the labels are known */
    if (!t && info->type.dtype != AIFT_DTYPE_F32)
        return add_zeros(model, info, weights);
    if (!t)
        return aift__fail(AIFT_E_NOT_FOUND, "%s: the tensor %s is missing", file_name, info->name);
    AIFT__TRY(check_shape(graph, info, t));
    aift_tensor *tensor;
    AIFT__TRY(make_tensor(m, t, info->type.dtype, &tensor));
    return aift__weights_add(weights, info->name, tensor);
}

static aift_status load_all(const aift_model *model, mapping *m, size_t num_labels, aift__weights *weights)
{
    aift__graph *graph;
    AIFT__TRY(aift__model_parameter_graph(model, num_labels ? num_labels : 2, &graph));
    aift_status status = AIFT_OK;
    for (size_t v = 0; status == AIFT_OK && v < graph->n_values; v++)
        if (aift__value_is_weight(&graph->values[v]))
            status = load_one(model, m, graph, &graph->values[v], num_labels > 0, weights);
    aift__graph_destroy(graph);
    return status;
}

static aift_status load(const aift_model *model, mapping *m, bool new_head, aift__weights **out,
                        size_t *num_labels)
{
    const aift__safetensor *classifier =
        new_head ? NULL : aift__safetensors_find(m->file, model->arch->classifier);
    int64_t rows = classifier && classifier->rank > 0 ? classifier->shape[0] : 0;
    if (classifier && (rows < 1 || rows > 1000000))
        return aift__fail(AIFT_E_SHAPE, "%s: the tensor %s must have 1 to 1000000 rows", file_name,
                          classifier->name);
    *num_labels = (size_t)rows;
    AIFT__TRY(aift__weights_create(model->context, out));
    aift_status status = load_all(model, m, (size_t)rows, *out);
    if (status != AIFT_OK) {
        aift__weights_release(*out);
        *out = NULL;
    }
    return status;
}

aift_status aift__load_weights(const aift_model *model, const aift__folder_files *files, bool new_head,
                               aift__weights **out, size_t *num_labels)
{
    *out = NULL;
    *num_labels = 0;
    mapping *m = NULL;
    AIFT__TRY(open_file(files, &m));
    aift_status status = load(model, m, new_head, out, num_labels);
    release_mapping(m);
    return status;
}
