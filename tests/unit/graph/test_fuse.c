/* Fusion and recomputation: the same inputs give the same outputs and gradients before and after; what can be fused
 * is, and what is computed again takes no memory in between. */
#include <math.h>
#include <stdlib.h>

#include "base/philox.h"
#include "graph/execution.h"
#include "graph/passes.h"
#include "graph/plan.h"
#include "support.h"

enum { WIDTH = 6, WIDE = 9, TOKENS = 7, ROWS = 3, CLASSES = 4 };

static const char *const names[] = {"w1", "b1", "w2", "b2", "gain", "shift", "w3"};
static const int32_t ranks[] = {2, 1, 2, 1, 1, 1, 2};
static const int64_t shapes[][2] = {{WIDE, WIDTH}, {WIDE},  {WIDTH, WIDE},   {WIDTH},
                                    {WIDTH},       {WIDTH}, {CLASSES, WIDTH}};
enum { PARAMETERS = AIFT__COUNT(names) };

typedef struct net {
    aift__graph *graph;
    double grads[PARAMETERS][WIDE * WIDTH];
    double loss, logits[TOKENS * CLASSES];
    size_t nodes;
} net;

/* layer_norm(x0 + dropout(linear(gelu(linear(x0))))), where x0 = layer_norm(x + x) and is read twice. */
static aift_status build(aift_context *context, bool tanh_form, net *out)
{
    AIFT__TRY(aift__graph_create(context, &out->graph));
    aift__graph *g = out->graph;
    aift__dim t = aift__dim_symbol(g->dims, "tokens"), r = aift__dim_symbol(g->dims, "rows");
    aift__dim offsets_dim = aift__dim_add(g->dims, r, aift__dim_const(g->dims, 1));
    aift__value x =
        aift__graph_input(g, "x", AIFT_DTYPE_F64, 2, (aift__dim[]){t, aift__dim_const(g->dims, WIDTH)});
    aift__value offsets = aift__graph_input(g, "offsets", AIFT_DTYPE_I32, 1, &offsets_dim);
    aift__value labels = aift__graph_input(g, "labels", AIFT_DTYPE_I32, 1, &t), p[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++)
        p[i] = aift__graph_parameter(g, names[i], AIFT_DTYPE_F64, ranks[i], shapes[i]);
    const aift__attr_set drop[] = {{"p", .f = 0.3}, {"stream", .i = 9}, {NULL}},
                         form[] = {{"tanh", .i = tanh_form}, {NULL}};
    aift__value sum = aift__graph_apply(g, "add", NULL, (aift__value[]){x, x}, 2);
    aift__value x0 = aift__graph_apply(g, "layer_norm", NULL, (aift__value[]){sum, p[4], p[5]}, 3);
    aift__value y = aift__graph_apply(g, "linear", NULL, (aift__value[]){x0, p[0], p[1]}, 3);
    y = aift__graph_apply(g, "gelu", form, &y, 1);
    y = aift__graph_apply(g, "linear", NULL, (aift__value[]){y, p[2], p[3]}, 3);
    y = aift__graph_apply(g, "dropout", drop, (aift__value[]){y, offsets}, 2);
    y = aift__graph_apply(g, "add", NULL, (aift__value[]){y, x0}, 2);
    y = aift__graph_apply(g, "layer_norm", NULL, (aift__value[]){y, p[4], p[5]}, 3);
    y = aift__graph_apply(g, "linear", NULL, (aift__value[]){y, p[6]}, 2);
    aift__value loss = aift__graph_apply(g, "softmax_cross_entropy", NULL, (aift__value[]){y, labels}, 2);
    aift__graph_output(g, "logits", y);
    aift__graph_output(g, "loss", loss);
    for (int i = 0; i < PARAMETERS; i++)
        if (p[i] != AIFT__NO_VALUE)
            g->values[p[i]].trainable = true;
    return aift__graph_status(g);
}

static void bind(net *n, aift__execution *e, const char *name, aift__value_kind kind, void *data)
{
    aift__value value = aift__graph_find(n->graph, kind, name);
    if (value != AIFT__NO_VALUE)
        aift__execution_bind(e, value, data);
}

static void run(net *n, bool training, bool with_gradients)
{
    static double weights[PARAMETERS][WIDE * WIDTH], x[TOKENS * WIDTH], scale = 1;
    int32_t offsets[ROWS + 1] = {0, 1, 5, TOKENS}, labels[TOKENS];
    int64_t symbols[2];
    aift__execution *e;
    aift__rng rng;
    aift__rng_init(&rng, 3, 0);
    assert_ok(aift__execution_create(n->graph, NULL, &e));
    for (int i = 0; i < TOKENS * WIDTH; i++)
        x[i] = aift__rng_normal(&rng);
    for (int i = 0; i < TOKENS; i++)
        labels[i] = i % CLASSES;
    for (int i = 0; i < PARAMETERS; i++) {
        char grad[16];
        snprintf(grad, sizeof grad, AIFT__GRAD_PREFIX "%s", names[i]);
        for (int j = 0; j < WIDE * WIDTH; j++)
            weights[i][j] = aift__rng_normal(&rng);
        bind(n, e, names[i], AIFT__VALUE_PARAMETER, weights[i]);
        if (with_gradients)
            bind(n, e, grad, AIFT__VALUE_STATE, n->grads[i]);
    }
    bind(n, e, "x", AIFT__VALUE_INPUT, x);
    bind(n, e, "offsets", AIFT__VALUE_INPUT, offsets);
    bind(n, e, "labels", AIFT__VALUE_INPUT, labels);
    bind(n, e, "loss_scale", AIFT__VALUE_INPUT, &scale);
    symbols[aift__dims_find_symbol(n->graph->dims, "tokens")] = TOKENS;
    symbols[aift__dims_find_symbol(n->graph->dims, "rows")] = ROWS;
    assert_ok(aift__execution_run(e, symbols, &(aift__run){.seed = 11, .step = 2, .training = training}));
    n->loss = *(double *)aift__execution_value(e, aift__graph_find_output(n->graph, "loss"))->data;
    memcpy(n->logits, aift__execution_value(e, aift__graph_find_output(n->graph, "logits"))->data,
           sizeof n->logits);
    n->nodes = n->graph->n_nodes;
    aift__execution_destroy(e);
}

static int count(const net *n, const char *op)
{
    int found = 0;
    for (size_t i = 0; i < n->graph->n_nodes; i++)
        found += strcmp(n->graph->nodes[i].op->name, op) == 0;
    return found;
}

enum passes { NONE, FUSED, RECOMPUTED };

static void make(aift_context *context, bool tanh_form, bool gradients, enum passes passes, net *n)
{
    *n = (net){0};
    assert_ok(build(context, tanh_form, n));
    if (gradients)
        assert_ok(aift__pass_autodiff(n->graph, aift__graph_find_output(n->graph, "loss")));
    if (passes >= FUSED)
        assert_ok(aift__pass_fuse(n->graph));
    if (passes >= RECOMPUTED)
        assert_ok(aift__pass_recompute(n->graph));
    assert_ok(aift__pass_dead_code(n->graph));
}

static void compare(aift_context *context, bool tanh_form, bool training)
{
    net plain, fused;
    make(context, tanh_form, training, NONE, &plain);
    make(context, tanh_form, training, FUSED, &fused);
    run(&plain, training, training);
    run(&fused, training, training);
    assert_true(fused.nodes < plain.nodes);
    assert_close(fused.loss, plain.loss, 1e-13);
    for (int i = 0; i < TOKENS * CLASSES; i++)
        assert_close(fused.logits[i], plain.logits[i], 1e-13);
    for (int i = 0; i < PARAMETERS; i++)
        for (int j = 0; j < WIDE * WIDTH; j++)
            assert_close(fused.grads[i][j], plain.grads[i][j], 1e-13);
    assert_int_equal(count(&fused, "linear_gelu"), 1);
    assert_int_equal(count(&fused, "add_norm"), 2);
    assert_int_equal(count(&fused, "gelu") + count(&fused, "layer_norm") + count(&fused, "dropout"), 0);
    assert_int_equal(count(&fused, "linear_grad_input_gelu"), training);
    assert_int_equal(count(&fused, "add_norm_grad"), training);
    assert_int_equal(count(&fused, "gelu_grad"), 0);
    aift__graph_destroy(plain.graph);
    aift__graph_destroy(fused.graph);
}

static void changes_no_number(void **state)
{
    aift_context *context = aift_test_context(*state, 2);
    for (int i = 0; i < 4; i++)
        compare(context, i & 1, i & 2);
    aift_context_release(context);
}

static size_t arena_bytes(const net *n)
{
    int64_t capacity[2];
    aift__plan *plan;
    capacity[aift__dims_find_symbol(n->graph->dims, "tokens")] = 1000;
    capacity[aift__dims_find_symbol(n->graph->dims, "rows")] = 10;
    assert_ok(aift__plan_create(n->graph, capacity, &plan));
    size_t bytes = plan->arena_bytes;
    aift__plan_destroy(plan);
    return bytes;
}

/* Bit for bit: it is the same kernel. */
static void recomputing_changes_no_bit(void **state)
{
    aift_context *context = aift_test_context(*state, 2);
    for (int tanh_form = 0; tanh_form < 2; tanh_form++) {
        net kept, again;
        make(context, tanh_form, true, FUSED, &kept);
        make(context, tanh_form, true, RECOMPUTED, &again);
        assert_int_equal(count(&again, "gelu"), 1);
        assert_int_equal(count(&again, "layer_norm"), 2);
        assert_int_equal(again.graph->n_nodes, kept.graph->n_nodes + 3);
        assert_true(arena_bytes(&again) < arena_bytes(&kept));
        run(&kept, true, true);
        run(&again, true, true);
        assert_memory_equal(again.grads, kept.grads, sizeof kept.grads);
        assert_memory_equal(again.logits, kept.logits, sizeof kept.logits);
        aift__graph_destroy(kept.graph);
        aift__graph_destroy(again.graph);
    }
    aift_context_release(context);
}

/* What nothing else needs afterwards is not kept to compute something again from it. */
static void recomputes_from_what_is_kept(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    net n = {0};
    assert_ok(build(context, false, &n));
    for (size_t v = 0; v < n.graph->n_values; v++)
        n.graph->values[v].trainable = n.graph->values[v].name && strcmp(n.graph->values[v].name, "w2") == 0;
    assert_ok(aift__pass_autodiff(n.graph, aift__graph_find_output(n.graph, "loss")));
    assert_ok(aift__pass_fuse(n.graph));
    assert_ok(aift__pass_recompute(n.graph));
    assert_int_equal(count(&n, "gelu"), 0);
    aift__graph_destroy(n.graph);
    aift_context_release(context);
}

/* A value that is kept for its reader in between stays where it was computed. */
static void leaves_what_others_read(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    net n = {0};
    assert_ok(aift__graph_create(context, &n.graph));
    aift__graph *g = n.graph;
    aift__dim dims[2] = {aift__dim_const(g->dims, 2), aift__dim_const(g->dims, 3)};
    aift__value x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 2, dims);
    aift__value w = aift__graph_input(g, "w", AIFT_DTYPE_F64, 2, (aift__dim[]){dims[1], dims[1]});
    aift__value before = aift__graph_apply(g, "linear", NULL, (aift__value[]){x, w}, 2);
    aift__value other = aift__graph_apply(g, "tanh", NULL, &before, 1);
    aift__value y = aift__graph_apply(g, "gelu", NULL, &before, 1);
    assert_ok(aift__graph_output(g, "y", aift__graph_apply(g, "add", NULL, (aift__value[]){y, other}, 2)));
    assert_ok(aift__pass_fuse(g));
    assert_int_equal(count(&n, "linear_gelu"), 0);
    assert_int_equal(count(&n, "linear"), 1);
    aift__graph_destroy(g);
    aift_context_release(context);
}

static aift_status whole(aift_context *context, void *arg)
{
    net n = {0};
    aift_status status = build(context, false, &n);
    if (status == AIFT_OK)
        status = aift__pass_autodiff(n.graph, aift__graph_find_output(n.graph, "loss"));
    if (status == AIFT_OK)
        status = aift__pass_fuse(n.graph);
    if (status == AIFT_OK)
        status = aift__pass_recompute(n.graph);
    aift__graph_destroy(n.graph);
    return status;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(whole, NULL);
}

static int setup(void **state)
{
    *state = aift_test_heap_create();
    return 0;
}

static int teardown(void **state)
{
    aift_test_heap_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_no_number, setup, teardown),
        cmocka_unit_test_setup_teardown(recomputing_changes_no_bit, setup, teardown),
        cmocka_unit_test_setup_teardown(recomputes_from_what_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_what_others_read, setup, teardown),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
