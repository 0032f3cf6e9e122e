/* The trainer: creating and ending it, and its memory. */
#include <stdlib.h>
#include <string.h>

#include "data/dataset.h"
#include "graph/passes.h"
#include "tasks/session.h"
#include "tasks/tokens.h"
#include "train/trainer.h"

static void destroy(aift_trainer *t)
{
    aift_context *context = t->context;
    aift__execution_destroy(t->execution);
    aift__graph_destroy(t->graph);
    aift__weights_release(t->live);
    aift__flat_finish(&t->flat);
    aift__feed_close(t->feed);
    aift__inputs_close(&t->inputs);
    aift__skipped_finish(&t->skipped);
    aift__rows_close(&t->rows);
    aift__free(context, t->labels_data);
    aift__free(context, t->class_weights_data);
    aift_model_release(t->model);
    aift__free(context, t);
    aift_context_release(context);
}

void aift__trainer_end(aift_trainer *t, bool publish)
{
    if (publish) {
        aift__weights_set_change(t->live, false);
        aift__model_set_weights(t->model, aift__weights_retain(t->live));
    }
    aift__model_let_go(t->model);
    destroy(t);
}

void aift_trainer_release(aift_trainer *trainer)
{
    if (trainer)
        aift__trainer_end(trainer, true);
}

/* ---- the graph ---- */

static void find_values(aift_trainer *t)
{
    const aift__graph *g = t->graph;
    aift__inputs_open(&t->inputs, t->model, g);
    t->labels = aift__graph_find(g, AIFT__VALUE_INPUT, "labels");
    t->class_weights = aift__graph_find(g, AIFT__VALUE_INPUT, "class_weights");
    t->loss_scale = aift__graph_find(g, AIFT__VALUE_INPUT, "loss_scale");
    t->loss = aift__graph_find_output(g, "loss");
    t->row_loss = aift__graph_find_output(g, "row_loss");
}

aift_status aift__trainer_passes(aift__graph *graph)
{
    AIFT__TRY(aift__pass_first_token(graph));
    AIFT__TRY(aift__pass_fuse_norm(graph));
    AIFT__TRY(aift__pass_autodiff(graph, aift__graph_find_output(graph, "loss")));
    AIFT__TRY(aift__pass_fuse(graph));
    AIFT__TRY(aift__pass_defer_norm(graph));
    AIFT__TRY(aift__pass_fuse_grad(graph));
    AIFT__TRY(aift__pass_recompute(graph));
    AIFT__TRY(aift__pass_sparse_rows(graph));
    return aift__pass_dead_code(graph);
}

static aift_status build_graph(aift_trainer *t)
{
    const aift__task_options options = {.training = true,
                                        .class_weights = t->options.class_weights != NULL,
                                        .soft_labels = t->targets && !t->model->multi_label,
                                        .label_smoothing = t->options.label_smoothing_factor};
    AIFT__TRY(aift__task_graph(t->model, &options, &t->graph));
    AIFT__TRY(aift__mark_trainable(t->graph, &t->options));
    AIFT__TRY(aift__trainer_passes(t->graph));
    find_values(t);
    return AIFT_OK;
}

static aift_status set_class_weights(aift_trainer *t)
{
    if (t->model->multi_label && t->options.label_smoothing_factor > 0)
        return aift__fail(AIFT_E_INVALID,
                          "label_smoothing_factor: the rows have lists of labels, whose loss knows none");
    if (!t->options.class_weights)
        return AIFT_OK;
    size_t n = t->model->num_labels;
    if (t->model->multi_label)
        return aift__fail(AIFT_E_INVALID,
                          "class_weights: the rows have lists of labels, whose loss knows none");
    if (t->options.num_class_weights != n)
        return aift__fail(AIFT_E_INVALID, "class_weights: %zu weights for %zu labels",
                          t->options.num_class_weights, n);
    t->class_weights_data = aift__malloc(t->context, n, sizeof(float));
    for (size_t i = 0; t->class_weights_data && i < n; i++)
        t->class_weights_data[i] = (float)t->options.class_weights[i];
    return t->class_weights_data ? AIFT_OK : AIFT_E_NOMEM;
}

/* ---- data ---- */

static aift_status open_rows(aift_trainer *t, const aift_dataset *data)
{
    const aift_train_options *o = &t->options;
    size_t column;
    AIFT__TRY(aift__dataset_need_column(data, aift__text_column(t->model, o->text_column), &column));
    aift_status status = aift__rows_open(t->model, data, o->text_column, o->label_column, &t->rows);
    if (status != AIFT_E_NOT_FOUND) /* else a label */
        return status;
    return aift__fail(status, "%s; new_head gives the model a head for the labels of the data",
                      aift_last_error());
}

static aift_status read_data(aift_trainer *t, const aift_dataset *data)
{
    const aift_train_options *o = &t->options;
    if (aift_dataset_num_rows(data) == 0)
        return aift__fail(AIFT_E_INVALID, "the training data has no rows");
    if (t->model->tokenizer)
        AIFT__TRY(aift__max_length(t->model, o->max_length, "max_length", &t->max_length));
    AIFT__TRY(open_rows(t, data));
    t->targets =
        t->model->multi_label || (t->model->pipeline && aift__pipeline_has_batch(t->model->pipeline));
    aift__skipped_init(&t->skipped, t->context);
    const aift__feed_options feed = {.max_length = t->max_length,
                                     .training = true,
                                     .skip = o->on_error == AIFT_ON_ERROR_SKIP,
                                     .skipped = &t->skipped,
                                     .seed = o->seed};
    return aift__feed_open(t->model, &t->rows.items, &feed, &t->feed);
}

/* ---- memory ---- */

aift_status aift__trainer_plan(aift_trainer *t, aift__capacity capacity)
{
    const size_t labels = aift__trainer_labels(t, (size_t)capacity.rows);
    AIFT__TRY(aift__inputs_reserve(&t->inputs, capacity));
    AIFT__TRY(aift__feed_reserve(t->feed, (size_t)capacity.rows));
    AIFT__TRY(
        aift__reserve(t->context, &t->labels_data, labels ? labels - 1 : 0, &t->cap_labels, sizeof(int32_t)));
    if (!t->execution) {
        int64_t symbols[2];
        aift__inputs_symbols(&t->inputs, capacity, symbols);
        AIFT__TRY(aift__execution_create(t->graph, symbols, &t->execution));
        AIFT__TRY(aift__weights_bind(t->live, t->graph, t->execution));
        aift__flat_bind(&t->flat, t->graph, t->execution);
        aift__execution_bind(t->execution, t->loss_scale, &t->scale);
        if (t->class_weights_data)
            aift__execution_bind(t->execution, t->class_weights, t->class_weights_data);
    }
    return AIFT_OK;
}

static int longest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* No batch of the stated size can be longer than the longest rows together. */
static aift_status largest_batch(const aift_trainer *t, aift__capacity *out)
{
    size_t n = t->rows.items.n;
    int64_t *lengths = aift__malloc(t->context, n, sizeof *lengths);
    if (!lengths)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        lengths[i] = aift__feed_length(t->feed, i);
    qsort(lengths, n, sizeof *lengths, longest_first);
    *out = (aift__capacity){.rows = AIFT__MIN((int64_t)n, t->options.per_device_train_batch_size)};
    for (int64_t i = 0; i < out->rows; i++)
        out->length += lengths[i];
    aift__free(t->context, lengths);
    return AIFT_OK;
}

/* ---- creation ---- */

static aift_status set_up(aift_trainer *t, const aift_dataset *data)
{
    AIFT__TRY(read_data(t, data));
    AIFT__TRY(set_class_weights(t));
    AIFT__TRY(build_graph(t));
    t->steps_per_epoch = aift__steps_per_epoch(&t->options, t->rows.items.n);
    t->total_steps = aift__total_steps(&t->options, t->rows.items.n);
    return aift__flat_create(t->graph, t->model->weights, &t->flat);
}

aift_status aift__trainer_open(aift_model *model, const aift_dataset *data, const aift_train_options *given,
                               aift_trainer **out)
{
    *out = NULL;
    aift_train_options options;
    AIFT__TRY(aift__train_options(given, &options));
    AIFT__TRY(aift__model_hold(model));
    aift_trainer *t = aift__calloc(model->context, 1, sizeof *t);
    if (!t) {
        aift__model_let_go(model);
        return AIFT_E_NOMEM;
    }
    t->context = aift_context_retain(model->context);
    t->model = aift_model_retain(model);
    t->options = options;
    t->new_head = model->num_labels == 0 || model->new_head;
    aift_status status = aift__model_labels_from(model, data, options.label_column);
    if (status == AIFT_OK) {
        aift__runners_forget(model); /* of weights that training replaces */
        status = set_up(t, data);
    }
    if (status != AIFT_OK) {
        aift__trainer_end(t, false);
        return status;
    }
    *out = t;
    return AIFT_OK;
}

aift_status aift__trainer_fill(aift_trainer *t)
{
    AIFT__TRY(aift__flat_fill(&t->flat, t->model->weights));
    AIFT__TRY(aift__flat_weights(&t->flat, t->model->weights, &t->live));
    aift__weights_set_change(t->live, true);
    return AIFT_OK;
}

aift_status aift__trainer_begin(aift_trainer *t)
{
    const aift_train_options *o = &t->options;
    AIFT__TRY(aift__trainer_fill(t));
    AIFT__TRY(aift__model_set_settings(t->model, aift__text_column(t->model, o->text_column),
                                       aift__label_column(t->model, o->label_column), t->max_length));
    aift__lock_take(&t->model->lock);
    t->model->live = t->live;
    aift__lock_give(&t->model->lock);
    return AIFT_OK;
}

aift_status aift_trainer_create(aift_model *model, const aift_dataset *data,
                                const aift_train_options *options, aift_trainer **out)
{
    AIFT__TRY(aift__trainer_open(model, data, options, out));
    aift__capacity capacity;
    aift_status status = aift__trainer_begin(*out);
    if (status == AIFT_OK)
        status = largest_batch(*out, &capacity);
    if (status == AIFT_OK)
        status = aift__trainer_plan(*out, capacity);
    if (status != AIFT_OK) {
        aift__trainer_end(*out, false);
        *out = NULL;
    }
    return status;
}
