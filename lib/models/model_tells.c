/* What a model tells of itself, to any thread. */
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "models/model.h"

const char *aift_model_architecture(const aift_model *model)
{
    return model->arch->model_type;
}

const char *aift_model_task(const aift_model *model)
{
    return aift__modality_task(model->arch->modality);
}

bool aift__model_is_multi_label(const aift_model *model)
{
    aift__lock_take(aift__model_lock(model));
    const bool multi_label = model->multi_label;
    aift__lock_give(aift__model_lock(model));
    return multi_label;
}

const char *aift_model_problem_type(const aift_model *model)
{
    return aift__model_is_multi_label(model) ? "multi_label_classification" : "single_label_classification";
}

aift_tokenizer *aift_model_tokenizer(const aift_model *model)
{
    return model->tokenizer;
}

size_t aift_model_num_labels(const aift_model *model)
{
    aift__lock_take(aift__model_lock(model));
    const size_t n = model->num_labels;
    aift__lock_give(aift__model_lock(model));
    return n;
}

const char *aift_model_label(const aift_model *model, size_t label)
{
    aift__lock_take(aift__model_lock(model));
    const char *text = label < model->num_labels ? model->labels[label] : NULL;
    aift__lock_give(aift__model_lock(model));
    return text;
}

int32_t aift_model_has_new_head(const aift_model *model)
{
    aift__lock_take(aift__model_lock(model));
    const bool new_head = model->new_head;
    aift__lock_give(aift__model_lock(model));
    return new_head;
}

int32_t aift_model_max_length(const aift_model *model)
{
    return aift__model_settings_of(model).max_length;
}

size_t aift_model_num_parameters(const aift_model *model)
{
    aift__lock_take(aift__model_lock(model));
    const size_t n = aift__weights_count(model->weights);
    aift__lock_give(aift__model_lock(model));
    return n;
}

const char *aift_model_parameter_name(const aift_model *model, size_t parameter)
{
    aift__lock_take(aift__model_lock(model));
    const char *name = aift__weights_name(model->weights, parameter);
    aift__lock_give(aift__model_lock(model));
    return name;
}

aift_status aift_model_parameter(const aift_model *model, const char *name, aift_tensor **out)
{
    *out = NULL;
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    const aift_tensor *tensor = aift__weights_find(weights, name);
    aift_status status =
        tensor ? aift__tensor_create(model->context, tensor->dtype, tensor->rank, tensor->shape, out)
               : aift__fail(AIFT_E_NOT_FOUND, "the model has no parameter %s", name);
    if (status == AIFT_OK)
        memcpy((*out)->data, tensor->data, tensor->nbytes);
    aift__weights_release(weights);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_tensor(aift__sha256 *sha, const char *name, const aift_tensor *t)
{
    char shape[256];
    const char *dtype = aift_dtype_name(t->dtype);
    aift__shape_text(shape, sizeof shape, t->rank, t->shape);
    aift__sha256_add(sha, name, strlen(name) + 1); /* with the NUL, so that texts cannot run together */
    aift__sha256_add(sha, dtype, strlen(dtype) + 1);
    aift__sha256_add(sha, shape, strlen(shape) + 1);
    aift__sha256_add(sha, t->data, t->nbytes);
}

aift_status aift_model_digest(const aift_model *model, char hex[65])
{
    hex[0] = '\0';
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    size_t n = aift__weights_count(weights);
    const char **names = aift__malloc(model->context, n, sizeof *names);
    if (names) {
        aift__sha256 sha;
        aift__sha256_init(&sha);
        for (size_t i = 0; i < n; i++)
            names[i] = aift__weights_name(weights, i);
        qsort(names, n, sizeof *names, by_name);
        for (size_t i = 0; i < n; i++)
            add_tensor(&sha, names[i], aift__weights_find(weights, names[i]));
        aift__sha256_hex(&sha, hex);
        aift__free(model->context, names);
    }
    aift__weights_release(weights);
    return names ? AIFT_OK : AIFT_E_NOMEM;
}
