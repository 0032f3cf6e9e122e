/* Labels and the head that goes with them. */
#include <string.h>

#include "base/philox.h"
#include "metrics/metrics.h"
#include "models/load.h"
#include "models/model.h"

aift_status aift__model_parameter_graph(const aift_model *model, size_t num_labels, aift__graph **out)
{
    AIFT__TRY(aift__graph_create(model->context, out));
    aift__graph *g = *out;
    aift__body_inputs in;
    const aift__config *config = aift__model_config(model);
    aift__arch_inputs(model->arch, config, g, &in);
    aift__value hidden = model->arch->body(g, config, &in);
    model->arch->classify(g, config, &in, hidden, (int64_t)num_labels);
    aift_status status = aift__graph_status(g);
    if (status != AIFT_OK) {
        aift__graph_destroy(g);
        *out = NULL;
    }
    return status;
}

bool aift__model_is_head(const aift_model *model, const char *name)
{
    for (const char *const *at = model->arch->head; *at; at++)
        if (strncmp(name, *at, strlen(*at)) == 0)
            return true;
    return false;
}

/* The stream belongs to the name. */
static void draw(const aift_model *model, const char *name, aift_tensor *tensor)
{
    const aift__config *config = aift__model_config(model);
    aift__init init;
    if (!model->arch->init || !model->arch->init(config, name, tensor->rank, tensor->shape, &init))
        init = aift__default_init(config, name, tensor->rank);
    if (tensor->dtype != AIFT_DTYPE_F32) /* a count, which begins at 0 */
        return;
    aift__rng rng;
    aift__rng_init(&rng, model->seed, aift__name_key(name));
    float *at = tensor->data;
    for (int64_t i = 0; i < aift__tensor_elements(tensor); i++)
        at[i] = (float)(init.kind == AIFT__INIT_CONSTANT ? init.value
                        : init.kind == AIFT__INIT_NORMAL ? aift__rng_normal(&rng) * init.value
                                                         : (2 * aift__rng_uniform(&rng) - 1) * init.value);
}

aift_status aift__model_draw_head(const aift_model *model, const aift__graph *graph, aift__weights *weights)
{
    for (size_t v = 0; v < graph->n_values; v++) {
        const aift__value_info *info = &graph->values[v];
        if (!aift__value_is_weight(info) || aift__weights_find(weights, info->name))
            continue;
        int64_t shape[AIFT__MAX_RANK] = {0};
        for (int32_t i = 0; i < info->type.rank; i++)
            aift__dim_is_const(graph->dims, info->type.dim[i], &shape[i]);
        aift_tensor *tensor;
        AIFT__TRY(aift__tensor_create(model->context, info->type.dtype, info->type.rank, shape, &tensor));
        draw(model, info->name, tensor);
        AIFT__TRY(aift__weights_add(weights, info->name, tensor));
    }
    return AIFT_OK;
}

bool aift__model_is_classifier(const aift_model *model, const char *name)
{
    const char *classifier = model->arch->classifier;
    size_t n = (size_t)(strrchr(classifier, '.') - classifier) + 1; /* "classifier." */
    return strncmp(name, model->arch->classifier, n) == 0;
}

/* All weights but the classifier, whose shape goes with the number of labels. */
static aift_status without_classifier(const aift_model *model, aift__weights *to)
{
    for (size_t i = 0; i < aift__weights_count(model->weights); i++) {
        const char *name = aift__weights_name(model->weights, i);
        if (!aift__model_is_classifier(model, name))
            AIFT__TRY(aift__weights_add(to, name, aift__tensor_retain(aift__weights_at(model->weights, i))));
    }
    return AIFT_OK;
}

static aift_status new_head(const aift_model *model, size_t num_labels, aift__weights *weights)
{
    aift__graph *graph;
    AIFT__TRY(aift__model_parameter_graph(model, num_labels, &graph));
    aift_status status = without_classifier(model, weights);
    if (status == AIFT_OK)
        status = aift__model_draw_head(model, graph, weights);
    aift__graph_destroy(graph);
    return status;
}

aift_status aift__model_change_labels(aift_model *model, const char *const *labels, size_t num_labels)
{
    AIFT__TRY(aift__labels_check(model->context, labels, num_labels));
    const aift_tensor *classifier = aift__weights_find(model->weights, model->arch->classifier);
    if (classifier && classifier->shape[0] == (int64_t)num_labels)
        return aift__model_put_labels(model, labels, num_labels, NULL);
    aift__weights *weights;
    AIFT__TRY(aift__weights_create(model->context, &weights));
    aift_status status = new_head(model, num_labels, weights);
    if (status == AIFT_OK)
        status = aift__model_put_labels(model, labels, num_labels, weights);
    if (status != AIFT_OK) {
        aift__weights_release(weights);
        return status;
    }
    aift__model_clear_cache(model);
    return AIFT_OK;
}

aift_status aift_model_set_labels(aift_model *model, const char *const *labels, size_t num_labels)
{
    AIFT__TRY(aift__model_hold(model));
    aift_status status = aift__model_change_labels(model, labels, num_labels);
    aift__model_let_go(model);
    return status;
}
