/* Which parameters are trained, and what is known of a training before its data is read. */
#include "base/glob.h"
#include "tasks/tokens.h"
#include "train/trainer.h"

static bool any_trainable(const aift__graph *graph)
{
    bool any = false;
    for (size_t v = 0; v < graph->n_values; v++)
        any = any || graph->values[v].trainable;
    return any;
}

aift_status aift__mark_trainable(aift__graph *graph, const aift_train_options *options)
{
    for (size_t v = 0; v < graph->n_values; v++)
        graph->values[v].trainable = graph->values[v].kind == AIFT__VALUE_PARAMETER;
    for (size_t i = 0; i < options->num_freeze; i++) {
        size_t matches = 0;
        for (size_t v = 0; v < graph->n_values; v++) {
            aift__value_info *info = &graph->values[v];
            if (info->kind != AIFT__VALUE_PARAMETER || !aift__glob_matches(options->freeze[i], info->name))
                continue;
            info->trainable = false;
            matches++;
        }
        if (!matches)
            return aift__fail(
                AIFT_E_NOT_FOUND, "freeze: no parameter matches \"%s\"; names are like \"%s\" and \"%s\"",
                options->freeze[i], "bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.*");
    }
    if (!any_trainable(graph))
        return aift__fail(AIFT_E_INVALID,
                          "freeze: the patterns match every parameter, nothing is left to train");
    return AIFT_OK;
}

void aift__count_parameters(const aift__graph *graph, const aift__weights *weights, int64_t *all,
                            int64_t *trainable)
{
    *all = *trainable = 0;
    for (size_t v = 0; v < graph->n_values; v++) {
        const aift__value_info *info = &graph->values[v];
        const aift_tensor *tensor =
            info->kind == AIFT__VALUE_PARAMETER ? aift__weights_find(weights, info->name) : NULL;
        int64_t n = tensor ? aift__tensor_elements(tensor) : 0;
        *all += n;
        *trainable += info->trainable ? n : 0;
    }
}

aift_status aift_train_check(const aift_model *model, size_t num_rows, const aift_train_options *given,
                             int64_t *steps, int64_t *parameters, int64_t *trainable_parameters)
{
    aift_train_options options;
    aift__weights *weights;
    aift__graph *graph;
    int32_t max_length;
    *steps = *parameters = *trainable_parameters = 0;
    AIFT__TRY(aift__train_options(given, &options));
    if (model->tokenizer)
        AIFT__TRY(aift__max_length(model, options.max_length, "max_length", &max_length));
    AIFT__TRY(aift__model_ready(model, &weights));
    aift_status status = aift__task_graph(model, &(aift__task_options){.training = true}, &graph);
    if (status == AIFT_OK)
        status = aift__mark_trainable(graph, &options);
    if (status == AIFT_OK) {
        aift__count_parameters(graph, weights, parameters, trainable_parameters);
        *steps = aift__total_steps(&options, num_rows);
    }
    aift__graph_destroy(graph);
    aift__weights_release(weights);
    return status;
}
