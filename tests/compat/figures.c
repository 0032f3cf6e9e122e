/* What a model computes of tensors: the compatibility tests' way to the graph of an image or audio model, without files of
 * pictures or sounds.
 *
 *   figures FOLDER BATCHES.safetensors OUT.safetensors [predict | corners]
 *
 * The batches are input.0, labels.0, input.1, ...; labels are int32, or floats: shares of all of them. Writes `logits` of batch 0, then with training on `loss` and grad.NAME of
 * batch 0, and every buffer after a training run of all batches (the parameters stay); with `predict` the logits alone. With `corners`
 * also corner.0, corner.1, ... of batch 0: 1 where the graph's ReLU or ReLU6 has a slope, in the order of the nodes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/json_field.h"
#include "formats/safetensors.h"
#include "models/load.h"
#include "tasks/session.h"
#include "tasks/task.h"
#include "train/trainer.h"

enum { MAX_TENSORS = 8192 };

static aift__safetensor tensors[MAX_TENSORS]; /* to write */
static size_t n_tensors;

static void check(aift_status status)
{
    if (status == AIFT_OK)
        return;
    fprintf(stderr, "figures: %s: %s\n", aift_status_name(status), aift_last_error());
    exit(1);
}

static void keep(const char *name, const aift__arg *arg)
{
    if (n_tensors == MAX_TENSORS)
        check(aift__fail(AIFT_E_RANGE, "more than %d tensors", MAX_TENSORS));
    aift__safetensor *t = &tensors[n_tensors++];
    size_t bytes;
    *t = (aift__safetensor){.name = strdup(name), .dtype = arg->dtype, .rank = arg->rank};
    memcpy(t->shape, arg->dim, sizeof t->shape);
    aift__dtype_bytes(arg->dtype, aift__arg_elements(arg), &bytes);
    void *copy = malloc(bytes + 1);
    memcpy(copy, arg->data, bytes);
    t->data = copy;
    t->nbytes = bytes;
}

/* ---- the model: config.json and the weights, and nothing of what feeds it ---- */

/* The picture's size where the config leaves it open. */
static void set_sizes(aift_model *model, const aift__safetensor *input)
{
    aift__config *c = (aift__config *)model->config;
    if (model->arch->modality == AIFT__IMAGE) {
        c->height = input->shape[1];
        c->width = input->shape[2];
    } else {
        c->frames = input->shape[1];
        c->bins = input->shape[2];
    }
}

static aift_model *load(aift_context *context, const char *folder, const aift__safetensor *input)
{
    const aift__folder_files files = {.context = context, .path = folder};
    aift_model *model;
    aift__weights_file *weights;
    const char *type;
    size_t rows;
    check(aift__model_create(context, &model));
    check(aift__files_read_json(&files, "config.json", &model->config_json));
    check(aift__json_field_text(model->config_json, NULL, "model_type", &type, NULL));
    model->arch = aift__arch_find(type);
    if (!model->arch)
        check(aift__fail(AIFT_E_UNSUPPORTED, "no architecture %s", type));
    check(model->arch->read_config(model->config_json, (aift__config *)model->config));
    set_sizes(model, input);
    check(aift__weights_file_open(&files, &weights));
    check(aift__load_weights(model, weights, false, &model->weights, &rows));
    aift__weights_file_release(weights);
    model->num_labels = rows;
    return model;
}

/* ---- runs ---- */

typedef struct runner {
    aift__graph *graph;
    aift__execution *execution;
    aift__value input, labels;
    int32_t rows;
} runner;

static const aift__safetensor *batch(const aift__safetensors *file, const char *what, int i)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%d", what, i);
    return aift__safetensors_find(file, name);
}

static void open_runner(runner *r, const aift__weights *weights)
{
    const aift__graph *g = r->graph;
    r->input = aift__graph_find(g, AIFT__VALUE_INPUT, "pixel_values");
    if (r->input == AIFT__NO_VALUE)
        r->input = aift__graph_find(g, AIFT__VALUE_INPUT, "input_features");
    r->labels = aift__graph_find(g, AIFT__VALUE_INPUT, "labels");
    r->rows = aift__dims_find_symbol(g->dims, "rows");
    check(aift__execution_create(g, NULL, &r->execution));
    check(aift__weights_bind(weights, g, r->execution));
}

static void run(runner *r, const aift__safetensors *file, int i, bool training)
{
    int64_t symbols[16] = {0};
    symbols[r->rows] = batch(file, "input", i)->shape[0];
    aift__execution_bind(r->execution, r->input, (void *)(uintptr_t)batch(file, "input", i)->data);
    if (r->labels != AIFT__NO_VALUE)
        aift__execution_bind(r->execution, r->labels, (void *)(uintptr_t)batch(file, "labels", i)->data);
    check(aift__execution_run(r->execution, symbols, &(aift__run){.seed = 1, .training = training}));
}

static void predict(aift_model *model, const aift__weights *weights, const aift__safetensors *file)
{
    runner r = {NULL};
    check(aift__session_graph(model, AIFT__LOGITS, &r.graph));
    open_runner(&r, weights);
    run(&r, file, 0, false);
    keep("logits", aift__execution_value(r.execution, aift__graph_find_output(r.graph, "logits")));
    aift__execution_destroy(r.execution);
    aift__graph_destroy(r.graph);
}

/* Memory for the gradients, which are states. */
static void bind_states(runner *r)
{
    for (size_t v = 0; v < r->graph->n_values; v++) {
        const aift__value_info *info = &r->graph->values[v];
        if (info->kind != AIFT__VALUE_STATE || info->buffer)
            continue;
        int64_t elements = 1, size = 0;
        for (int32_t i = 0; i < info->type.rank; i++) {
            aift__dim_is_const(r->graph->dims, info->type.dim[i], &size);
            elements *= size;
        }
        aift__execution_bind(r->execution, (aift__value)v, calloc((size_t)elements + 16, sizeof(double)));
    }
}

static void keep_states(runner *r, bool buffers)
{
    for (size_t v = 0; v < r->graph->n_values; v++) {
        const aift__value_info *info = &r->graph->values[v];
        if (info->kind == AIFT__VALUE_STATE && info->buffer == buffers)
            keep(info->name, aift__execution_value(r->execution, (aift__value)v));
    }
}

/* ---- corners ---- */

static float upper[MAX_TENSORS]; /* corner of each activation */

/* Activations that have them, as outputs. */
static int mark_corners(aift__graph *g)
{
    int found = 0;
    for (size_t n = 0; n < g->n_nodes && found < MAX_TENSORS; n++) {
        char name[32];
        if (g->nodes[n].op != &aift__op_relu && g->nodes[n].op != &aift__op_relu6)
            continue;
        upper[found] = g->nodes[n].op == &aift__op_relu6 ? 6 : INFINITY;
        snprintf(name, sizeof name, "corner.%d", found++);
        check(aift__graph_output(g, name, g->nodes[n].out[0]));
    }
    return found;
}

static void keep_corners(runner *r, int n)
{
    for (int i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "corner.%d", i);
        aift__arg y = *aift__execution_value(r->execution, aift__graph_find_output(r->graph, name));
        const float *values = y.data;
        const int64_t size = aift__arg_elements(&y);
        uint8_t *slopes = malloc((size_t)size + 1);
        for (int64_t k = 0; k < size; k++)
            slopes[k] = values[k] > 0 && values[k] < upper[i];
        y.dtype = AIFT_DTYPE_U8;
        y.data = slopes;
        keep(name, &y);
        free(slopes);
    }
}

static void train(aift_model *model, const aift__weights *weights, const aift__safetensors *file,
                  bool corners)
{
    static float one = 1;
    runner r = {NULL};
    const aift__task_options options = {.training = true,
                                        .soft_labels = batch(file, "labels", 0)->dtype == AIFT_DTYPE_F32};
    check(aift__task_graph(model, &options, &r.graph));
    for (size_t v = 0; v < r.graph->n_values; v++)
        r.graph->values[v].trainable = r.graph->values[v].kind == AIFT__VALUE_PARAMETER;
    const int n_corners = corners ? mark_corners(r.graph) : 0;
    check(aift__trainer_passes(r.graph));
    open_runner(&r, weights);
    bind_states(&r);
    aift__execution_bind(r.execution, aift__graph_find(r.graph, AIFT__VALUE_INPUT, "loss_scale"), &one);
    for (int i = 0; batch(file, "input", i); i++) {
        run(&r, file, i, true);
        if (i == 0) {
            keep("loss", aift__execution_value(r.execution, aift__graph_find_output(r.graph, "loss")));
            keep_states(&r, false);
            keep_corners(&r, n_corners);
        }
    }
    keep_states(&r, true);
    aift__execution_destroy(r.execution);
    aift__graph_destroy(r.graph);
}

/* ---- the files ---- */

static aift_status to_file(const aift__sink *sink, const char *name, const void *data, size_t size)
{
    return fwrite(data, 1, size, sink->user) == size ? AIFT_OK
                                                     : aift__fail(AIFT_E_IO, "%s: cannot write", name);
}

int main(int argc, char **argv)
{
    aift_context *context;
    aift__file_bytes bytes;
    aift__safetensors *batches;
    aift__weights *weights;
    if (argc < 4)
        return fprintf(stderr,
                       "usage: figures FOLDER BATCHES.safetensors OUT.safetensors [predict | corners]\n"),
               2;
    const char *what = argc > 4 ? argv[4] : "";
    check(aift_context_create(NULL, &context));
    check(aift__file_map(context, argv[2], true, &bytes));
    check(aift__safetensors_open(context, argv[2], &bytes, &batches));
    aift_model *model = load(context, argv[1], batch(batches, "input", 0));
    check(aift__weights_copy(model->weights, &weights)); /* training writes to buffers */
    predict(model, weights, batches);
    if (strcmp(what, "predict") != 0)
        train(model, weights, batches, strcmp(what, "corners") == 0);
    FILE *out = fopen(argv[3], "wb");
    const aift__sink sink = {.write = to_file, .user = out};
    check(out ? aift__safetensors_write(context, tensors, n_tensors, &sink, argv[3])
              : aift__fail(AIFT_E_IO, "%s: cannot open", argv[3]));
    fclose(out);
    aift__weights_release(weights);
    model->num_labels = 0; /* they have no names */
    aift_model_release(model);
    aift__safetensors_close(batches);
    aift_context_release(context);
    return 0;
}
