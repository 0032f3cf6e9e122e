/* graph: building, refusals, the plan, runs within and beyond the capacity, gradients into their slots. */
#include "support.h"

#include "graph/execution.h"
#include "graph/passes.h"

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

/* gelu(gelu(x w^T)), summed by a cross entropy; x [t, 4], w [3, 4] */
typedef struct small {
    aift__graph *graph;
    aift__value x, w, labels, logits, loss;
} small;

static aift_status build(aift_context *context, small *s)
{
    *s = (small){0};
    AIFT__TRY(aift__graph_create(context, &s->graph));
    aift__graph *g = s->graph;
    aift__dim t = aift__dim_symbol(g->dims, "t"), x_dims[2] = {t, aift__dim_const(g->dims, 4)};
    s->x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 2, x_dims);
    s->labels = aift__graph_input(g, "labels", AIFT_DTYPE_I32, 1, &t);
    s->w = aift__graph_parameter(g, "w", AIFT_DTYPE_F64, 2, (const int64_t[]){3, 4});
    s->logits = aift__graph_apply(g, "linear", NULL, (const aift__value[]){s->x, s->w}, 2);
    s->logits = aift__graph_apply(g, "gelu", NULL, &s->logits, 1);
    s->logits = aift__graph_apply(g, "gelu", NULL, &s->logits, 1);
    s->loss =
        aift__graph_apply(g, "softmax_cross_entropy", NULL, (const aift__value[]){s->logits, s->labels}, 2);
    aift__graph_output(g, "loss", s->loss);
    return aift__graph_status(g);
}

static void refuses_what_does_not_fit(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    small s;
    assert_ok(build(context, &s));
    aift__value out, in[2] = {s.x, s.w};
    assert_fails(aift__graph_node(s.graph, "nonsense", NULL, in, 2, &out, 1), AIFT_E_UNSUPPORTED, "nonsense");
    assert_int_equal(out, AIFT__NO_VALUE);
    aift__graph_destroy(s.graph);
    assert_ok(build(context, &s));
    in[1] = s.labels;
    assert_fails(aift__graph_node(s.graph, "linear", NULL, in, 2, &out, 1), AIFT_E_SHAPE, "linear");
    assert_int_equal(aift__graph_status(s.graph), AIFT_E_SHAPE);
    aift__graph_destroy(s.graph);
    assert_ok(build(context, &s));
    const aift__attr_set wrong[] = {{"alpha", .f = 1}, {NULL}}, beyond[] = {{"tanh", .i = 2}, {NULL}};
    assert_fails(aift__graph_node(s.graph, "gelu", wrong, &s.x, 1, &out, 1), AIFT_E_INVALID, "alpha");
    assert_fails(aift__graph_node(s.graph, "gelu", beyond, &s.x, 1, &out, 1), AIFT_E_RANGE, "tanh is 2");
    assert_int_equal(aift__graph_parameter(s.graph, "w", AIFT_DTYPE_F64, 1, (const int64_t[]){3}),
                     AIFT__NO_VALUE);
    aift__graph_destroy(s.graph);
    aift_context_release(context);
}

/* No two values that live at the same time share memory, and views and in-place nodes do. */
static void plans_without_overlap(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    small s;
    assert_ok(build(context, &s));
    s.graph->values[s.w].trainable = true;
    assert_ok(aift__pass_autodiff(s.graph, s.loss));
    assert_ok(aift__pass_dead_code(s.graph));
    aift__plan *plan;
    assert_ok(aift__plan_create(s.graph, (const int64_t[]){7}, &plan));
    size_t sum = 0;
    for (size_t v = 0; v < s.graph->n_values; v++) {
        size_t bytes = 0, other = 0;
        if (plan->offset[v] == SIZE_MAX)
            continue;
        assert_ok(aift__value_bytes(s.graph, (aift__value)v, plan->dims, &bytes));
        sum += bytes;
        assert_int_equal(plan->offset[v] % 64, 0);
        assert_true(plan->offset[v] + bytes <= plan->arena_bytes);
        int32_t first = s.graph->values[v].node;
        for (size_t n = 0; n < s.graph->n_nodes; n++) /* every later reader of v finds it untouched */
            for (int32_t i = 0; i < s.graph->nodes[n].n_in; i++)
                if (s.graph->nodes[n].in[i] == (aift__value)v)
                    for (size_t w = 0; w < s.graph->n_values; w++) {
                        int32_t node = s.graph->values[w].node;
                        if (w == v || plan->offset[w] == SIZE_MAX || node <= first || node >= (int32_t)n)
                            continue;
                        assert_ok(aift__value_bytes(s.graph, (aift__value)w, plan->dims, &other));
                        assert_true(plan->offset[w] >= plan->offset[v] + bytes ||
                                    plan->offset[v] >= plan->offset[w] + other);
                    }
    }
    assert_true(plan->arena_bytes < sum); /* memory was used again */
    aift__plan_destroy(plan);
    aift__graph_destroy(s.graph);
    aift_context_release(context);
}

static void bind_all(const small *s, aift__execution *e, double *x, double *w, int32_t *labels, double *grad,
                     double *scale)
{
    aift__execution_bind(e, s->x, x);
    aift__execution_bind(e, s->w, w);
    aift__execution_bind(e, s->labels, labels);
    aift__execution_bind(e, aift__graph_find(s->graph, AIFT__VALUE_STATE, "grad.w"), grad);
    aift__execution_bind(e, aift__graph_find(s->graph, AIFT__VALUE_INPUT, "loss_scale"), scale);
}

static void runs_in_its_capacity_without_allocation(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    small s;
    assert_ok(build(context, &s));
    s.graph->values[s.w].trainable = true;
    assert_ok(aift__pass_autodiff(s.graph, s.loss));
    aift__execution *e;
    assert_ok(aift__execution_create(s.graph, (const int64_t[]){8}, &e));
    double x[64], w[12], grad[12], once[12], scale = 1;
    int32_t labels[16];
    for (int i = 0; i < 64; i++)
        x[i] = 0.1 * (i % 7) - 0.3;
    for (int i = 0; i < 12; i++)
        w[i] = 0.2 * (i % 5) - 0.4;
    for (int i = 0; i < 16; i++)
        labels[i] = i % 3;
    assert_fails(aift__execution_run(e, (const int64_t[]){4}, &(aift__run){0}), AIFT_E_STATE, "\"x\"");
    bind_all(&s, e, x, w, labels, grad, &scale);
    int64_t before = aift_test_heap_count(*state);
    for (int64_t t = 1; t <= 8; t++)
        assert_ok(aift__execution_run(e, &t, &(aift__run){0}));
    assert_int_equal(aift_test_heap_count(*state), before);
    assert_int_equal(aift__execution_plans(e), 1);
    memcpy(once, grad, sizeof once);
    assert_ok(aift__execution_run(e, (const int64_t[]){8}, &(aift__run){.accumulate = true}));
    for (int i = 0; i < 12; i++)
        assert_close(grad[i], 2 * once[i], 1e-15);
    assert_ok(aift__execution_run(e, (const int64_t[]){16}, &(aift__run){0}));
    assert_int_equal(aift__execution_plans(e), 2);
    assert_ok(aift__execution_run(e, (const int64_t[]){9}, &(aift__run){0}));
    assert_int_equal(aift__execution_plans(e), 2);
    aift__execution_destroy(e);
    aift__graph_destroy(s.graph);
    aift_context_release(context);
}

/* Sizes that are none each, but too much together, are no wrapped sum. */
static void refuses_what_no_memory_holds(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    small s;
    aift__plan *plan;
    assert_ok(build(context, &s));
    s.graph->values[s.w].trainable = true;
    assert_ok(aift__pass_autodiff(s.graph, s.loss));
    assert_fails(aift__plan_create(s.graph, (const int64_t[]){(int64_t)1 << 57}, &plan), AIFT_E_RANGE,
                 "too large together");
    assert_null(plan);
    aift__graph_destroy(s.graph);
    aift_context_release(context);
}

/* A parameter that is used twice gets the sum of both gradients in its one slot. */
static void ties_parameters(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    aift__graph *g;
    assert_ok(aift__graph_create(context, &g));
    aift__dim two = aift__dim_const(g->dims, 2), one = aift__dim_const(g->dims, 1), dims[2] = {one, two};
    aift__value x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 2, dims);
    aift__value labels = aift__graph_input(g, "labels", AIFT_DTYPE_I32, 1, &one);
    aift__value w = aift__graph_parameter(g, "w", AIFT_DTYPE_F64, 2, (const int64_t[]){2, 2});
    assert_int_equal(w, aift__graph_parameter(g, "w", AIFT_DTYPE_F64, 2, (const int64_t[]){2, 2}));
    aift__value y = aift__graph_apply(g, "linear", NULL, (const aift__value[]){x, w}, 2);
    y = aift__graph_apply(g, "linear", NULL, (const aift__value[]){y, w}, 2);
    aift__value loss =
        aift__graph_apply(g, "softmax_cross_entropy", NULL, (const aift__value[]){y, labels}, 2);
    g->values[w].trainable = true;
    assert_ok(aift__pass_autodiff(g, loss));
    aift__graph_output(g, "loss", loss);
    aift__execution *e;
    assert_ok(aift__execution_create(g, NULL, &e));
    double x_data[2] = {0.3, -0.7}, w_data[4] = {0.5, -0.2, 0.1, 0.9}, grad[4], scale = 1;
    int32_t label = 1;
    const small s = {g, x, w, labels, y, loss};
    bind_all(&s, e, x_data, w_data, &label, grad, &scale);
    assert_ok(aift__execution_run(e, NULL, &(aift__run){0}));
    double got[4];
    memcpy(got, grad, sizeof got);
    for (int i = 0; i < 4; i++) {
        const double h = 1e-6, kept = w_data[i];
        double side[2];
        for (int k = 0; k < 2; k++) {
            w_data[i] = kept + (k ? h : -h);
            assert_ok(aift__execution_run(e, NULL, &(aift__run){0}));
            side[k] = *(const double *)aift__execution_value(e, loss)->data;
        }
        w_data[i] = kept;
        assert_close(got[i], (side[1] - side[0]) / (2 * h), 1e-9);
    }
    aift__execution_destroy(e);
    aift__graph_destroy(g);
    aift_context_release(context);
}

/* The operator is named before anything runs. */
static void refuses_operators_without_gradient(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    small s;
    assert_ok(build(context, &s));
    aift__value w =
        aift__graph_apply(s.graph, "gelu_grad", NULL, (const aift__value[]){s.logits, s.logits}, 2);
    aift__value loss =
        aift__graph_apply(s.graph, "softmax_cross_entropy", NULL, (const aift__value[]){w, s.labels}, 2);
    s.graph->values[s.w].trainable = true;
    assert_fails(aift__pass_autodiff(s.graph, loss), AIFT_E_UNSUPPORTED, "gelu_grad");
    aift__graph_destroy(s.graph);
    assert_ok(build(context, &s));
    assert_fails(aift__pass_autodiff(s.graph, s.loss), AIFT_E_INVALID, "no trainable parameter");
    aift__graph_destroy(s.graph);
    aift_context_release(context);
}

static aift_status whole(aift_context *context, void *arg)
{
    small s;
    aift_status status = build(context, &s);
    aift__execution *e = NULL;
    if (status == AIFT_OK) {
        s.graph->values[s.w].trainable = true;
        status = aift__pass_autodiff(s.graph, s.loss);
    }
    if (status == AIFT_OK)
        status = aift__pass_dead_code(s.graph);
    if (status == AIFT_OK) {
        status = aift__execution_create(s.graph, (const int64_t[]){3}, &e);
        assert_true((status == AIFT_OK) == (e != NULL));
    }
    aift__execution_destroy(e);
    aift__graph_destroy(s.graph);
    return status;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(whole, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_what_does_not_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(plans_without_overlap, setup, teardown),
        cmocka_unit_test_setup_teardown(runs_in_its_capacity_without_allocation, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_no_memory_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(ties_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_operators_without_gradient, setup, teardown),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
