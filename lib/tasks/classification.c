/* The graph of classification: the model, its head, and a loss for training. */
#include "tasks/classification.h"

static aift__value add_binary_loss(aift__graph *g, aift__dim rows, aift__dim classes, aift__value logits,
                                   aift__value *row_loss)
{
    aift__value labels =
                    aift__graph_input(g, "labels", AIFT_DTYPE_F32, 2, (const aift__dim[2]){rows, classes}),
                out[2];
    aift__graph_node(g, "binary_cross_entropy", NULL, (const aift__value[2]){logits, labels}, 2, out, 2);
    *row_loss = out[1];
    return out[0];
}

static aift__value add_loss(const aift_model *model, const aift__task_options *options, aift__graph *g,
                            aift__value logits, aift__value *row_loss)
{
    aift__dim rows = aift__dim_symbol(g->dims, "rows");
    aift__dim classes = aift__dim_const(g->dims, (int64_t)model->num_labels);
    if (model->multi_label)
        return add_binary_loss(g, rows, classes, logits, row_loss);
    const aift__dim shape[2] = {rows, classes};
    aift__value labels = options->soft_labels ? aift__graph_input(g, "labels", AIFT_DTYPE_F32, 2, shape)
                                              : aift__graph_input(g, "labels", AIFT_DTYPE_I32, 1, shape);
    aift__value weights = options->class_weights
                              ? aift__graph_input(g, "class_weights", AIFT_DTYPE_F32, 1, &classes)
                              : AIFT__NO_VALUE;
    const aift__attr_set attrs[] = {{"label_smoothing", .f = options->label_smoothing}, {NULL}};
    aift__value out[2];
    aift__graph_node(g, "softmax_cross_entropy", attrs, (const aift__value[3]){logits, labels, weights}, 3,
                     out, 2);
    *row_loss = out[1];
    return out[0];
}

aift_status aift__classification_build(const aift_model *model, const aift__task_options *options,
                                       aift__graph *g)
{
    aift__body_inputs in;
    const aift__config *config = aift__model_config(model);
    aift__arch_inputs(model->arch, config, g, &in);
    aift__value hidden = model->arch->body(g, config, &in);
    if (!options->training && options->outputs != AIFT__LOGITS)
        aift__graph_output(g, "hidden", hidden);
    if (!options->training && options->outputs == AIFT__HIDDEN)
        return aift__graph_status(g);
    aift__value logits = model->arch->classify(g, config, &in, hidden, (int64_t)model->num_labels);
    if (options->training) {
        aift__value row_loss, loss = add_loss(model, options, g, logits, &row_loss);
        aift__graph_output(g, "loss", loss);
        aift__graph_output(g, "row_loss", row_loss);
    } else {
        aift__graph_output(g, "logits", logits);
    }
    return aift__graph_status(g);
}
