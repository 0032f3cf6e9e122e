/* Three linears of one x become one node, and give the same numbers; what somebody reads in between stays. */
#include <stdlib.h>

#include "base/philox.h"
#include "graph/execution.h"
#include "graph/passes.h"
#include "support.h"

enum { TOKENS = 5, WIDTH = 4, OUT = 3, LINEARS = 3, VALUES = TOKENS * OUT };

typedef struct net {
    aift__graph *graph;
    double y[LINEARS][VALUES];
} net;

static const char *const outputs[LINEARS] = {"query", "key", "value"};

/* Of the three linears the second has no bias. Where `reads`, somebody reads the first before the last is computed. */
static aift_status build(aift_context *context, bool reads, net *out)
{
    AIFT__TRY(aift__graph_create(context, &out->graph));
    aift__graph *g = out->graph;
    aift__dim t = aift__dim_symbol(g->dims, "tokens"), width = aift__dim_const(g->dims, WIDTH);
    aift__dim wide = aift__dim_const(g->dims, OUT);
    aift__value x = aift__graph_input(g, "x", AIFT_DTYPE_F64, 2, (aift__dim[]){t, width});
    aift__value w = aift__graph_input(g, "w", AIFT_DTYPE_F64, 2, (aift__dim[]){wide, width});
    aift__value v = aift__graph_input(g, "v", AIFT_DTYPE_F64, 2, (aift__dim[]){wide, width});
    aift__value bias = aift__graph_input(g, "bias", AIFT_DTYPE_F64, 1, &wide);
    aift__value y[LINEARS];
    y[0] = aift__graph_apply(g, "linear", NULL, (aift__value[]){x, w, bias}, 3);
    if (reads)
        aift__graph_output(g, "read", aift__graph_apply(g, "tanh", NULL, y, 1));
    y[1] = aift__graph_apply(g, "linear", NULL, (aift__value[]){x, v}, 2);
    y[2] = aift__graph_apply(g, "linear", NULL, (aift__value[]){x, v, bias}, 3);
    for (int i = 0; i < LINEARS; i++)
        aift__graph_output(g, outputs[i], aift__graph_apply(g, "tanh", NULL, &y[i], 1));
    return aift__graph_status(g);
}

static void fill(double *x, int n, uint64_t seed)
{
    aift__rng rng;
    aift__rng_init(&rng, seed, 0);
    for (int i = 0; i < n; i++)
        x[i] = aift__rng_normal(&rng);
}

static void run(net *n)
{
    static double x[TOKENS * WIDTH], w[OUT * WIDTH], v[OUT * WIDTH], bias[OUT];
    const struct {
        const char *name;
        double *data;
        int size;
    } inputs[] = {
        {"x", x, TOKENS * WIDTH}, {"w", w, OUT * WIDTH}, {"v", v, OUT * WIDTH}, {"bias", bias, OUT}};
    int64_t symbols[1] = {TOKENS};
    aift__execution *e;
    assert_ok(aift__execution_create(n->graph, NULL, &e));
    for (size_t i = 0; i < AIFT__COUNT(inputs); i++) {
        fill(inputs[i].data, inputs[i].size, i);
        aift__execution_bind(e, aift__graph_find(n->graph, AIFT__VALUE_INPUT, inputs[i].name),
                             inputs[i].data);
    }
    assert_ok(aift__execution_run(e, symbols, &(aift__run){.seed = 1}));
    for (int i = 0; i < LINEARS; i++)
        memcpy(n->y[i], aift__execution_value(e, aift__graph_find_output(n->graph, outputs[i]))->data,
               sizeof n->y[i]);
    aift__execution_destroy(e);
}

static int count(const net *n, const char *op)
{
    int found = 0;
    for (size_t i = 0; i < n->graph->n_nodes; i++)
        found += strcmp(n->graph->nodes[i].op->name, op) == 0;
    return found;
}

static void changes_no_number(void **state)
{
    aift_context *context = aift_test_context(*state, 2);
    net plain = {0}, fused = {0};
    assert_ok(build(context, false, &plain));
    assert_ok(build(context, false, &fused));
    assert_ok(aift__pass_fuse(fused.graph));
    assert_int_equal(count(&fused, "linear_qkv"), 1);
    assert_int_equal(count(&fused, "linear"), 0);
    run(&plain);
    run(&fused);
    assert_memory_equal(fused.y, plain.y, sizeof plain.y);
    aift__graph_destroy(plain.graph);
    aift__graph_destroy(fused.graph);
    aift_context_release(context);
}

static void leaves_what_others_read(void **state)
{
    aift_context *context = aift_test_context(*state, 1);
    net n = {0};
    assert_ok(build(context, true, &n));
    assert_ok(aift__pass_fuse(n.graph));
    assert_int_equal(count(&n, "linear_qkv"), 0);
    assert_int_equal(count(&n, "linear"), LINEARS);
    aift__graph_destroy(n.graph);
    aift_context_release(context);
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
        cmocka_unit_test_setup_teardown(leaves_what_others_read, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
