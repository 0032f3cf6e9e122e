/* Fusion of convolutions, norms and activations: the same inputs give the same outputs, gradients and running statistics
 * before and after the passes, in training and when only predicting; running statistics change in training alone. */
#include <math.h>
#include <stdlib.h>

#include "base/philox.h"
#include "graph/execution.h"
#include "graph/passes.h"
#include "support.h"

enum { ROWS = 3, SIDE = 9, CLASSES = 4, SIZE = 600, MAX_WEIGHTS = 40 };

/* All weights by name, with their gradients; buffers have none. */
typedef struct weight {
    char name[32];
    double data[SIZE], grad[SIZE];
} weight;

typedef struct net {
    aift__graph *graph;
    weight weights[MAX_WEIGHTS];
    double loss, logits[ROWS * CLASSES];
} net;

static aift__value weight_of(aift__graph *g, const char *name, const char *last, int32_t rank,
                             const int64_t *shape)
{
    char full[32];
    snprintf(full, sizeof full, "%s.%s", name, last);
    if (strncmp(last, "running", 7) == 0)
        return aift__graph_buffer(g, full, AIFT_DTYPE_F64, rank, shape);
    aift__value value = aift__graph_parameter(g, full, AIFT_DTYPE_F64, rank, shape);
    if (value != AIFT__NO_VALUE)
        g->values[value].trainable = true;
    return value;
}

/* act(batch_norm(conv2d(x))) */
static aift__value block(aift__graph *g, const char *name, aift__value x, int64_t in, int64_t out,
                         int64_t kernel, int64_t stride, const char *act)
{
    const int64_t groups = kernel > 1 && in == out ? in : 1, pad = kernel / 2;
    const aift__attr_set conv[] = {
        {"stride_h", .i = stride}, {"stride_w", .i = stride}, {"pad_top", .i = pad},   {"pad_left", .i = pad},
        {"pad_bottom", .i = pad},  {"pad_right", .i = pad},   {"groups", .i = groups}, {NULL}};
    const aift__attr_set norm[] = {{"eps", .f = 1e-3}, {"momentum", .f = 0.2}, {NULL}};
    aift__value w = weight_of(g, name, "conv", 4, (int64_t[]){out, in / groups, kernel, kernel});
    const bool biased = kernel == 3; /* what its gradient reads, is kept */
    aift__value bias = biased ? weight_of(g, name, "conv_bias", 1, &out) : AIFT__NO_VALUE;
    aift__value values[5] = {aift__graph_apply(g, "conv2d", conv, (aift__value[]){x, w, bias}, 3),
                             weight_of(g, name, "weight", 1, &out), weight_of(g, name, "bias", 1, &out),
                             weight_of(g, name, "running_mean", 1, &out),
                             weight_of(g, name, "running_var", 1, &out)};
    aift__value y[5];
    if (aift__graph_node(g, "batch_norm", norm, values, 5, y, 5) != AIFT_OK)
        return AIFT__NO_VALUE;
    g->values[y[3]].slot = values[3];
    g->values[y[4]].slot = values[4];
    return act ? aift__graph_apply(g, act, NULL, y, 1) : y[0];
}

/* An inverted residual between a stem and a head; relu(x + residual) as in a ResNet. */
static aift_status build(aift_context *context, aift__graph **out)
{
    AIFT__TRY(aift__graph_create(context, out));
    aift__graph *g = *out;
    aift__dim rows = aift__dim_symbol(g->dims, "rows"), side = aift__dim_const(g->dims, SIDE);
    aift__value x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 4,
                                      (aift__dim[]){rows, side, side, aift__dim_const(g->dims, 3)});
    aift__value labels = aift__graph_input(g, "labels", AIFT_DTYPE_I32, 1, &rows);
    aift__value stem = block(g, "stem", x, 3, 4, 3, 2, "relu6");
    aift__value y = block(g, "wide", stem, 4, 8, 1, 1, "silu");
    y = block(g, "deep", y, 8, 8, 3, 1, "relu6");
    y = block(g, "deeper", y, 8, 8, 5, 1, "relu6");
    y = block(g, "thin", y, 8, 4, 1, 1, NULL);
    y = aift__graph_apply(g, "add", NULL, (aift__value[]){stem, y}, 2);
    y = aift__graph_apply(g, "relu", NULL, &y, 1);
    y = block(g, "head", y, 4, 8, 1, 1, "hard_swish");
    y = aift__graph_apply(g, "global_avg_pool", NULL, &y, 1);
    y = aift__graph_apply(g, "linear", NULL,
                          (aift__value[]){y, weight_of(g, "top", "weight", 2, (int64_t[]){CLASSES, 8})}, 2);
    aift__graph_output(g, "logits", y);
    aift__graph_output(g, "loss",
                       aift__graph_apply(g, "softmax_cross_entropy", NULL, (aift__value[]){y, labels}, 2));
    return aift__graph_status(g);
}

static int64_t elements(const aift__graph *g, const aift__type *type)
{
    int64_t n = 1, size;
    for (int32_t i = 0; i < type->rank; i++) {
        assert_true(aift__dim_is_const(g->dims, type->dim[i], &size));
        n *= size;
    }
    assert_true(n <= SIZE);
    return n;
}

static void bind_weights(net *n, aift__execution *e, aift__rng *rng)
{
    int count = 0;
    for (size_t v = 0; v < n->graph->n_values; v++) {
        const aift__value_info *info = &n->graph->values[v];
        if (!aift__value_is_weight(info))
            continue;
        assert_true(count < MAX_WEIGHTS);
        weight *w = &n->weights[count++];
        snprintf(w->name, sizeof w->name, "%s", info->name);
        for (int64_t i = 0; i < elements(n->graph, &info->type); i++)
            w->data[i] = info->buffer ? 0.5 + aift__rng_uniform(rng) : aift__rng_normal(rng) * 0.5;
        aift__execution_bind(e, (aift__value)v, w->data);
        char grad[48];
        snprintf(grad, sizeof grad, AIFT__GRAD_PREFIX "%s", info->name);
        aift__value slot = aift__graph_find(n->graph, AIFT__VALUE_STATE, grad);
        if (slot != AIFT__NO_VALUE)
            aift__execution_bind(e, slot, w->grad);
    }
}

static void run(net *n, bool training)
{
    double x[ROWS * SIDE * SIDE * 3], scale = 1;
    int32_t labels[ROWS] = {0, 3, 1};
    int64_t rows = ROWS;
    aift__execution *e;
    aift__rng rng;
    aift__rng_init(&rng, 3, 0);
    for (size_t i = 0; i < AIFT__COUNT(x); i++)
        x[i] = aift__rng_normal(&rng);
    assert_ok(aift__execution_create(n->graph, NULL, &e));
    bind_weights(n, e, &rng);
    aift__execution_bind(e, aift__graph_find(n->graph, AIFT__VALUE_INPUT, "x"), x);
    aift__execution_bind(e, aift__graph_find(n->graph, AIFT__VALUE_INPUT, "labels"), labels);
    aift__value loss_scale = aift__graph_find(n->graph, AIFT__VALUE_INPUT, "loss_scale");
    if (loss_scale != AIFT__NO_VALUE)
        aift__execution_bind(e, loss_scale, &scale);
    assert_ok(aift__execution_run(e, &rows, &(aift__run){.training = training}));
    n->loss = *(double *)aift__execution_value(e, aift__graph_find_output(n->graph, "loss"))->data;
    memcpy(n->logits, aift__execution_value(e, aift__graph_find_output(n->graph, "logits"))->data,
           sizeof n->logits);
    aift__execution_destroy(e);
}

static int count(const net *n, const char *op)
{
    int found = 0;
    for (size_t i = 0; i < n->graph->n_nodes; i++)
        found += strcmp(n->graph->nodes[i].op->name, op) == 0;
    return found;
}

/* Gradients of norms that need not take the sums they are made of. */
static int known_sums(const net *n)
{
    int found = 0;
    for (size_t i = 0; i < n->graph->n_nodes; i++) {
        const aift__node *node = &n->graph->nodes[i];
        if (node->op == &aift__op_conv2d_norm_grad || node->op == &aift__op_batch_norm_grad)
            found += node->n_in == node->op->max_in && node->in[node->n_in - 1] != AIFT__NO_VALUE;
    }
    return found;
}

static aift_status passes(aift__graph *g, bool training, bool fused)
{
    if (fused)
        AIFT__TRY(aift__pass_fuse_norm(g));
    if (training)
        AIFT__TRY(aift__pass_autodiff(g, aift__graph_find_output(g, "loss")));
    else if (fused)
        AIFT__TRY(aift__pass_fuse_conv(g));
    if (fused)
        AIFT__TRY(aift__pass_fuse(g));
    if (fused && training)
        AIFT__TRY(aift__pass_defer_norm(g));
    if (fused && training)
        AIFT__TRY(aift__pass_fuse_grad(g));
    if (fused && training)
        AIFT__TRY(aift__pass_recompute(g));
    return aift__pass_dead_code(g);
}

static void compare(bool training, net *fused)
{
    static net plain;
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    net *const both[] = {&plain, fused};
    for (int i = 0; i < 2; i++) {
        memset(both[i], 0, sizeof *both[i]);
        assert_ok(build(context, &both[i]->graph));
        assert_ok(passes(both[i]->graph, training, i));
        run(both[i], training);
    }
    assert_close(fused->loss, plain.loss, 1e-12);
    for (int i = 0; i < ROWS * CLASSES; i++)
        assert_close(fused->logits[i], plain.logits[i], 1e-12);
    for (int w = 0; w < MAX_WEIGHTS; w++)
        for (int j = 0; j < SIZE; j++) {
            assert_close(fused->weights[w].data[j], plain.weights[w].data[j], 1e-12);
            assert_close(fused->weights[w].grad[j], plain.weights[w].grad[j], 1e-11);
        }
    assert_int_equal(count(&plain, "batch_norm"), 6);
    aift__graph_destroy(plain.graph);
    if (training) {
        assert_int_equal(count(fused, "batch_norm_grad"), 2);
        assert_int_equal(count(fused, "conv2d_norm_grad"), 4);
        assert_int_equal(known_sums(fused), 2);
        assert_int_equal(count(fused, "batch_norm_moments"), 6);
        assert_int_equal(count(fused, "norm_conv2d"), 3);
        assert_int_equal(count(fused, "norm_conv2d_grad_weight"), 1);
        assert_int_equal(count(fused, "activation_grad"), 0);
    } else {
        assert_int_equal(count(fused, "conv2d_norm"), 6);
        assert_int_equal(count(fused, "batch_norm"), 0);
        assert_int_equal(count(fused, "add") + count(fused, "relu"), 0);
    }
    aift__graph_destroy(fused->graph);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void training_is_the_same(void **state)
{
    static net n;
    compare(true, &n);
}

static void prediction_is_the_same(void **state)
{
    static net n;
    compare(false, &n);
}

/* The first norm's running mean is mixed with the batch's in training, and stays as it is otherwise. */
static void statistics_run_in_training_alone(void **state)
{
    static net trained, predicted;
    compare(true, &trained);
    compare(false, &predicted);
    bool found = false;
    for (int w = 0; w < MAX_WEIGHTS; w++) {
        if (strcmp(trained.weights[w].name, "stem.running_mean") != 0)
            continue;
        found = true;
        assert_true(trained.weights[w].data[0] != predicted.weights[w].data[0]);
    }
    assert_true(found);
}

static aift_status scenario(aift_context *context, void *training)
{
    aift__graph *g;
    aift_status status = build(context, &g);
    if (status == AIFT_OK)
        status = passes(g, training != NULL, true);
    aift__graph_destroy(g);
    return status;
}

static void survives_failing_allocations(void **state)
{
    bool training = true;
    aift_test_sweep(scenario, NULL);
    aift_test_sweep(scenario, &training);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(training_is_the_same),
        cmocka_unit_test(prediction_is_the_same),
        cmocka_unit_test(statistics_run_in_training_alone),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
